// Figures, explanations and what is defined, as the server has them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Analytics = Schemas["AnalyticsView"];
export type Figure = Schemas["FigureRow"];
export type IndicatorRef = Schemas["IndicatorRef"];
export type Explanation = Schemas["ExplanationView"];
export type Reference = Schemas["ReferenceView"];
export type FlowRow = Schemas["FlowRow"];
export type Measures = Schemas["MeasuresView"];
export type Framework = Schemas["FrameworkView"];

/** What figures are asked for. */
export interface Question {
  /** Codes, parted by commas. */
  indicators: string;
  periods: string;
  area?: string | undefined;
  level?: string | undefined;
  units?: string | undefined;
  by?: string | undefined;
}

export const analyticsQuery = (query: Question) =>
  queryOptions({
    queryKey: ["indicators", "analytics", query],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/analytics", { params: { query }, signal })),
    staleTime: 60_000,
  });

/** From which class to which households moved. */
export const flowQuery = (query: { area: string | undefined; year: number }) =>
  queryOptions({
    queryKey: ["indicators", "flow", query],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/analytics/flow", { params: { query }, signal })),
    staleTime: 60_000,
  });

/** One figure. */
export interface FigureAt {
  code: string;
  period: string;
  area: string | undefined;
}

export const explanationQuery = ({ code, ...query }: FigureAt) =>
  queryOptions({
    queryKey: ["indicators", "explanation", code, query],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/indicators/{code}/explanation", { params: { path: { code }, query }, signal })),
    staleTime: 60_000,
  });

const RECORDS = 50;

/** The households that a name in a figure's formulae counts. */
export const recordsQuery = ({ code, ...query }: FigureAt, reference: number) =>
  infiniteQueryOptions({
    queryKey: ["indicators", "records", code, query, reference],
    queryFn: ({ signal, pageParam }) =>
      ok(
        api.GET("/api/v1/indicators/{code}/records", {
          params: {
            path: { code },
            query: { ...query, reference, limit: RECORDS, ...(pageParam ? { after: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** What is defined on a day. */
export const frameworkQuery = (on: string) =>
  queryOptions({
    queryKey: ["framework", "tree", on],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/framework", { params: { query: { on } }, signal })),
    staleTime: 300_000,
  });

/** What formulae can name. */
export const measuresQuery = queryOptions({
  queryKey: ["framework", "measures"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/framework/measures", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});
