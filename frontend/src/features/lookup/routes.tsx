// What a code on paper stands for: for anybody, without signing in and without the frame.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/rootRoute";
import { textParam } from "@/app/search";

const lookupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "tra-cuu",
  validateSearch: (search: Record<string, unknown>): { code?: string | undefined } => ({
    code: textParam(search.code),
  }),
  component: lazyRouteComponent(() => import("./LookupPage"), "LookupPage"),
});

export const lookupRoutes = [lookupRoute] as const;
