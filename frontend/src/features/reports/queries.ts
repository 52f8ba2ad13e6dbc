// What the pages of reports ask the API for, and what an act makes old.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Round = Schemas["ReportRound"];
export type RoundDetail = Schemas["ReportRoundDetail"];
export type RoundRow = Schemas["ReportRoundRow"];
export type Report = Schemas["Report"];
export type ReportDetail = Schemas["ReportDetail"];
export type Cell = Schemas["ReportCell"];
export type Comment = Schemas["ReportComment"];
export type Version = Schemas["ReportVersion"];
export type Change = Schemas["ReportChange"];
export type SheetProblem = Schemas["ReportSheetProblem"];
export type SheetResult = Schemas["ReportSheetResult"];
export type Template = Schemas["ReportTemplate"];
export type TemplateRow = Schemas["ReportTemplateRow"];
export type TemplateImport = Schemas["ReportTemplateImport"];
export type Table = Schemas["ReportTable"];
export type Column = Schemas["ReportColumn"];
export type Row = Schemas["ReportRow"];
export type Act = Schemas["ReportAct"];

/** How often what others do is looked for, while the page is in sight. */
const REFRESH_MS = 30_000;

interface After {
  after?: string;
}

/** The rounds that concern an area, the last opened first. */
export const roundsQuery = (area: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["reports", "rounds", area ?? null],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/report-rounds", {
          params: { query: { ...(area ? { area } : {}), limit: 50, ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {} as After,
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });

/** A round with its units. */
export const roundQuery = (id: string) =>
  queryOptions({
    queryKey: ["reports", "round", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/report-rounds/{id}", { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });

/** The reports of the user's own units, the last round first. */
export const ownQuery = infiniteQueryOptions({
  queryKey: ["reports", "own"],
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/reports", { params: { query: { mine: true, limit: 20, ...pageParam } }, signal })),
  initialPageParam: {} as After,
  getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
});

/** A report with all its cells. */
export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ["reports", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/reports/{id}", { params: { path: { id } }, signal })),
    // What is typed meanwhile stays; a save tells by its version whether somebody else was here.
    refetchOnWindowFocus: false,
  });

/** What was submitted, the last first. */
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reports", "versions", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/reports/{id}/versions", { params: { path: { id } }, signal })),
  });

/** What two versions say differently. */
export const differencesQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["reports", "differences", id, from, to],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/reports/{id}/differences", {
          params: { path: { id }, query: { from, to } },
          signal,
        }),
      ),
  });

/** The forms in force. */
export const templatesQuery = queryOptions({
  queryKey: ["reports", "templates"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/report-templates", { signal })),
});

/** A version of a form; without one that in force. */
export const templateQuery = (code: string, version: number | undefined) =>
  queryOptions({
    queryKey: ["reports", "template", code, version ?? null],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/report-templates/{code}", {
          params: { path: { code }, query: version ? { version } : {} },
          signal,
        }),
      ),
  });

/** How the figure of an indicator came about. */
export const explanationQuery = (code: string, period: string, area: string | undefined) =>
  queryOptions({
    queryKey: ["reports", "explanation", code, period, area ?? null],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/indicators/{code}/explanation", {
          params: { path: { code }, query: { period, ...(area ? { area } : {}) } },
          signal,
        }),
      ),
  });

/** Keeps the report that an act answered, and forgets what it made old. */
export async function reportChanged(client: QueryClient, detail?: ReportDetail): Promise<void> {
  if (detail) client.setQueryData(reportQuery(detail.report.id).queryKey, detail);
  await client.invalidateQueries({
    queryKey: ["reports"],
    predicate: (query) => !detail || query.queryKey[1] !== "one" || query.queryKey[2] !== detail.report.id,
  });
}
