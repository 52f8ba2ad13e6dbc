// The opinion of the level above: it agrees, or sends the round back with the reason and the households.
import { Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatDate, parseDate } from "@/ui/format";
import { ActForm, DayField } from "./ActForm";
import { PaperButtons } from "./Papers";
import classes from "./reviews.module.css";
import { BACK, isComplete, SendBack } from "./SendBack";
import { NotYours, type WorkProps } from "./StepWork";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";
import { useRoundAct } from "./useRoundAct";

export function OpinionStep({ round, onHold, onDone }: WorkProps) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const { value, set, clear } = useDraft(`${round.id}.opinion`, {
    says: "",
    on: formatDate(today),
    note: "",
    ...BACK,
  });
  const [asked, setAsked] = useState(false);
  const on = parseDate(value.on);
  const agree = value.says === "agree";
  const allowed = round.allowed.includes("agree");
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/opinion", {
          params,
          body: agree
            ? { agree, on: on ?? "", note: value.note.trim() || null }
            : {
                agree,
                on: on ?? "",
                note: value.reason.trim(),
                back_to: value.back_to,
                household_ids: value.back_to === "posting" ? [] : value.households,
              },
        }),
      ),
    said: () => t(agree ? "did_agree" : "did_return"),
    onDone: () => {
      clear();
      onDone();
    },
    onStale: onHold,
  });
  if (!allowed && !act.stale) return <NotYours level="above" />;
  return (
    <>
      <div className={classes.before}>
        <PaperButtons round={round} papers={["report", "summary"]} />
      </div>
      <ActForm
        round={round}
        act={act}
        allowed={allowed}
        submit={t(value.says === "return" ? "do_return" : "do_agree")}
        shown={["/on", "/note", "/back_to", "/household_ids"]}
        onDiscard={() => {
          clear();
          act.reset();
          onDone();
        }}
        onSubmit={() => {
          setAsked(true);
          if (value.says && on && (agree || isComplete(value))) act.run();
        }}
      >
        <Radio.Group
          label={t("opinion")}
          withAsterisk
          value={value.says}
          onChange={(says) => set({ says })}
          error={asked && !value.says ? common("required") : undefined}
        >
          <Stack gap={6} mt={6} mb={4}>
            <Radio value="agree" label={t("opinion_agree")} />
            <Radio value="return" label={t("opinion_return")} />
          </Stack>
        </Radio.Group>
        {value.says === "return" && (
          <SendBack
            round={round}
            value={value}
            onChange={set}
            asked={asked}
            errors={{
              reason: act.at("/note"),
              back_to: act.at("/back_to"),
              households: act.at("/household_ids"),
            }}
          />
        )}
        <DayField
          label={t("opinion_on")}
          since={round.earliest_on}
          value={value.on}
          onChange={(text) => set({ on: text })}
          error={asked && !on ? t("bad_date") : act.at("/on")}
        />
        {agree && (
          <TextInput
            label={`${t("letter_number")} (${common("optional")})`}
            maxLength={200}
            value={value.note}
            onChange={(event) => set({ note: event.currentTarget.value })}
            error={act.at("/note")}
          />
        )}
      </ActForm>
    </>
  );
}
