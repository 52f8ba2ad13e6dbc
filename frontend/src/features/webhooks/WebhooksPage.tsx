// The webhooks of the administrator's area.
import { Anchor, Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoment } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge } from "@/ui/StatusBadge";
import { nameOf, type Webhook, type WebhookSecret, webhooksQuery } from "./queries";
import { SecretOnce } from "./SecretOnce";
import { webhookTexts } from "./texts";
import { WebhookDialog } from "./WebhookDialog";
import classes from "./webhooks.module.css";

export function WebhooksPage() {
  const common = useCommon();
  const t = useTexts(webhookTexts);
  const navigate = useNavigate();
  const webhooks = useInfiniteQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<WebhookSecret | null>(null);
  const rows = webhooks.data?.pages.flatMap((page) => page.items);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("new")}
    </Button>
  );
  const open = (id: string) => void navigate({ to: "/webhooks/$id", params: { id } });
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={rows?.length ? add : undefined} />
      <DataTable<Webhook>
        label={t("title")}
        rows={rows}
        rowKey={(webhook) => webhook.id}
        error={webhooks.error}
        empty={<EmptyState title={t("none")} text={t("none_detail")} action={add} />}
        onMore={webhooks.hasNextPage ? () => void webhooks.fetchNextPage() : undefined}
        loadingMore={webhooks.isFetchingNextPage}
        onOpen={(webhook) => open(webhook.id)}
        columns={[
          {
            key: "name",
            head: t("url"),
            phone: "title",
            cell: (webhook) => (
              <>
                <Anchor component={Link} to={`/webhooks/${webhook.id}`} inherit>
                  {nameOf(webhook)}
                </Anchor>
                <Text size="xs" c="dimmed" className={classes.url}>
                  {webhook.url}
                </Text>
              </>
            ),
          },
          { key: "area", head: t("area"), cell: (webhook) => webhook.area?.name ?? common("nation") },
          {
            key: "events",
            head: t("events"),
            cell: (webhook) =>
              webhook.events ? t("events_some", { count: webhook.events.length }) : common("levels_all"),
          },
          { key: "status", head: t("status"), nowrap: true, cell: (one) => <WebhookState webhook={one} /> },
          {
            key: "last",
            head: t("last"),
            nowrap: true,
            cell: (webhook) => (webhook.succeeded_at ? formatMoment(webhook.succeeded_at) : t("never")),
          },
        ]}
      />
      {adding && (
        <WebhookDialog
          onClose={() => setAdding(false)}
          onMade={(answer) => {
            setAdding(false);
            setMade(answer);
          }}
        />
      )}
      {made && <SecretOnce secret={made.secret} onDone={() => open(made.webhook.id)} />}
    </>
  );
}

/** Whether a webhook works, in a word. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const t = useTexts(webhookTexts);
  if (webhook.disabled) return <StatusBadge tone="bad">{t("disabled")}</StatusBadge>;
  if (!webhook.active) return <StatusBadge>{t("inactive")}</StatusBadge>;
  if (webhook.failures > 0) return <StatusBadge tone="warning">{t("failing")}</StatusBadge>;
  return <StatusBadge tone="good">{t("active")}</StatusBadge>;
}
