// Totals and boundaries, as the server has them.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Overview = Schemas["OverviewView"];
export type Counts = Schemas["Counts"];
export type AreaCounts = Schemas["AreaCounts"];
export type TrendPoint = Schemas["TrendPoint"];
export type Deprived = Schemas["ProfileView"];

/** Totals of an area in a year and of the areas below, as they were then or as they are today. */
export const overviewQuery = (query: {
  area: string | undefined;
  year: number;
  units: "today" | undefined;
}) =>
  queryOptions({
    queryKey: ["overview", "totals", query],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/overview", { params: { query }, signal })),
  });

/** Totals of an area over the years. */
export const trendQuery = (area: string | undefined) =>
  queryOptions({
    queryKey: ["overview", "trend", area],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/overview/trend", { params: { query: { area } }, signal })),
  });

/** By indicator, how many poor and near-poor households are deprived in it. */
export const profileQuery = (query: { area: string | undefined; year: number }) =>
  queryOptions({
    queryKey: ["overview", "profile", query],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/overview/profile", { params: { query }, signal })),
  });
