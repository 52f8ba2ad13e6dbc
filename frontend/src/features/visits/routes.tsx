// Monitoring visits: the year's list and plan, one visit in the office and in the field, and what came of them.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam, wholeParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

export const KINDS = ["periodic", "yearly", "ad_hoc"] as const;
export type Kind = (typeof KINDS)[number];
export const PURPOSES = ["inspection", "supervision", "evaluation"] as const;
export type Purpose = (typeof PURPOSES)[number];
export const STATES = ["planned", "mandated", "in_field", "reporting", "closed", "cancelled"] as const;
export type State = (typeof STATES)[number];

export interface VisitsSearch {
  view?: "calendar" | undefined;
  state?: State | undefined;
  kind?: Kind | undefined;
  /** Part of a number, purpose or area, with or without accents. */
  q?: string | undefined;
}

const visitsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits",
  validateSearch: (search: Record<string, unknown>): VisitsSearch => ({
    view: search.view === "calendar" ? "calendar" : undefined,
    state: STATES.find((one) => one === search.state),
    kind: KINDS.find((one) => one === search.kind),
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./desk"), "VisitsPage"),
});

export interface NewSearch {
  /** The plan and the line of it that the visit carries out. */
  plan?: string | undefined;
  line?: number | undefined;
}

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits/new",
  validateSearch: (search: Record<string, unknown>): NewSearch => ({
    plan: textParam(search.plan),
    line: wholeParam(search.line, 1, 1000),
  }),
  component: lazyRouteComponent(() => import("./desk"), "NewPage"),
});

export interface ChecklistsSearch {
  code?: string | undefined;
  /** Whether the checklist is being changed, or a new one made. */
  edit?: "1" | "new" | undefined;
}

const checklistsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits/checklists",
  validateSearch: (search: Record<string, unknown>): ChecklistsSearch => ({
    code: textParam(search.code),
    edit: search.edit === "1" || search.edit === "new" ? search.edit : undefined,
  }),
  component: lazyRouteComponent(() => import("./desk"), "ChecklistsPage"),
});

const newPlanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits/plans/new",
  component: lazyRouteComponent(() => import("./desk"), "NewPlanPage"),
});

const planRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits/plans/$id",
  component: lazyRouteComponent(() => import("./desk"), "PlanPage"),
});

/** What a visit's page shows; what it is about when nothing is said. */
export const PARTS = ["checklist", "sample", "files", "findings", "comparison", "signatures"] as const;
export type Part = (typeof PARTS)[number];

const visitRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "visits/$id",
  validateSearch: (search: Record<string, unknown>): { part?: Part | undefined } => ({
    part: PARTS.find((part) => part === search.part),
  }),
  component: lazyRouteComponent(() => import("./VisitPage"), "VisitPage"),
});

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "recommendations",
  validateSearch: (search: Record<string, unknown>): { overdue?: "1" | undefined } => ({
    overdue: search.overdue === "1" ? "1" : undefined,
  }),
  component: lazyRouteComponent(() => import("./BoardPage"), "BoardPage"),
});

export const visitRoutes = [
  visitsRoute,
  newRoute,
  checklistsRoute,
  newPlanRoute,
  planRoute,
  visitRoute,
  boardRoute,
] as const;
