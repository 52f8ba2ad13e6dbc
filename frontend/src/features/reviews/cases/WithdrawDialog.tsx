// Takes a household off the list, with the reason.
import { Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { Dialog } from "./Dialog";
import { type CaseDetail, casesChanged } from "./queries";
import { Stale } from "./Stale";
import { caseTexts } from "./texts";

interface Props {
  round: string;
  found: CaseDetail;
  onDone: () => void;
}

export function WithdrawDialog({ round, found, onDone }: Props) {
  const common = useCommon();
  const t = useTexts(caseTexts);
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const withdraw = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/cases/{household}/withdrawal", {
          params: { path: { id: round, household: found.household_id }, header: ifMatch(found.version) },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      notify(t("withdrawn"));
      onDone();
      await casesChanged(client);
    },
  });
  const stale = asProblem(withdraw.error)?.status === 412;
  return (
    <Dialog title={t("withdraw_title", { name: found.head_name })} onDone={onDone}>
      <FormPage
        submit={t("withdraw")}
        busy={withdraw.isPending}
        error={stale ? null : withdraw.error}
        shown={["/reason"]}
        onCancel={onDone}
        onSubmit={() => {
          setAsked(true);
          if (reason.trim()) withdraw.mutate();
        }}
      >
        {stale && <Stale onReload={() => casesChanged(client).then(() => withdraw.reset())} />}
        <Text size="sm" c="dimmed">
          {t("withdraw_hint")}
        </Text>
        <Textarea
          label={t("reason")}
          withAsterisk
          data-autofocus
          rows={3}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={(asked && !reason.trim() && common("required")) || asProblem(withdraw.error)?.at("/reason")}
        />
      </FormPage>
    </Dialog>
  );
}
