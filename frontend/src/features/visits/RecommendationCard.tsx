// A recommendation with its way so far, and the buttons for what may be done to it now.
import { Button, Group, Modal, Text, Textarea } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useCan } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import {
  answerRecommendation,
  judgeRecommendation,
  type Recommendation,
  recommendationQuery,
  visitsChanged,
} from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { Late, RecommendationBadge, SeverityBadge } from "./words";

const ACTS = ["begin", "report_done", "verify", "reopen", "extend", "escalate"] as const;
export type RecommendationAct = (typeof ACTS)[number];

interface Props {
  recommendation: Recommendation;
  /** Among the findings of its visit. */
  within?: boolean;
}

export function RecommendationCard({ recommendation: one, within }: Props) {
  const t = useTexts(visitTexts);
  const can = useCan();
  const [acting, setActing] = useState<RecommendationAct | null>(null);
  const acts = ACTS.filter((act) => one.allowed.includes(act));
  return (
    <article className={classes.recommendation} data-state={one.state} aria-label={one.text}>
      <div className={classes.findingHead}>
        {within ? <RecommendationBadge state={one.state} /> : <SeverityBadge severity={one.severity} />}
        {!within && one.state === "reopened" && <RecommendationBadge state={one.state} />}
        <Late days={one.days_late} />
      </div>
      <p className={classes.text}>{one.text}</p>
      <p className={classes.small}>
        {t("due", { date: formatDate(one.due_on) })}
        {one.first_due_on !== one.due_on && ` (${t("due_first", { date: formatDate(one.first_due_on) })})`}
        <br />
        {[one.owner, one.office, one.area?.name].filter(Boolean).join(" · ")}
      </p>
      {one.escalated && (
        <p className={classes.small}>
          <IconArrowUpRight size={13} aria-hidden />{" "}
          {one.escalated_to ? t("escalated_to", { area: one.escalated_to.name }) : t("escalated")}
        </p>
      )}
      {!within && (
        <p className={classes.small}>
          {t("of_visit")}{" "}
          {can("view_visits") ? (
            <Link
              to="/visits/$id"
              params={{ id: one.visit_id } as never}
              search={{ part: "findings" } as never}
            >
              {one.visit_number}
            </Link>
          ) : (
            one.visit_number
          )}
          : {one.visit_title}
        </p>
      )}
      {can("view_visits") && one.state !== "open" && <Log id={one.id} />}
      {acts.length > 0 && (
        <Group gap={6} mt={6}>
          {acts.map((act) => (
            <Button
              key={act}
              size="compact-sm"
              variant={act === "begin" || act === "report_done" || act === "verify" ? "filled" : "default"}
              aria-label={`${t(`ract_${act}`)}: ${one.text}`}
              onClick={() => setActing(act)}
            >
              {t(`ract_${act}`)}
            </Button>
          ))}
        </Group>
      )}
      {acting && <RecommendationDialog one={one} act={acting} onClose={() => setActing(null)} />}
    </article>
  );
}

/** What was done with it; asked for when it is opened. */
function Log({ id }: { id: string }) {
  const t = useTexts(visitTexts);
  const [opened, setOpened] = useState(false);
  const found = useQuery({ ...recommendationQuery(id), enabled: opened });
  return (
    <details className={classes.log} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t("log")}</summary>
      <ProblemAlert error={found.error} />
      <ul>
        {found.data?.actions.map((action) => (
          <li key={action.done_at + action.act}>
            <b>{worded(t, "racted", action.act)}</b>
            {action.due_on && ` → ${formatDate(action.due_on)}`} · {action.done_by.full_name},{" "}
            {formatDate(action.done_on)}
            {action.note && <div>{action.note}</div>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function RecommendationDialog(props: { one: Recommendation; act: RecommendationAct; onClose: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { one, act, onClose } = props;
  const { value, set, clear } = useDraft(`visits.ract.${one.id}.${act}`, { note: "", due_on: "" });
  const [asked, setAsked] = useState(false);
  const due = parseDate(value.due_on);
  // Beginning speaks for itself; the other acts say why.
  const needsNote = act !== "begin";
  const run = useMutation({
    mutationFn: (): Promise<unknown> => {
      const note = value.note.trim() || null;
      // The unit that must act answers; the visiting side judges.
      if (act === "begin" || act === "report_done") return answerRecommendation(one, { act, note });
      return judgeRecommendation(one, { act, note, ...(act === "extend" ? { due_on: due } : {}) });
    },
    onSuccess: async () => {
      clear();
      notify(t(`rdid_${act}`));
      await visitsChanged(client);
      onClose();
    },
    onError: (error) => {
      const status = asProblem(error)?.status;
      if (status === 409 || status === 412) void visitsChanged(client);
    },
  });
  const problem = asProblem(run.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`ract_${act}`)}
      size={520}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" mb="sm" className={classes.text}>
        {one.text}
      </Text>
      <FormPage
        submit={t(`ract_${act}`)}
        busy={run.isPending}
        error={run.error}
        shown={["/note", "/due_on"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if ((!needsNote || value.note.trim()) && (act !== "extend" || due)) run.mutate();
        }}
      >
        {act === "extend" && (
          <DateField
            label={t("new_due_on")}
            withAsterisk
            value={value.due_on}
            onChange={(text) => set({ due_on: text })}
            error={asked && !due ? t("bad_date") : problem?.at("/due_on")}
          />
        )}
        <Textarea
          label={needsNote ? t(`rnote_${act}`) : `${t("note")} (${common("optional")})`}
          withAsterisk={needsNote}
          autosize
          minRows={3}
          maxLength={2000}
          value={value.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
          error={asked && needsNote && !value.note.trim() ? common("required") : problem?.at("/note")}
        />
      </FormPage>
    </Modal>
  );
}
