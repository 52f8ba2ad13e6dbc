// Calls a round off.
import { Modal, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatDate, parseDate } from "@/ui/format";
import { ActForm, DayField } from "./ActForm";
import type { RoundDetail } from "./queries";
import { reviewTexts } from "./texts";
import { useDraft } from "./useDraft";
import { useRoundAct } from "./useRoundAct";

export function CancelDialog({ round, onClose }: { round: RoundDetail; onClose: () => void }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const { today } = usePlace();
  const { value, set, clear } = useDraft(`${round.id}.cancel`, { on: formatDate(today), reason: "" });
  const [asked, setAsked] = useState(false);
  const on = parseDate(value.on);
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/cancellation", {
          params,
          body: { on: on ?? "", reason: value.reason.trim() },
        }),
      ),
    said: () => t("did_cancel"),
    onDone: () => {
      clear();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("cancel_round")}
      size={520}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" mb="sm">
        {t("cancel_hint")}
      </Text>
      <ActForm
        round={round}
        act={act}
        allowed={round.allowed.includes("cancel")}
        submit={t("cancel_do")}
        shown={["/on", "/reason"]}
        onDiscard={() => {
          clear();
          onClose();
        }}
        onSubmit={() => {
          setAsked(true);
          if (on && value.reason.trim()) act.run();
        }}
      >
        <Textarea
          label={t("cancel_reason")}
          withAsterisk
          autosize
          minRows={2}
          maxLength={1000}
          value={value.reason}
          onChange={(event) => set({ reason: event.currentTarget.value })}
          error={asked && !value.reason.trim() ? common("required") : act.at("/reason")}
        />
        <DayField
          label={t("cancelled_on")}
          since={round.earliest_on}
          value={value.on}
          onChange={(text) => set({ on: text })}
          error={asked && !on ? t("bad_date") : act.at("/on")}
        />
      </ActForm>
    </Modal>
  );
}
