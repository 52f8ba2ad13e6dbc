// The addresses of the web app. A feature brings its routes in `src/features/<x>/routes.tsx` and one line here.
import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { areaRoutes } from "@/features/areas/routes";
import { budgetRoutes } from "@/features/budget/routes";
import { documentRoutes } from "@/features/documents/routes";
import { frameworkRoutes } from "@/features/framework/routes";
import { householdRoutes } from "@/features/households/routes";
import { importRoutes } from "@/features/imports/routes";
import { indicatorRoutes } from "@/features/indicators/routes";
import { lookupRoutes } from "@/features/lookup/routes";
import { overviewRoutes } from "@/features/overview/routes";
import { planRoutes } from "@/features/plans/routes";
import { recognitionRoutes } from "@/features/recognitions/routes";
import { reportRoutes } from "@/features/reports/routes";
import { reviewRoutes } from "@/features/reviews/routes";
import { sessionRoutes, sessionShellRoutes } from "@/features/session/routes";
import { simulationRoutes } from "@/features/simulations/routes";
import { standardRoutes } from "@/features/standards/routes";
import { userRoutes } from "@/features/users/routes";
import { valueRoutes } from "@/features/values/routes";
import { visitRoutes } from "@/features/visits/routes";
import { webhookRoutes } from "@/features/webhooks/routes";
import { Failed, NotFound, Pending } from "./pages";
import { rootRoute } from "./rootRoute";
import { Shell } from "./Shell";
import { parseSearch, stringifySearch } from "./search";
import { shellRoute } from "./shellRoute";

// The frame comes with the app: all pages but the first need it at once.
shellRoute.update({ component: Shell });

const routeTree = rootRoute.addChildren([
  ...sessionRoutes,
  ...lookupRoutes,
  shellRoute.addChildren([
    ...overviewRoutes,
    ...indicatorRoutes,
    ...householdRoutes,
    ...reviewRoutes,
    ...recognitionRoutes,
    ...valueRoutes,
    ...reportRoutes,
    ...visitRoutes,
    ...budgetRoutes,
    ...importRoutes,
    ...standardRoutes,
    ...simulationRoutes,
    ...frameworkRoutes,
    ...planRoutes,
    ...documentRoutes,
    ...areaRoutes,
    ...userRoutes,
    ...webhookRoutes,
    ...sessionShellRoutes,
  ]),
]);

/** The router; pages are loaded when they are first asked for, or meant to be. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Failed,
    defaultPendingComponent: Pending,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
