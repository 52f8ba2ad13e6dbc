// What the server knows of webhooks, and what can be asked of it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";
import type { State } from "./routes";

type Schemas = components["schemas"];
export type Webhook = Schemas["WebhookView"];
export type WebhookInput = Schemas["WebhookInput"];
export type WebhookSecret = Schemas["WebhookSecret"];
export type WebhookEvent = Schemas["WebhookEvent"];
export type Delivery = Schemas["DeliveryView"];

/** How often messages on their way are asked for. */
const POLL_MS = 2000;
/** A message that is sent so soon is on its way; one that waits for hours is not asked for. */
const SOON_MS = 60_000;

/** The webhooks of the user's area, the last made first. */
export const webhooksQuery = infiniteQueryOptions({
  queryKey: ["webhooks", "list"],
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/webhooks", { params: { query: { limit: 50, ...pageParam } }, signal })),
  initialPageParam: {} as { after?: string },
  getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
});

/** One webhook. */
export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/webhooks/{id}", { params: { path: { id } }, signal })),
  });

/** The events there are. */
export const eventsQuery = queryOptions({
  queryKey: ["webhooks", "events"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/webhook-events", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether a message is sent within the next moments. */
function onItsWay(delivery: Delivery, now: number): boolean {
  return delivery.next_at != null && Date.parse(delivery.next_at) < now + SOON_MS;
}

/** What was sent to a webhook, the last first; asked for again while something is on its way. */
export const deliveriesQuery = (id: string, state: State | undefined) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", "deliveries", id, state ?? null],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/webhooks/{id}/deliveries", {
          params: { path: { id }, query: { limit: 50, ...(state ? { state } : {}), ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((one) => onItsWay(one, Date.now())))
        ? POLL_MS
        : false,
  });

/** What a webhook is called: what it is for, or the machine it goes to. */
export function nameOf(webhook: Webhook): string {
  // The server keeps addresses in their normal form: scheme, two slashes, the machine.
  return webhook.description || (webhook.url.split("/")[2] ?? webhook.url);
}
