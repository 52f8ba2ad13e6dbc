// Households: the register, one household, its form, its survey, likely duplicates.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** What the register is narrowed to. A citizen ID is personal data and never stands in the address. */
export interface ListSearch {
  /** Classes, separated by commas. */
  class?: string | undefined;
  /** The code of an indicator they are deprived in. */
  indicator?: string | undefined;
  status?: string | undefined;
  ethnicity?: string | undefined;
  /** Part of the head's name. */
  q?: string | undefined;
  /** A column, with `-` in front downwards. */
  sort?: string | undefined;
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households",
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    class: textParam(search.class),
    indicator: textParam(search.indicator),
    status: textParam(search.status),
    ethnicity: textParam(search.ethnicity),
    q: textParam(search.q),
    sort: textParam(search.sort),
  }),
  component: lazyRouteComponent(() => import("./ListPage"), "ListPage"),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households/new",
  component: lazyRouteComponent(() => import("./EditPage"), "NewPage"),
});

const duplicatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households/duplicates",
  component: lazyRouteComponent(() => import("./DuplicatesPage"), "DuplicatesPage"),
});

const detailRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households/$id",
  component: lazyRouteComponent(() => import("./DetailPage"), "DetailPage"),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households/$id/edit",
  component: lazyRouteComponent(() => import("./EditPage"), "EditPage"),
});

const surveyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "households/$id/survey",
  component: lazyRouteComponent(() => import("./SurveyPage"), "SurveyPage"),
});

export const householdRoutes = [
  listRoute,
  newRoute,
  duplicatesRoute,
  detailRoute,
  editRoute,
  surveyRoute,
] as const;
