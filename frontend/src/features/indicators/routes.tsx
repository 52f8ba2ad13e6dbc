// Indicators: the dashboard, and the figures of any of them in a table.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** The figure whose explanation is open. */
export interface FigureSearch {
  /** The indicator's code. */
  figure?: string | undefined;
  /** The area's id, where it isn't that of the address. */
  at?: string | undefined;
  /** The period's code, where it isn't the year of the address. */
  period?: string | undefined;
}

export interface DashboardSearch extends FigureSearch {
  /** What the trend, the map and the comparison show. */
  indicator?: string | undefined;
  /** The areas below as they were in the year; else those of today. */
  units?: "then" | undefined;
  /** The order of the comparison: `name`, or `value` with the best first; else the worst first. */
  sort?: string | undefined;
}

export const LEVELS = ["self", "below", "communes"] as const;
export const DIMENSIONS = ["setting", "ethnic", "sex", "group"] as const;

export interface TableSearch extends FigureSearch {
  /** Codes, parted by commas. */
  indicators?: string | undefined;
  periods?: string | undefined;
  level?: (typeof LEVELS)[number] | undefined;
  units?: "then" | undefined;
  by?: (typeof DIMENSIONS)[number] | undefined;
}

function figureSearch(search: Record<string, unknown>): FigureSearch {
  return {
    figure: textParam(search.figure),
    at: textParam(search.at),
    period: textParam(search.period),
  };
}

const dashboardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "indicators",
  validateSearch: (search: Record<string, unknown>): DashboardSearch => ({
    ...figureSearch(search),
    indicator: textParam(search.indicator),
    units: search.units === "then" ? "then" : undefined,
    sort: textParam(search.sort),
  }),
  component: lazyRouteComponent(() => import("./DashboardPage"), "DashboardPage"),
});

const tableRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "indicators/table",
  validateSearch: (search: Record<string, unknown>): TableSearch => ({
    ...figureSearch(search),
    indicators: textParam(search.indicators),
    periods: textParam(search.periods),
    level: LEVELS.find((level) => level === search.level),
    units: search.units === "then" ? "then" : undefined,
    by: DIMENSIONS.find((dimension) => dimension === search.by),
  }),
  component: lazyRouteComponent(() => import("./TablePage"), "TablePage"),
});

export const indicatorRoutes = [dashboardRoute, tableRoute] as const;
