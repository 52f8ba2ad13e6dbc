// What was sent to a webhook, what the receiver said, and the way to send it again.
import { Button, Code, Group, Modal, NativeSelect, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatMoment, formatNumber, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { type Delivery, deliveriesQuery, eventsQuery, type Webhook, webhookQuery } from "./queries";
import { STATES, type State } from "./routes";
import { webhookTexts } from "./texts";
import classes from "./webhooks.module.css";

const route = getRouteApi("/shell/webhooks/$id");

const TONES: Record<State, Tone> = { queued: "info", delivered: "good", failed: "bad" };

function stateOf(delivery: Delivery): State {
  return STATES.find((state) => state === delivery.state) ?? "queued";
}

export function Deliveries({ webhook }: { webhook: Webhook }) {
  const t = useTexts(webhookTexts);
  const navigate = useNavigate();
  const { state } = route.useSearch();
  const queryClient = useQueryClient();
  const deliveries = useInfiniteQuery(deliveriesQuery(webhook.id, state));
  const events = useQuery(eventsQuery);
  const [shown, setShown] = useState<Delivery | null>(null);
  const rows = deliveries.data?.pages.flatMap((page) => page.items);
  // What became of messages changes what is said of the webhook.
  const tried = rows?.reduce((sum, row) => sum + row.attempts, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it changes
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey });
  }, [tried, queryClient, webhook.id]);
  const retry = useMutation({
    mutationFn: (delivery: string) =>
      ok(
        api.POST("/api/v1/webhooks/{id}/deliveries/{delivery}/retry", {
          params: { path: { id: webhook.id, delivery } },
        }),
      ),
    onSuccess: () => notify(t("retried")),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const word = (name: string) => {
    const event = events.data?.find((one) => one.event === name);
    return event ? inLanguage(event) : name;
  };
  return (
    <>
      <NativeSelect
        label={t("show")}
        value={state ?? ""}
        onChange={(event) => {
          const chosen = STATES.find((one) => one === event.currentTarget.value);
          void navigate({ to: ".", search: (old) => ({ ...old, state: chosen }), replace: true });
        }}
        data={[
          { value: "", label: t("show_all") },
          ...STATES.map((one) => ({ value: one, label: t(`state_${one}`) })),
        ]}
        maw={240}
        mb="sm"
      />
      {/* That it arrived meanwhile is no problem: the table says so. */}
      <ProblemAlert error={asProblem(retry.error)?.code === "delivered" ? null : retry.error} />
      <DataTable<Delivery>
        label={t("deliveries")}
        rows={rows}
        rowKey={(delivery) => delivery.id}
        error={deliveries.error}
        empty={
          <Text size="sm" c="dimmed">
            {t("deliveries_none")}
          </Text>
        }
        onMore={deliveries.hasNextPage ? () => void deliveries.fetchNextPage() : undefined}
        loadingMore={deliveries.isFetchingNextPage}
        columns={[
          {
            key: "event",
            head: t("event"),
            phone: "title",
            cell: (delivery) => word(delivery.event),
          },
          {
            key: "happened",
            head: t("happened"),
            nowrap: true,
            cell: (delivery) => formatMoment(delivery.created_at),
          },
          {
            key: "state",
            head: t("state"),
            cell: (delivery) => <Outcome delivery={delivery} />,
          },
          {
            key: "attempts",
            head: t("attempts"),
            align: "right",
            cell: (delivery) => formatNumber(delivery.attempts),
          },
          {
            key: "actions",
            head: t("content"),
            cell: (delivery) => (
              <Group gap={4} wrap="wrap">
                <Button variant="default" size="compact-sm" onClick={() => setShown(delivery)}>
                  {t("content")}
                </Button>
                {delivery.state !== "delivered" && webhook.active && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    leftSection={<IconRefresh size={14} aria-hidden />}
                    loading={retry.isPending && retry.variables === delivery.id}
                    onClick={() => retry.mutate(delivery.id)}
                  >
                    {t("retry")}
                  </Button>
                )}
              </Group>
            ),
          },
        ]}
      />
      {shown && <Content delivery={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function Outcome({ delivery }: { delivery: Delivery }) {
  const t = useTexts(webhookTexts);
  const state = stateOf(delivery);
  const detail = [];
  if (delivery.last_error) {
    const status = delivery.last_status ? ` (${delivery.last_status})` : "";
    detail.push(inLanguage(delivery.last_error) + (delivery.last_error.code === "gone" ? "" : status));
  }
  if (state === "queued")
    detail.push(
      delivery.attempts > 0 && delivery.next_at
        ? t("next", { at: formatMoment(delivery.next_at) })
        : t("waiting"),
    );
  if (delivery.delivered_at) detail.push(t("arrived", { at: formatMoment(delivery.delivered_at) }));
  return (
    <>
      <StatusBadge tone={TONES[state]}>{t(`state_${state}`)}</StatusBadge>
      {detail.map((text) => (
        <Text key={text} size="xs" c="dimmed" className={classes.detail}>
          {text}
        </Text>
      ))}
    </>
  );
}

function Content({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(webhookTexts);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("content_title")}
      size={640}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" c="dimmed" mb="xs" className={classes.url}>
        webhook-id: {delivery.id}
      </Text>
      <Code block className={classes.payload}>
        {JSON.stringify(delivery.payload, null, 2)}
      </Code>
    </Modal>
  );
}
