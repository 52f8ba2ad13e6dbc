// What the pages of money ask the API for.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { Voucher, VoucherInput } from "./types";

const CATALOGUE_STALE_MS = 300_000;

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined | null> };

/** What is given; nothing of what is not. */
export function given<T extends Record<string, unknown>>(query: T): Given<T> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ) as Given<T>;
}

export const sourcesQuery = queryOptions({
  queryKey: ["budget", "sources"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/budget/sources", { signal })),
  staleTime: CATALOGUE_STALE_MS,
});

export const unitsQuery = (area: string | undefined) =>
  queryOptions({
    queryKey: ["budget", "units", area ?? null],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/units", { params: { query: given({ area }) }, signal })),
  });

export interface LineFilter {
  area?: string | undefined;
  unit?: string | undefined;
  year: number;
  item?: string | undefined;
  source?: string | undefined;
  capital?: string | undefined;
}
export const linesQuery = (filter: LineFilter) =>
  queryOptions({
    queryKey: ["budget", "lines", filter],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/lines", { params: { query: given({ ...filter }) }, signal })),
  });

export const treeQuery = (year: number, area: string | undefined, programme: string | undefined) =>
  queryOptions({
    queryKey: ["budget", "tree", year, area ?? null, programme ?? null],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/tree", { params: { query: given({ year, area, programme }) }, signal })),
  });

export interface VoucherFilter {
  line?: string | undefined;
  area?: string | undefined;
  year?: number | undefined;
  kind?: string | undefined;
  state?: string | undefined;
  q?: string | undefined;
}
export const vouchersQuery = (filter: VoucherFilter) =>
  infiniteQueryOptions({
    queryKey: ["budget", "vouchers", filter],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/budget/vouchers", {
          params: { query: given({ ...filter, limit: 100, after: pageParam }) },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const voucherQuery = (id: string) =>
  queryOptions({
    queryKey: ["budget", "voucher", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/vouchers/{id}", { params: { path: { id } }, signal })),
  });

export const fundingQuery = (line: string) =>
  queryOptions({
    queryKey: ["budget", "funding", line],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/lines/{id}/funding", { params: { path: { id: line } }, signal })),
  });

export const entriesQuery = (id: string) =>
  queryOptions({
    queryKey: ["budget", "entries", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/vouchers/{id}/entries", { params: { path: { id } }, signal })),
  });

export const filesQuery = (id: string) =>
  queryOptions({
    queryKey: ["budget", "files", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/vouchers/{id}/files", { params: { path: { id } }, signal })),
  });

export const obligationsQuery = (unit: string, year: number) =>
  queryOptions({
    queryKey: ["budget", "obligations", unit, year],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/budget/obligations", {
          params: { query: { unit, year, open: true, limit: 500 } },
          signal,
        }),
      ),
  });

/** A key that makes a request be carried out once, however often it is sent. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

/** Enters a voucher; the same `key` never enters it twice. */
export function enterVoucher(body: VoucherInput, key: string): Promise<Voucher> {
  return ok(api.POST("/api/v1/budget/vouchers", { params: { header: { "Idempotency-Key": key } }, body }));
}

export interface ExecutionFilter {
  year: number;
  area?: string | undefined;
  by: string;
  until?: string | undefined;
  programme?: string | undefined;
}
export const executionQuery = (filter: ExecutionFilter) =>
  queryOptions({
    queryKey: ["budget", "execution", filter],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/execution", { params: { query: given({ ...filter }) }, signal })),
  });

export const burnDownQuery = (year: number, area: string | undefined, item: string | undefined) =>
  queryOptions({
    queryKey: ["budget", "burn-down", year, area ?? null, item ?? null],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/burn-down", { params: { query: given({ year, area, item }) }, signal })),
  });

export const settlementsQuery = (year: number, area: string | undefined) =>
  queryOptions({
    queryKey: ["budget", "settlements", year, area ?? null],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/budget/settlements", {
          params: { query: given({ year, area, limit: 500 }) },
          signal,
        }),
      ),
  });

export const settlementQuery = (id: string) =>
  queryOptions({
    queryKey: ["budget", "settlement", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/budget/settlements/{id}", { params: { path: { id } }, signal })),
  });
