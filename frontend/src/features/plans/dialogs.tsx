// Issuing, starting and closing a plan, and reporting on an activity: what it means and what is needed for it.
import { Alert, Modal, NumberInput, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { type Activity, type ActivityState, type PlanDetail, planChanged, planQuery } from "./queries";
import { planTexts } from "./texts";

export type Act = "issue" | "start" | "close";

const ACTIVITY_STATES: readonly ActivityState[] = ["planned", "under_way", "done", "dropped"];

/** Runs an act and keeps its answer; a plan that changed meanwhile is fetched anew. */
function useAct(plan: PlanDetail, run: () => Promise<PlanDetail>, said: string, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (answer) => {
      notify(said);
      onClose();
      await planChanged(client, answer);
    },
    onError: (error) => {
      if (asProblem(error)?.status === 412) {
        void client.invalidateQueries({ queryKey: planQuery(plan.id).queryKey });
      }
    },
  });
}

function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const common = useCommon();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {children}
    </Modal>
  );
}

function Stale() {
  const t = useTexts(planTexts);
  return (
    <Alert color="yellow" title={t("stale")} role="alert">
      {t("stale_text")}
    </Alert>
  );
}

export function ActDialog({ act, plan, onClose }: { act: Act; plan: PlanDetail; onClose: () => void }) {
  const t = useTexts(planTexts);
  const common = useCommon();
  const { today } = usePlace();
  const [number, setNumber] = useState("");
  const [typed, setTyped] = useState(formatDate(today));
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState(false);
  const day = parseDate(typed);
  const params = { path: { id: plan.id }, header: ifMatch(plan.version) };
  const run = useAct(
    plan,
    () => {
      const on = day ?? "";
      if (act === "issue") {
        return ok(
          api.POST("/api/v1/plans/{id}/issue", { params, body: { number: number.trim(), issued_on: on } }),
        );
      }
      if (act === "start") return ok(api.POST("/api/v1/plans/{id}/start", { params, body: { on } }));
      return ok(api.POST("/api/v1/plans/{id}/closing", { params, body: { on, note: note.trim() || null } }));
    },
    t(act === "issue" ? "issued_done" : act === "start" ? "started_done" : "closed_done"),
    onClose,
  );
  const problem = asProblem(run.error);
  const word = t(act === "close" ? "close_plan" : act);
  const pointer = act === "issue" ? "/issued_on" : "/on";
  const complete = Boolean(day) && (act !== "issue" || number.trim() !== "");
  return (
    <Dialog title={word} onClose={onClose}>
      <FormPage
        submit={word}
        busy={run.isPending}
        error={problem?.status === 412 ? null : run.error}
        shown={["/number", pointer, "/note"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (complete) run.mutate();
        }}
      >
        {problem?.status === 412 && <Stale />}
        <Text size="sm">{t(`${act}_text`)}</Text>
        {act === "issue" && (
          <TextInput
            label={t("number")}
            placeholder="12/KH-UBND"
            withAsterisk
            maxLength={100}
            data-autofocus
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            error={asked && !number.trim() ? common("required") : problem?.at("/number")}
          />
        )}
        <DateField
          label={t(act === "issue" ? "issued_on" : act === "start" ? "started_on" : "closed_on")}
          withAsterisk
          value={typed}
          onChange={setTyped}
          error={asked && !day ? t("bad_date") : problem?.at(pointer)}
        />
        {act === "close" && (
          <Textarea
            label={`${t("closing_note")} (${common("optional")})`}
            autosize
            minRows={3}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={problem?.at("/note")}
          />
        )}
      </FormPage>
    </Dialog>
  );
}

interface ReportProps {
  activity: Activity;
  plan: PlanDetail;
  onClose: () => void;
}

export function ReportDialog({ activity, plan, onClose }: ReportProps) {
  const t = useTexts(planTexts);
  const common = useCommon();
  const { today } = usePlace();
  const [percent, setPercent] = useState<number | string>(activity.progress);
  const [state, setState] = useState<ActivityState>(activity.state);
  const [typed, setTyped] = useState(formatDate(today));
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState(false);
  const day = parseDate(typed);
  const progress = typeof percent === "number" ? percent : null;
  const run = useAct(
    plan,
    () =>
      ok(
        api.PATCH("/api/v1/plans/{id}/activities/{n}", {
          params: { path: { id: plan.id, n: activity.n }, header: ifMatch(plan.version) },
          body: { progress: progress ?? 0, state, note: note.trim() || null, on: day ?? "" },
        }),
      ),
    t("reported_done"),
    onClose,
  );
  const problem = asProblem(run.error);
  return (
    <Dialog title={t("report_of", { n: activity.n })} onClose={onClose}>
      <FormPage
        submit={t("report")}
        busy={run.isPending}
        error={problem?.status === 412 ? null : run.error}
        shown={["/progress", "/state", "/on", "/note"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (progress !== null && day) run.mutate();
        }}
      >
        {problem?.status === 412 && <Stale />}
        <Text size="sm">{activity.text}</Text>
        <NumberInput
          label={`${t("progress")} (%)`}
          withAsterisk
          min={0}
          max={100}
          allowDecimal={false}
          data-autofocus
          maw={180}
          value={percent}
          onChange={(value) => {
            setPercent(value);
            // The per cent says the state, unless it was dropped.
            if (typeof value === "number" && state !== "dropped") {
              setState(value >= 100 ? "done" : value > 0 ? "under_way" : "planned");
            }
          }}
          error={asked && progress === null ? t("bad_progress") : problem?.at("/progress")}
        />
        <Select
          label={t("state")}
          allowDeselect={false}
          value={state}
          onChange={(value) => setState(ACTIVITY_STATES.find((one) => one === value) ?? state)}
          data={ACTIVITY_STATES.map((one) => ({ value: one, label: t(`activity_${one}`) }))}
          error={problem?.at("/state")}
        />
        <DateField
          label={t("day")}
          withAsterisk
          value={typed}
          onChange={setTyped}
          error={asked && !day ? t("bad_date") : problem?.at("/on")}
        />
        <Textarea
          label={state === "dropped" ? t("note") : `${t("note")} (${common("optional")})`}
          description={state === "dropped" ? t("drop_hint") : undefined}
          withAsterisk={state === "dropped"}
          autosize
          minRows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={problem?.at("/note")}
        />
      </FormPage>
    </Dialog>
  );
}
