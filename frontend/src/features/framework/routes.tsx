// The results framework: the tree, one item, and the editor.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** What an item can be; the order in which they stand below one another. */
export const KINDS = ["programme", "objective", "result", "indicator", "area_group"] as const;
export type Kind = (typeof KINDS)[number];

/** The kind in an address, or nothing. */
export function kindParam(value: unknown): Kind | undefined {
  return KINDS.find((kind) => kind === value);
}

function dayParam(value: unknown): string | undefined {
  const text = textParam(value);
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

interface TreeSearch {
  /** The framework of this day; of today by default. */
  on?: string | undefined;
  q?: string | undefined;
}

const treeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "framework",
  validateSearch: (search: Record<string, unknown>): TreeSearch => ({
    on: dayParam(search.on),
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./pages"), "FrameworkPage"),
});

const newRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "framework/new",
  validateSearch: (
    search: Record<string, unknown>,
  ): { kind?: Kind | undefined; parent?: string | undefined } => ({
    kind: kindParam(search.kind),
    parent: textParam(search.parent),
  }),
  component: lazyRouteComponent(() => import("./pages"), "NewPage"),
});

const itemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "framework/$kind/$code",
  component: lazyRouteComponent(() => import("./pages"), "ItemPage"),
});

const editRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "framework/$kind/$code/edit",
  component: lazyRouteComponent(() => import("./pages"), "EditPage"),
});

export const frameworkRoutes = [treeRoute, newRoute, itemRoute, editRoute] as const;
