// What the board and a round's page ask the API for, and what an act makes old.
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";
import type { Kind } from "./routes";

type Schemas = components["schemas"];
export type BoardView = Schemas["BoardView"];
export type BoardRow = Schemas["BoardRow"];
export type CountsView = Schemas["CountsView"];
export type RoundView = Schemas["RoundView"];
export type RoundDetail = Schemas["RoundDetail"];
export type StepView = Schemas["StepView"];
export type VillageView = Schemas["VillageView"];
export type StepAction = Schemas["StepAction"];
export type Step = Schemas["Step"];
export type Act = Schemas["Act"];
export type Procedure = Schemas["Procedure"];
export type MeetingView = Schemas["MeetingView"];
export type PostingView = Schemas["PostingView"];
export type ComplaintView = Schemas["ComplaintView"];
export type RoundEventView = Schemas["RoundEventView"];
export type OpenedView = Schemas["OpenedView"];
export type CaseView = Schemas["CaseView"];

/** How often what others do is looked for, while the page is in sight. */
const REFRESH_MS = 30_000;

export interface BoardFilter {
  area?: string;
  year: number;
  kind: Kind;
}

/** How far all rounds of an area are; looked at again by itself. */
export const boardQuery = (filter: BoardFilter) =>
  queryOptions({
    queryKey: ["reviews", "board", filter],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/review-board", { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

/** The rounds of an area in a year, the last opened first. */
export const roundsQuery = (area: string, year: number) =>
  queryOptions({
    queryKey: ["reviews", "rounds", area, year],
    queryFn: async ({ signal }) => {
      const query = { area, year, limit: 500 };
      return (await ok(api.GET("/api/v1/review-rounds", { params: { query }, signal }))).items;
    },
    refetchInterval: REFRESH_MS,
  });

/** The lists that were put up, the first first. */
export const postingsQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "postings", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/review-rounds/{id}/postings", { params: { path: { id } }, signal })),
  });

/** Households of a commune by part of the head's name. */
export const communeHouseholdsQuery = (area: string, q: string) =>
  queryOptions({
    queryKey: ["households", "of-commune", area, q],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households", { params: { query: { area, q, limit: 8 } }, signal })),
  });

/** Forgets what an act on a round made old, for everything that shows rounds. */
export async function roundChanged(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ["reviews"] });
}

/** The same after a recognition, by which households' classes, the register and the totals change too. */
export async function recognised(client: QueryClient): Promise<void> {
  client.removeQueries({ queryKey: ["households", "list"] });
  client.removeQueries({ queryKey: ["overview"], type: "inactive" });
  await Promise.all([
    roundChanged(client),
    client.invalidateQueries({ queryKey: ["households"] }),
    client.invalidateQueries({ queryKey: ["recognitions"] }),
  ]);
}
