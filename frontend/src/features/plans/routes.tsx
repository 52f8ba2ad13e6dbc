// Plans of work: the list, one with its timeline, and the form.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** The states of a plan, in their order. */
export const STATES = ["draft", "issued", "running", "closed"] as const;
export type State = (typeof STATES)[number];

export interface PlansSearch {
  state?: State | undefined;
  q?: string | undefined;
  /** Only the year of the page. */
  only?: "yes" | undefined;
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "plans",
  validateSearch: (search: Record<string, unknown>): PlansSearch => ({
    state: STATES.find((state) => state === search.state),
    q: textParam(search.q),
    only: search.only === "yes" ? "yes" : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages"), "PlansPage"),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "plans/new",
  component: lazyRouteComponent(() => import("./pages"), "NewPage"),
});

const oneRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "plans/$id",
  component: lazyRouteComponent(() => import("./pages"), "PlanPage"),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "plans/$id/edit",
  component: lazyRouteComponent(() => import("./pages"), "EditPage"),
});

export const planRoutes = [listRoute, newRoute, oneRoute, editRoute] as const;
