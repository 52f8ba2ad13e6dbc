// Plans and decisions: the list, and one of them to read.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/shellRoute";

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents",
  component: lazyRouteComponent(() => import("./DocumentsPage"), "DocumentsPage"),
});

const oneRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "documents/$id",
  component: lazyRouteComponent(() => import("./DocumentPage"), "DocumentPage"),
});

export const documentRoutes = [listRoute, oneRoute] as const;
