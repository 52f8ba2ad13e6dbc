// Users, for administrators.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "users",
  validateSearch: (search: Record<string, unknown>): { q?: string | undefined } => ({
    q: textParam(search.q),
  }),
  component: lazyRouteComponent(() => import("./UsersPage"), "UsersPage"),
});

const newUserRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "users/new",
  component: lazyRouteComponent(() => import("./UserForm"), "NewUserPage"),
});

const userRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "users/$id",
  component: lazyRouteComponent(() => import("./UserForm"), "UserPage"),
});

export const userRoutes = [usersRoute, newUserRoute, userRoute] as const;
