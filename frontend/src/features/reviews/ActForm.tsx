// The form of an act: its fields, what somebody else did meanwhile, and one button.
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, formatMoment } from "@/ui/format";
import { worded } from "@/ui/worded";
import type { RoundDetail, RoundEventView } from "./queries";
import { reviewTexts } from "./texts";
import type { RoundAct } from "./useRoundAct";
import { stepName } from "./words";

interface Props {
  round: RoundDetail;
  act: RoundAct;
  /** Whether the round still allows it. */
  allowed: boolean;
  submit: string;
  /** Pointers whose errors the fields show themselves. */
  shown: readonly string[];
  onSubmit: () => void;
  /** Forgets what was typed. */
  onDiscard: () => void;
  onCancel?: () => void;
  children: ReactNode;
}

export function ActForm(props: Props) {
  const { act, round } = props;
  return (
    <>
      {act.stale && (
        <StaleNotice round={round} events={act.stale} allowed={props.allowed} onDiscard={props.onDiscard} />
      )}
      {props.allowed ? (
        <FormPage
          submit={props.submit}
          busy={act.busy}
          error={act.error}
          shown={props.shown}
          onSubmit={props.onSubmit}
          width={620}
          {...(props.onCancel ? { onCancel: props.onCancel } : {})}
        >
          {props.children}
        </FormPage>
      ) : (
        // Only to be read and copied.
        <Stack gap="sm" maw={620}>
          {props.children}
        </Stack>
      )}
    </>
  );
}

/** Somebody else was faster: what was done meanwhile, above what is typed. */
function StaleNotice(props: {
  round: RoundDetail;
  events: readonly RoundEventView[];
  allowed: boolean;
  onDiscard: () => void;
}) {
  const t = useTexts(reviewTexts);
  const { round, events } = props;
  return (
    <Alert color="yellow" icon={<IconUsers />} title={t("stale_title")} role="alert" mb="sm">
      {events.length > 0 && (
        <ul style={{ margin: "0 0 8px", paddingLeft: 18 }}>
          {events.map((event) => (
            <li key={event.at + event.act}>
              <b>{event.by ?? "–"}</b>: {worded(t, "act", event.act)} ({formatDate(event.on)};{" "}
              {formatMoment(event.at)})
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" mb="xs">
        {t(props.allowed ? "stale_again" : "stale_gone", { step: stepName(t, round, round.state) })}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={props.onDiscard}>
          {t("stale_discard")}
        </Button>
      </Group>
    </Alert>
  );
}

/** The day of an act, between the end of the step before and today. */
export function DayField(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  error: string | undefined;
  /** The earliest day (yyyy-mm-dd). */
  since: string;
  hint?: string;
}) {
  const t = useTexts(reviewTexts);
  return (
    <DateField
      label={props.label}
      description={props.hint ?? t("day_hint", { since: formatDate(props.since) })}
      withAsterisk
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      inputWrapperOrder={["label", "input", "description", "error"]}
      maw={360}
      styles={{ input: { maxWidth: 180 } }}
    />
  );
}
