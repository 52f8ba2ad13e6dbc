// Poverty standards: the law as it is applied.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** The parts of the page. */
export const TABS = ["rule", "indicators", "forms", "try"] as const;
export type Tab = (typeof TABS)[number];

interface StandardSearch {
  /** The standard's code; without one, the one in force in the chosen year. */
  code?: string | undefined;
  tab?: Tab | undefined;
}

const standardsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "standards",
  validateSearch: (search: Record<string, unknown>): StandardSearch => ({
    code: textParam(search.code),
    tab: TABS.find((tab) => tab === search.tab),
  }),
  component: lazyRouteComponent(() => import("./StandardsPage"), "StandardsPage"),
});

export const standardRoutes = [standardsRoute] as const;
