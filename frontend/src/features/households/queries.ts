// What the household pages ask the API for.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type HouseholdItem = Schemas["HouseholdItem"];
export type HouseholdView = Schemas["HouseholdView"];
export type MemberView = Schemas["MemberView"];
export type SurveyView = Schemas["SurveyView"];
export type EventView = Schemas["EventView"];
export type YearView = Schemas["YearView"];
export type ClassPeriod = Schemas["ClassPeriodView"];
export type DuplicateView = Schemas["DuplicateView"];

/** What a list is narrowed to, as the API takes it. */
export interface ListFilter {
  area?: string;
  year?: number;
  class?: string;
  indicator?: string;
  status?: string;
  q?: string;
  citizen_id?: string;
  ethnicity?: string;
  sort?: string;
}

/** Rows of one page: two screens and more, so that scrolling is ahead of the network. */
const PAGE_ROWS = 200;

/** The register, page by page; with the first page comes the count of all. */
export const listQuery = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ["households", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...filter,
        limit: PAGE_ROWS,
        ...pageParam,
        ...(pageParam.after ? {} : { count: true }),
      };
      return ok(api.GET("/api/v1/households", { params: { query }, signal }));
    },
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
    // Comparing or fetching anew a thousand pages would stall the scrolling: a change drops the list instead.
    structuralSharing: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 120_000,
  });

/** One household with its members. */
export const householdQuery = (id: string) =>
  queryOptions({
    queryKey: ["households", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/households/{id}", { params: { path: { id } }, signal })),
  });

/** Its surveys, the last first. */
export const surveysQuery = (id: string) =>
  queryOptions({
    queryKey: ["households", "surveys", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households/{id}/surveys", { params: { path: { id } }, signal })),
  });

/** Its life. */
export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["households", "history", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households/{id}/history", { params: { path: { id } }, signal })),
  });

/** What it legally was and is, the last first. */
export const periodsQuery = (id: string) =>
  queryOptions({
    queryKey: ["households", "periods", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households/{id}/class-periods", { params: { path: { id } }, signal })),
  });

/** Groups of households that may be one. */
export const duplicatesQuery = (area: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["households", "duplicates", area ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(area ? { area } : {}), ...pageParam };
      return ok(api.GET("/api/v1/households/duplicates", { params: { query }, signal }));
    },
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });

/** Forgets what a change to a household made old: lists and totals wholly, the household itself for a new look. */
export async function householdChanged(client: QueryClient): Promise<void> {
  client.removeQueries({ queryKey: ["households", "list"] });
  client.removeQueries({ queryKey: ["overview"], type: "inactive" });
  await client.invalidateQueries({ queryKey: ["households"] });
}
