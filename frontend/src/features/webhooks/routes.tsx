// Webhooks, for administrators.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/app/shellRoute";

/** The states of a message. */
export const STATES = ["queued", "delivered", "failed"] as const;
export type State = (typeof STATES)[number];

const webhooksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "webhooks",
  component: lazyRouteComponent(() => import("./WebhooksPage"), "WebhooksPage"),
});

const webhookRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "webhooks/$id",
  validateSearch: (search: Record<string, unknown>): { state?: State | undefined } => ({
    state: STATES.find((state) => state === search.state),
  }),
  component: lazyRouteComponent(() => import("./WebhookPage"), "WebhookPage"),
});

export const webhookRoutes = [webhooksRoute, webhookRoute] as const;
