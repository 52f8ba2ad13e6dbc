// The recognition: the decision's number, day and signer, after a plain word of what it does; or sending it back.
import { Alert, Anchor, Checkbox, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { useInfo, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatDate, formatNumber, parseDate } from "@/ui/format";
import { ActForm, DayField } from "./ActForm";
import { PaperButtons } from "./Papers";
import { recognised } from "./queries";
import classes from "./reviews.module.css";
import { BACK, isComplete, SendBack } from "./SendBack";
import { NotYours, type WorkProps } from "./StepWork";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";
import { useRoundAct } from "./useRoundAct";

export function RecognitionStep(props: WorkProps) {
  const t = useTexts(reviewTexts);
  const { allowed } = props.round;
  const [refusing, setRefusing] = useState(false);
  // Whoever was overtaken sees his form once more, though nothing is allowed now.
  const [held, setHeld] = useState(false);
  if (!allowed.includes("recognise") && !allowed.includes("return") && !held) {
    return <NotYours level="commune" />;
  }
  const work = {
    ...props,
    onHold: () => {
      setHeld(true);
      props.onHold();
    },
  };
  return (
    <>
      {refusing ? <Refusal {...work} /> : <Recognise {...work} />}
      {allowed.includes("return") && (
        <p className={classes.aside}>
          <Anchor component="button" type="button" size="sm" onClick={() => setRefusing(!refusing)}>
            {t(refusing ? "recognise_instead" : "refuse_instead")}
          </Anchor>
        </p>
      )}
    </>
  );
}

function Recognise({ round, onHold, onDone }: WorkProps) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const info = useInfo();
  const { today } = usePlace();
  const navigate = useNavigate();
  const { value, set, clear } = useDraft(`${round.id}.recognition`, {
    number: "",
    decided_on: formatDate(today),
    signer: "",
    signer_title: t("chair_title"),
  });
  const [sure, setSure] = useState(false);
  const [asked, setAsked] = useState(false);
  const day = parseDate(value.decided_on);
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/recognition", {
          params,
          body: {
            number: value.number.trim(),
            decided_on: day ?? "",
            signer: value.signer.trim(),
            signer_title: value.signer_title.trim(),
          },
        }),
      ),
    said: (made) => t("did_recognise", { number: made.number }),
    onDone: async (made) => {
      clear();
      onDone();
      await navigate({ to: `/recognitions/${made.id}` as string });
    },
    onStale: onHold,
    changed: recognised,
  });
  const missing = (text: string) => (asked && !text.trim() ? common("required") : undefined);
  const barred = round.sample_form && !info.demo;
  const complete =
    value.number.trim() && day && value.signer.trim() && value.signer_title.trim() && sure && !barred;
  const { poor, near_poor } = round.counts;
  return (
    <>
      {round.sample_form && (
        <Alert color={barred ? "red" : "yellow"} icon={<IconFlask />} mb="sm">
          {t(barred ? "sample_barred" : "sample_demo")}
        </Alert>
      )}
      <Alert
        color="yellow"
        variant="light"
        icon={<IconAlertTriangle />}
        title={t("recognise_warn_title")}
        mb="sm"
      >
        <ul className={classes.warn}>
          <li>
            {t("recognise_warn_classes", { poor: formatNumber(poor), near_poor: formatNumber(near_poor) })}
          </li>
          <li>{t("recognise_warn_papers")}</li>
          <li>{t("recognise_warn_final")}</li>
        </ul>
      </Alert>
      <div className={classes.before}>
        <PaperButtons round={round} papers={["poor", "near_poor", "escaped"]} />
      </div>
      {!barred && (
        <ActForm
          round={round}
          act={act}
          allowed={round.allowed.includes("recognise")}
          submit={t("do_recognise")}
          shown={["/number", "/decided_on", "/on", "/signer", "/signer_title"]}
          onDiscard={() => {
            clear();
            act.reset();
            onDone();
          }}
          onSubmit={() => {
            setAsked(true);
            if (complete) act.run();
          }}
        >
          <div className={classes.pair}>
            <TextInput
              label={t("decision_number")}
              placeholder="45/QĐ-UBND"
              withAsterisk
              maxLength={60}
              value={value.number}
              onChange={(event) => set({ number: event.currentTarget.value })}
              error={missing(value.number) ?? act.at("/number")}
            />
            <DayField
              label={t("decision_day")}
              since={round.earliest_on}
              value={value.decided_on}
              onChange={(decided_on) => set({ decided_on })}
              error={asked && !day ? t("bad_date") : (act.at("/decided_on") ?? act.at("/on"))}
            />
            <TextInput
              label={t("signer")}
              withAsterisk
              maxLength={120}
              value={value.signer}
              onChange={(event) => set({ signer: event.currentTarget.value })}
              error={missing(value.signer) ?? act.at("/signer")}
            />
            <TextInput
              label={t("signer_title")}
              withAsterisk
              maxLength={120}
              value={value.signer_title}
              onChange={(event) => set({ signer_title: event.currentTarget.value })}
              error={missing(value.signer_title) ?? act.at("/signer_title")}
            />
          </div>
          <Checkbox
            label={t("recognise_sure")}
            checked={sure}
            onChange={(event) => setSure(event.currentTarget.checked)}
            error={asked && !sure ? common("required") : undefined}
          />
        </ActForm>
      )}
    </>
  );
}

function Refusal({ round, onHold, onDone }: WorkProps) {
  const t = useTexts(reviewTexts);
  const { today } = usePlace();
  const { value, set, clear } = useDraft(`${round.id}.refusal`, { on: formatDate(today), ...BACK });
  const [asked, setAsked] = useState(false);
  const on = parseDate(value.on);
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/refusal", {
          params,
          body: {
            on: on ?? "",
            reason: value.reason.trim(),
            back_to: value.back_to,
            household_ids: value.back_to === "posting" ? [] : value.households,
          },
        }),
      ),
    said: () => t("did_return"),
    onDone: () => {
      clear();
      onDone();
    },
    onStale: onHold,
  });
  return (
    <ActForm
      round={round}
      act={act}
      allowed={round.allowed.includes("return")}
      submit={t("do_return")}
      shown={["/on", "/reason", "/note", "/back_to", "/household_ids"]}
      onDiscard={() => {
        clear();
        act.reset();
        onDone();
      }}
      onSubmit={() => {
        setAsked(true);
        if (on && isComplete(value)) act.run();
      }}
    >
      <SendBack
        round={round}
        value={value}
        onChange={set}
        asked={asked}
        errors={{
          reason: act.at("/reason") ?? act.at("/note"),
          back_to: act.at("/back_to"),
          households: act.at("/household_ids"),
        }}
      />
      <DayField
        label={t("returned_on")}
        since={round.earliest_on}
        value={value.on}
        onChange={(text) => set({ on: text })}
        error={asked && !on ? t("bad_date") : act.at("/on")}
      />
    </ActForm>
  );
}
