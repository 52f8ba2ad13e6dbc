// Signing in, and one's own account. The sign-in page is what most people see first, so it comes with the app.
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "@/api/queries";
import { rootRoute } from "@/app/rootRoute";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";
import { LoginPage } from "./LoginPage";

/** A page of this app only: never another site's address. */
function innerAddress(value: unknown): string | undefined {
  const text = textParam(value);
  return text?.startsWith("/") && !/^\/[/\\]/.test(text) ? text : undefined;
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "login",
  validateSearch: (
    search: Record<string, unknown>,
  ): { to?: string | undefined; ended?: boolean | undefined } => ({
    to: innerAddress(search.to),
    ended: search.ended === true || search.ended === "true" || undefined,
  }),
  beforeLoad: async ({ context, search }) => {
    // A server that is away is told on the page, when somebody tries to sign in.
    const me = await context.queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (me) throw redirect({ to: search.to ?? "/" });
  },
  component: LoginPage,
});

const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "password",
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(sessionQuery);
    if (!me) throw redirect({ to: "/login" });
    if (!me.must_change_password) throw redirect({ to: "/account" });
  },
  component: lazyRouteComponent(() => import("./AccountPage"), "ForcedPasswordPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "account",
  component: lazyRouteComponent(() => import("./AccountPage"), "AccountPage"),
});

/** Outside of the shell. */
export const sessionRoutes = [loginRoute, passwordRoute] as const;
/** Inside the shell. */
export const sessionShellRoutes = [accountRoute] as const;
