// Importing lists of households: what was sent, and the way of one file from the officer's disk to the registry.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/shellRoute";

/** Which problems are shown. */
export const SEVERITIES = ["error", "difference"] as const;
export type Severity = (typeof SEVERITIES)[number];

interface ImportSearch {
  /** Back at how the file is read, although it was checked already. */
  step?: "reading" | undefined;
  /** Only these problems. */
  show?: Severity | undefined;
}

const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "imports",
  component: lazyRouteComponent(() => import("./ImportsPage"), "ImportsPage"),
});

const newImportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "imports/new",
  component: lazyRouteComponent(() => import("./NewImportPage"), "NewImportPage"),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "imports/$id",
  validateSearch: (search: Record<string, unknown>): ImportSearch => ({
    step: search.step === "reading" ? "reading" : undefined,
    show: SEVERITIES.find((severity) => severity === search.show),
  }),
  component: lazyRouteComponent(() => import("./ImportPage"), "ImportPage"),
});

export const importRoutes = [importsRoute, newImportRoute, importRoute] as const;
