// What the pages of the cases ask the API for, and what a change makes old.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";
import type { CaseFilter } from "./filter";

type Schemas = components["schemas"];

export type CaseView = Schemas["CaseView"];
export type CaseDetail = Schemas["CaseDetail"];
export type RoundDetail = Schemas["RoundDetail"];
export type EnumeratorView = Schemas["EnumeratorView"];
export type Flag = Schemas["Flag"];
export type Act = Schemas["Act"];
export type Procedure = Schemas["Procedure"];

/** The largest page the API gives: most communes' lists come in one. */
const PAGE_ROWS = 500;

/** The round with its steps, villages and what may be done. */
export const roundQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "round", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/review-rounds/{id}", { params: { path: { id } }, signal })),
  });

/** The cases of a round, by village and name. */
export const casesQuery = (id: string, filter: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ["reviews", "cases", id, filter],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/review-rounds/{id}/cases", {
          params: { path: { id }, query: { ...filter, limit: PAGE_ROWS, ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });

/** The first page of cases of a filter, past what is remembered. */
export function readCases(id: string, filter: CaseFilter) {
  const query = { ...filter, limit: PAGE_ROWS };
  return ok(api.GET("/api/v1/review-rounds/{id}/cases", { params: { path: { id }, query } }));
}

/** All cases of a filter, page by page. */
export async function readAllCases(id: string, filter: CaseFilter): Promise<CaseView[]> {
  const all: CaseView[] = [];
  let after: string | null | undefined;
  do {
    const query = { ...filter, limit: PAGE_ROWS, ...(after ? { after } : {}) };
    const page = await ok(api.GET("/api/v1/review-rounds/{id}/cases", { params: { path: { id }, query } }));
    all.push(...page.items);
    after = page.next;
  } while (after);
  return all;
}

/** One case with its draft and what may be done with it. */
export const caseQuery = (id: string, household: string) =>
  queryOptions({
    queryKey: ["reviews", "case", id, household],
    queryFn: ({ signal }) => readCase(id, household, signal),
  });

/** Reads a case from the server, past what is remembered. */
export function readCase(id: string, household: string, signal?: AbortSignal): Promise<CaseDetail> {
  const path = { id, household };
  return ok(
    api.GET("/api/v1/review-rounds/{id}/cases/{household}", {
      params: { path },
      ...(signal ? { signal } : {}),
    }),
  );
}

/** Who may survey in the commune. */
export const enumeratorsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "enumerators", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/review-rounds/{id}/enumerators", { params: { path: { id } }, signal })),
  });

/** All versions of the procedure; law, so asked for once a visit. */
export const proceduresQuery = queryOptions({
  queryKey: ["review-procedures"],
  queryFn: () => ok(api.GET("/api/v1/review-procedures")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Complaints of a round. */
export const complaintsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "complaints", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/review-rounds/{id}/complaints", { params: { path: { id } }, signal })),
  });

/** The village meetings of a round. */
export const meetingsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "meetings", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/review-rounds/{id}/meetings", { params: { path: { id } }, signal })),
  });

/** What was done with a round; the drawing of the sample among it. */
export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "events", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/review-rounds/{id}/events", { params: { path: { id } }, signal })),
  });

/** The surveys of a household, the last first. */
export const surveysQuery = (household: string) =>
  queryOptions({
    queryKey: ["households", "surveys", household],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households/{id}/surveys", { params: { path: { id: household } }, signal })),
  });

/** Forgets what a change to a round or its cases made old. */
export async function casesChanged(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ["reviews"] });
}

/** The same after a survey, which the household's own pages and the totals show too. */
export async function surveyChanged(client: QueryClient): Promise<void> {
  client.removeQueries({ queryKey: ["households", "list"] });
  client.removeQueries({ queryKey: ["overview"], type: "inactive" });
  await Promise.all([casesChanged(client), client.invalidateQueries({ queryKey: ["households"] })]);
}
