// What a register would be under another standard: simulations, one by one and side by side.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** How many can stand side by side. */
export const MOST_COMPARED = 3;

const simulationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "simulations",
  component: lazyRouteComponent(() => import("./SimulationsPage"), "SimulationsPage"),
});

const newSimulationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "simulations/new",
  component: lazyRouteComponent(() => import("./NewPage"), "NewPage"),
});

const compareRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "simulations/compare",
  // The simulations' ids, with commas between them.
  validateSearch: (search: Record<string, unknown>): { ids?: string | undefined } => ({
    ids: textParam(search.ids),
  }),
  component: lazyRouteComponent(() => import("./ComparePage"), "ComparePage"),
});

const simulationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "simulations/$id",
  component: lazyRouteComponent(() => import("./SimulationPage"), "SimulationPage"),
});

export const simulationRoutes = [
  simulationsRoute,
  newSimulationRoute,
  compareRoute,
  simulationRoute,
] as const;
