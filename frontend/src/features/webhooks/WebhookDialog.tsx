// A webhook as it is made or changed.
import { Alert, Checkbox, Fieldset, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { FormPage } from "@/ui/FormPage";
import { inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { eventsQuery, type Webhook, type WebhookInput, type WebhookSecret } from "./queries";
import { webhookTexts } from "./texts";
import classes from "./webhooks.module.css";

interface Props {
  /** The one to change; without it a new one is made. */
  webhook?: Webhook;
  onClose: () => void;
  /** A new one was made. */
  onMade?: (made: WebhookSecret) => void;
}

/** Pointers whose errors stand at their fields. */
const SHOWN = ["/url", "/description", "/area", "/events"];

export function WebhookDialog({ webhook, onClose, onMade }: Props) {
  const common = useCommon();
  const t = useTexts(webhookTexts);
  const me = useMe();
  const { today, area: here } = usePlace();
  const home = homeOf(me);
  const queryClient = useQueryClient();
  const events = useQuery(eventsQuery);
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [area, setArea] = useState<PickedArea | null>(webhook ? (webhook.area ?? null) : (here ?? home));
  const [all, setAll] = useState(!webhook?.events);
  const [names, setNames] = useState<readonly string[]>(webhook?.events ?? []);
  const [active, setActive] = useState(webhook?.active ?? true);
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: async (body: WebhookInput) => {
      if (!webhook) return ok(api.POST("/api/v1/webhooks", { body }));
      const params = { path: { id: webhook.id }, header: ifMatch(webhook.version) };
      await ok(api.PUT("/api/v1/webhooks/{id}", { params, body }));
      return null;
    },
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ["webhooks"] });
      if (made) return onMade?.(made);
      notify(t("saved"));
      onClose();
    },
  });
  const problem = asProblem(save.error);
  const stale = problem?.status === 412;
  const complete = url.trim() !== "" && (all || names.length > 0);
  const badEvents = problem?.fields.some((field) => field.pointer.startsWith("/events"));
  return (
    <Modal
      opened
      onClose={onClose}
      title={webhook ? t("edit_title") : t("new_title")}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {stale && (
        <Alert color="yellow" role="alert" mb="sm">
          {t("stale")}
        </Alert>
      )}
      <FormPage
        {...(webhook ? {} : { submit: t("create") })}
        busy={save.isPending}
        error={stale ? null : save.error}
        shown={SHOWN}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (!complete) return;
          save.mutate({
            url: url.trim(),
            description: description.trim(),
            area: area?.id ?? null,
            events: all ? null : [...names],
            active,
          });
        }}
      >
        <TextInput
          label={t("url")}
          description={t("url_hint")}
          placeholder="https://"
          type="url"
          inputMode="url"
          withAsterisk
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={asked && !url.trim() ? common("required") : problem?.at("/url")}
        />
        <TextInput
          label={`${t("description")} (${common("optional")})`}
          description={t("description_hint")}
          maxLength={200}
          autoComplete="off"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={problem?.at("/description")}
        />
        <AreaPicker
          field
          label={t("area")}
          description={<span className={classes.hint}>{t("area_hint")}</span>}
          value={area}
          on={today}
          nation={home === null}
          home={home}
          {...(home ? { within: home.id } : {})}
          onChange={setArea}
          error={problem?.at("/area")}
        />
        <Fieldset legend={t("events")}>
          <Checkbox
            label={t("events_all")}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          {!all && (
            <Checkbox.Group
              aria-label={t("events")}
              value={[...names]}
              onChange={setNames}
              mt="sm"
              error={
                asked && names.length === 0
                  ? t("events_pick")
                  : badEvents && (problem?.at("/events") ?? problem?.detail)
              }
            >
              <Stack gap={8} mb={4}>
                {(events.data ?? [])
                  // A trial comes when it is asked for.
                  .filter((event) => event.event !== "ping")
                  .map((event) => (
                    <Checkbox
                      key={event.event}
                      value={event.event}
                      label={inLanguage(event)}
                      description={event.event}
                    />
                  ))}
              </Stack>
            </Checkbox.Group>
          )}
        </Fieldset>
        <ProblemAlert error={events.error} />
        {webhook && (
          <Switch
            label={t("active_field")}
            checked={active}
            onChange={(event) => setActive(event.currentTarget.checked)}
          />
        )}
      </FormPage>
    </Modal>
  );
}
