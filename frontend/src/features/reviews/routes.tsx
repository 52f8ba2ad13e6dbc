// The yearly review: the board of all communes, one commune's round, and the households of it.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";
import { caseRoutes } from "./cases/routes";

export const KINDS = ["yearly", "during_year"] as const;
export type Kind = (typeof KINDS)[number];

export interface BoardSearch {
  kind?: Kind | undefined;
  /** The state whose communes are shown. */
  state?: string | undefined;
  /** `1`: only the late ones. */
  late?: string | undefined;
  /** Part of a commune's name. */
  q?: string | undefined;
}

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews",
  validateSearch: (search: Record<string, unknown>): BoardSearch => ({
    kind: KINDS.find((kind) => kind === search.kind),
    state: textParam(search.state),
    late: search.late === "1" ? "1" : undefined,
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./BoardPage"), "BoardPage"),
});

/** What a round's page shows; its steps when nothing is said. */
export const PARTS = ["meetings", "posting", "papers", "history"] as const;
export type Part = (typeof PARTS)[number];

const roundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "reviews/$id",
  validateSearch: (search: Record<string, unknown>): { part?: Part | undefined } => ({
    part: PARTS.find((part) => part === search.part),
  }),
  component: lazyRouteComponent(() => import("./RoundPage"), "RoundPage"),
});

export const reviewRoutes = [boardRoute, roundRoute, ...caseRoutes] as const;
