// Plans and decisions: the list, and one of them to read.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** What a document can be. */
export const KINDS = [
  "law",
  "resolution",
  "decree",
  "circular",
  "decision",
  "plan",
  "dispatch",
  "notice",
  "report",
  "minutes",
  "other",
] as const;
export type Kind = (typeof KINDS)[number];

export interface DocumentsSearch {
  kind?: Kind | undefined;
  q?: string | undefined;
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents",
  validateSearch: (search: Record<string, unknown>): DocumentsSearch => ({
    kind: KINDS.find((kind) => kind === search.kind),
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./pages"), "DocumentsPage"),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents/new",
  component: lazyRouteComponent(() => import("./pages"), "NewPage"),
});

const oneRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents/$id",
  component: lazyRouteComponent(() => import("./pages"), "DocumentPage"),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents/$id/edit",
  component: lazyRouteComponent(() => import("./pages"), "EditPage"),
});

export const documentRoutes = [listRoute, newRoute, oneRoute, editRoute] as const;
