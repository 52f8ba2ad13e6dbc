// Administrative units.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/shellRoute";

const areasRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "areas",
  component: lazyRouteComponent(() => import("./AreasPage"), "AreasPage"),
});

export const areaRoutes = [areasRoute] as const;
