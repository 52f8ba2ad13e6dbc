// Official reports: the rounds, the board of a round, a report, and the forms.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam, wholeParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** The states of a report, in their order. */
export const STATES = ["draft", "submitted", "returned", "accepted"] as const;
export type State = (typeof STATES)[number];

export interface BoardSearch {
  /** Only units whose report is here. */
  state?: State | undefined;
  /** Only units that are late. */
  late?: "yes" | undefined;
  q?: string | undefined;
}

export const VIEWS = ["content", "comments", "history"] as const;
export type View = (typeof VIEWS)[number];

export interface ReportSearch {
  view?: View | undefined;
  /** The cell to go to. */
  cell?: string | undefined;
  /** The versions that are compared. */
  from?: number | undefined;
  to?: number | undefined;
}

const roundsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reports",
  component: lazyRouteComponent(() => import("./pages"), "RoundsPage"),
});

const roundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reports/rounds/$id",
  validateSearch: (search: Record<string, unknown>): BoardSearch => ({
    state: STATES.find((state) => state === search.state),
    late: search.late === "yes" ? "yes" : undefined,
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./pages"), "RoundPage"),
});

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reports/templates",
  component: lazyRouteComponent(() => import("./pages"), "TemplatesPage"),
});

const templateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reports/templates/$code",
  validateSearch: (search: Record<string, unknown>): { version?: number | undefined } => ({
    version: wholeParam(search.version, 1, 100_000),
  }),
  component: lazyRouteComponent(() => import("./pages"), "TemplatePage"),
});

const reportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reports/$id",
  validateSearch: (search: Record<string, unknown>): ReportSearch => ({
    view: VIEWS.find((view) => view === search.view),
    cell: textParam(search.cell),
    from: wholeParam(search.from, 1, 100_000),
    to: wholeParam(search.to, 1, 100_000),
  }),
  component: lazyRouteComponent(() => import("./ReportPage"), "ReportPage"),
});

export const reportRoutes = [roundsRoute, roundRoute, templatesRoute, templateRoute, reportRoute] as const;
