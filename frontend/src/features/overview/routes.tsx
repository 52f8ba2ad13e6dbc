// The first page: the totals of an area in a year.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** What the map is coloured by. */
export const MEASURES = ["poor_rate", "near_poor_rate", "multidimensional_rate"] as const;
export type Measure = (typeof MEASURES)[number];

interface OverviewSearch {
  /** The areas below as they are today, with the figures of those that went into them; else those of the year. */
  units?: "today" | undefined;
  measure?: Measure | undefined;
  /** A column of the table, with `-` in front downwards. */
  sort?: string | undefined;
}

const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  validateSearch: (search: Record<string, unknown>): OverviewSearch => ({
    units: search.units === "today" ? "today" : undefined,
    measure: MEASURES.find((measure) => measure === search.measure),
    sort: textParam(search.sort),
  }),
  component: lazyRouteComponent(() => import("./OverviewPage"), "OverviewPage"),
});

export const overviewRoutes = [overviewRoute] as const;
