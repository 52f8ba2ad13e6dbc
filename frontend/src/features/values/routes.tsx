// Entered figures and targets.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";
import { isPart, type Part } from "./periods";

/** The states of a figure, in their order. */
export const STATES = ["entered", "checked", "approved", "locked"] as const;
export type State = (typeof STATES)[number];
/** What an overview can be narrowed to: a state, nothing entered yet, or something to ask about. */
export const FILTERS = ["missing", ...STATES, "flagged"] as const;
export type Filter = (typeof FILTERS)[number];

export interface ValuesSearch {
  /** Which part of the year. */
  part?: Part | undefined;
  /** The figure whose panel is open. */
  open?: string | undefined;
}

export interface OverviewSearch extends ValuesSearch {
  state?: Filter | undefined;
  level?: "province" | undefined;
}

const common = (search: Record<string, unknown>): ValuesSearch => ({
  part: isPart(search.part) ? search.part : undefined,
  open: textParam(search.open),
});

const sheetRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "values",
  validateSearch: common,
  component: lazyRouteComponent(() => import("./SheetPage"), "SheetPage"),
});

const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "values/overview",
  validateSearch: (search: Record<string, unknown>): OverviewSearch => ({
    ...common(search),
    state: FILTERS.find((state) => state === search.state),
    level: search.level === "province" ? "province" : undefined,
  }),
  component: lazyRouteComponent(() => import("./OverviewPage"), "OverviewPage"),
});

const targetsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "values/targets",
  component: lazyRouteComponent(() => import("./TargetsPage"), "TargetsPage"),
});

export const valueRoutes = [sheetRoute, overviewRoute, targetsRoute] as const;
