// What the server knows of imports, and what can be asked of it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";
import { i18n } from "@/i18n";
import type { Severity } from "./routes";

type Schemas = components["schemas"];
export type Import = Schemas["ImportView"];
export type ImportResult = Schemas["ImportResult"];
export type Mapping = Schemas["MappingView"];
export type Sheet = Schemas["SheetView"];
export type Field = Schemas["FieldView"];
export type CellProblem = Schemas["CellProblemView"];
export type RunInput = Schemas["RunInput"];
export type SavedMapping = Schemas["SavedMappingView"];

/** How often a running import is asked how far it is. */
const POLL_MS = 1000;
/** As many problems are shown at once; more on demand. */
const PROBLEMS_A_PAGE = 50;

/** The imports one may see, the last first. */
export const importsQuery = infiniteQueryOptions({
  queryKey: ["imports", "list"],
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/imports", { params: { query: { limit: 50, after: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  refetchInterval: (query) =>
    query.state.data?.pages.some((page) => page.items.some((one) => one.state === "running"))
      ? POLL_MS * 3
      : false,
});

/** One import; asked for again every second while it runs. The reasons it gives are in the reader's language. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id, i18n.language],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/imports/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? POLL_MS : false),
    staleTime: 0,
  });

/** The fields that columns can give. */
export const fieldsQuery = (kind: string) =>
  queryOptions({
    queryKey: ["imports", "fields", kind],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/import-fields", { params: { query: { kind } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The caller's saved ways of reading a file. */
export const mappingsQuery = queryOptions({
  queryKey: ["imports", "mappings"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/import-mappings", { signal })),
});

/** What was wrong in a run of an import, of one severity or of both, in the order of the file. */
export const problemsQuery = (id: string, version: number, severity: Severity | undefined) =>
  infiniteQueryOptions({
    queryKey: ["imports", "problems", id, version, severity ?? null],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PROBLEMS_A_PAGE, after: pageParam, ...(severity ? { severity } : {}) };
      return ok(
        api.GET("/api/v1/imports/{id}/errors", { params: { path: { id }, query }, signal }),
      ) as Promise<Schemas["Page_CellProblemView"]>;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Orders an import to run. */
export const runImport = (id: string, body: RunInput) =>
  ok(api.POST("/api/v1/imports/{id}/run", { params: { path: { id } }, body }));

/** Stops an import before it writes; nothing of it is kept. */
export const cancelImport = (id: string) =>
  ok(api.DELETE("/api/v1/imports/{id}", { params: { path: { id } } }));
