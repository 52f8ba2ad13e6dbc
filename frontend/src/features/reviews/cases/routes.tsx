// The households of a round: their list, one of them, its survey and its spot check.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** What the list is narrowed to; all of it stands in the address. */
export interface CasesSearch {
  /** States, separated by commas. */
  state?: string | undefined;
  /** A village's id. */
  village?: string | undefined;
  /** A user's id, `me` or `none`. */
  enumerator?: string | undefined;
  /** The class that was found. */
  class?: string | undefined;
  /** `1`: with contradictions. */
  flagged?: string | undefined;
  /** `1`: drawn for a spot check. */
  sampled?: string | undefined;
  /** Part of the head's name. */
  q?: string | undefined;
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews/$id/cases",
  validateSearch: (search: Record<string, unknown>): CasesSearch => ({
    state: textParam(search.state),
    village: textParam(search.village),
    enumerator: textParam(search.enumerator),
    class: textParam(search.class),
    flagged: textParam(search.flagged),
    sampled: textParam(search.sampled),
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./CasesPage"), "CasesPage"),
});

const caseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews/$id/cases/$household",
  component: lazyRouteComponent(() => import("./CasePage"), "CasePage"),
});

const surveyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews/$id/cases/$household/survey",
  component: lazyRouteComponent(() => import("./CaseSurveyPage"), "CaseSurveyPage"),
});

const checkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews/$id/cases/$household/check",
  component: lazyRouteComponent(() => import("./CaseCheckPage"), "CaseCheckPage"),
});

export const caseRoutes = [listRoute, caseRoute, surveyRoute, checkRoute] as const;
