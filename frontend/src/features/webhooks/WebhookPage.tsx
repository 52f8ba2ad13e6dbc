// One webhook: what it is told, whether it works, and what was sent to it.
import { Alert, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconKey, IconPencil, IconSend, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatDate, formatMoment, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Deliveries } from "./Deliveries";
import { eventsQuery, nameOf, type Webhook, webhookQuery, webhooksQuery } from "./queries";
import { SecretOnce } from "./SecretOnce";
import { webhookTexts } from "./texts";
import { WebhookDialog } from "./WebhookDialog";
import { WebhookState } from "./WebhooksPage";
import classes from "./webhooks.module.css";

const route = getRouteApi("/shell/webhooks/$id");

export function WebhookPage() {
  const { id } = route.useParams();
  const webhook = useQuery(webhookQuery(id));
  if (webhook.error) return <ProblemAlert error={webhook.error} />;
  if (!webhook.data) return <Pending />;
  return <One webhook={webhook.data} />;
}

function One({ webhook }: { webhook: Webhook }) {
  const t = useTexts(webhookTexts);
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<"edit" | "exchange" | "delete" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const navigate = useNavigate();
  const path = { id: webhook.id };
  const changed = () => queryClient.invalidateQueries({ queryKey: ["webhooks"] });
  const close = () => setOpen(null);
  const test = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/webhooks/{id}/test", { params: { path } })),
    onSuccess: async () => {
      notify(t("tested"));
      await changed();
    },
  });
  const enable = useMutation({
    mutationFn: () =>
      ok(
        api.PUT("/api/v1/webhooks/{id}", {
          params: { path, header: ifMatch(webhook.version) },
          body: {
            url: webhook.url,
            description: webhook.description,
            area: webhook.area?.id ?? null,
            events: webhook.events ?? null,
            active: true,
          },
        }),
      ),
    onSuccess: async () => {
      notify(t("enabled"));
      await changed();
    },
  });
  const exchange = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/webhooks/{id}/secret", { params: { path } })),
    onSuccess: async (made) => {
      close();
      setSecret(made.secret);
      await changed();
    },
  });
  const drop = useMutation({
    mutationFn: () =>
      ok(api.DELETE("/api/v1/webhooks/{id}", { params: { path, header: ifMatch(webhook.version) } })),
    onSuccess: async () => {
      notify(t("deleted"));
      // The list must not show it for another moment, nor this page ask for it again.
      queryClient.removeQueries({ queryKey: webhooksQuery.queryKey });
      await navigate({ to: "/webhooks" });
      queryClient.removeQueries({ queryKey: webhookQuery(webhook.id).queryKey });
    },
  });
  return (
    <>
      <PageHeader
        title={nameOf(webhook)}
        subtitle={
          <Group gap="xs" mt={2}>
            <WebhookState webhook={webhook} />
            {t("created_at")}: {formatDate(webhook.created_at)}
          </Group>
        }
        back={{ to: "/webhooks", label: t("title") }}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setOpen("delete")}
            >
              {t("delete")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconKey size={16} aria-hidden />}
              onClick={() => setOpen("exchange")}
            >
              {t("exchange")}
            </Button>
            <Edit onClick={() => setOpen("edit")} />
            {webhook.active ? (
              <Button
                leftSection={<IconSend size={16} aria-hidden />}
                loading={test.isPending}
                onClick={() => test.mutate()}
              >
                {t("test")}
              </Button>
            ) : (
              <Button loading={enable.isPending} onClick={() => enable.mutate()}>
                {t("enable")}
              </Button>
            )}
          </>
        }
      />
      <Stack gap="md">
        <ProblemAlert error={test.error ?? enable.error} />
        {webhook.disabled && (
          <Alert color="red" role="alert">
            {t("disabled_text", { why: inLanguage(webhook.disabled) })}
          </Alert>
        )}
        <About webhook={webhook} />
        <section aria-labelledby="deliveries">
          <Title order={2} id="deliveries" mb="xs">
            {t("deliveries")}
          </Title>
          <Deliveries webhook={webhook} />
        </section>
      </Stack>
      {open === "edit" && <WebhookDialog webhook={webhook} onClose={close} />}
      <Confirm
        opened={open === "exchange"}
        title={t("exchange")}
        text={t("exchange_confirm")}
        busy={exchange.isPending}
        error={exchange.error}
        onYes={() => exchange.mutate()}
        onNo={close}
      />
      <Confirm
        opened={open === "delete"}
        title={t("delete_title")}
        text={t("delete_confirm")}
        busy={drop.isPending}
        error={drop.error}
        onYes={() => drop.mutate()}
        onNo={close}
      />
      {secret && <SecretOnce secret={secret} onDone={() => setSecret(null)} />}
    </>
  );
}

function Edit({ onClick }: { onClick: () => void }) {
  const common = useCommon();
  return (
    <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={onClick}>
      {common("edit")}
    </Button>
  );
}

function About({ webhook }: { webhook: Webhook }) {
  const common = useCommon();
  const t = useTexts(webhookTexts);
  const events = useQuery(eventsQuery);
  const word = (name: string) => {
    const event = events.data?.find((one) => one.event === name);
    return event ? inLanguage(event) : name;
  };
  return (
    <Facts
      facts={[
        [
          t("url"),
          <span key="url" className={classes.url}>
            {webhook.url}
          </span>,
        ],
        [t("area"), webhook.area?.name ?? common("nation")],
        [t("events"), webhook.events ? webhook.events.map(word).join("; ") : t("events_all")],
        [
          t("last"),
          <span key="last">
            {webhook.succeeded_at ? formatMoment(webhook.succeeded_at) : t("never")}
            {webhook.failures > 0 && (
              <Text size="xs" c="var(--mantine-color-error)" fw={500}>
                {t("failures", { count: webhook.failures })}
              </Text>
            )}
          </span>,
        ],
        ...(webhook.old_secret_until
          ? [[t("secret"), t("old_secret", { until: formatMoment(webhook.old_secret_until) })] as const]
          : []),
      ]}
    />
  );
}

interface ConfirmProps {
  opened: boolean;
  title: string;
  text: string;
  busy: boolean;
  error: unknown;
  onYes: () => void;
  onNo: () => void;
}

function Confirm(props: ConfirmProps) {
  const common = useCommon();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onNo}
      title={props.title}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{props.text}</Text>
        <ProblemAlert error={props.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onNo}>
            {common("cancel")}
          </Button>
          <Button onClick={props.onYes} loading={props.busy}>
            {props.title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
