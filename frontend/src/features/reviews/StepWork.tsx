// What is to be done at the present step: what is still open, and the one act that ends it.
import { Alert, Button, Text, Textarea } from "@mantine/core";
import { IconArrowRight, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ok } from "@/api/client";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatDate, parseDate } from "@/ui/format";
import { ActForm, DayField } from "./ActForm";
import { proceduresQuery } from "./cases/queries";
import { MeetingStep } from "./Meetings";
import { OpinionStep } from "./Opinion";
import { PaperButtons } from "./Papers";
import { PostingStep } from "./Posting";
import type { RoundDetail, StepAction, StepView } from "./queries";
import { RecognitionStep } from "./Recognition";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { type Open, type Todo, todoOf } from "./todo";
import { useDraft } from "./useDraft";
import { useRoundAct } from "./useRoundAct";
import { procedureOf } from "./words";

export interface WorkProps {
  round: RoundDetail;
  /** Somebody else moved the round on while a form was open. */
  onHold: () => void;
  /** It was done, or given up. */
  onDone: () => void;
}

export function StepWork({ step, ...props }: WorkProps & { step: StepView }) {
  switch (step.code) {
    case "list":
      return (
        <EndStep {...props} action="close_list">
          <CaseLinks round={props.round} />
        </EndStep>
      );
    case "survey":
      return <EndStep {...props} action="close_survey" />;
    case "meeting":
      return <MeetingStep {...props} />;
    case "posting":
      return <PostingStep {...props} />;
    case "report":
      return (
        <EndStep {...props} action="report">
          <PaperButtons round={props.round} papers={["report", "summary"]} />
        </EndStep>
      );
    case "opinion":
      return <OpinionStep {...props} />;
    case "recognition":
      return <RecognitionStep {...props} />;
  }
}

/** What stands in for the form where the step is others' to do. */
export function NotYours({ level }: { level: "commune" | "above" }) {
  const t = useTexts(reviewTexts);
  return (
    <Alert color="blue" variant="light" icon={<IconInfoCircle />}>
      {t(level === "above" ? "not_yours_above" : "not_yours_commune")}
    </Alert>
  );
}

/** What is still open at the round's step. */
export function useTodo(round: RoundDetail): Open[] {
  const procedures = useQuery(proceduresQuery);
  const procedure = procedureOf(procedures.data, round);
  return todoOf(round, (procedure?.spot_check_percent.value ?? 0) > 0);
}

/** What is still open, each with the way to it; the first that the step waits for is the thing to do now. */
export function TodoList({ round, todo }: { round: RoundDetail; todo: readonly Open[] }) {
  const t = useTexts(reviewTexts);
  if (todo.length === 0) return null;
  const first = todo.find((open) => open.blocks);
  return (
    <ul className={classes.todo} aria-label={t("todo")}>
      {todo.map((open) => {
        const posting = open.what === "open_complaints" || open.what === "unposted";
        return (
          <li key={open.what} data-blocks={open.blocks || undefined}>
            <span>{t(`todo_${open.what}`, { count: open.count })}</span>
            <Button
              component={Link}
              to={posting ? "/reviews/$id" : "/reviews/$id/cases"}
              params={{ id: round.id } as never}
              search={(posting ? { part: "posting" } : open.cases) as never}
              size="compact-sm"
              variant={open === first ? "filled" : "default"}
              rightSection={<IconArrowRight size={14} aria-hidden />}
            >
              {t(WORDS[open.what] ?? "todo_see")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

/** What the button beside an open thing says; of the others that it shows them. */
const WORDS: Partial<Record<Todo, "todo_add" | "todo_draw">> = {
  no_cases: "todo_add",
  no_sample: "todo_draw",
};

function CaseLinks({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  return (
    <Button
      component={Link}
      to={`/reviews/${round.id}/cases`}
      variant="default"
      rightSection={<IconArrowRight size={16} aria-hidden />}
    >
      {t("to_list", { count: round.counts.total })}
    </Button>
  );
}

/** Ends a step: its day, and a number or a remark. */
export function EndStep({
  round,
  action,
  onHold,
  onDone,
  from,
  children,
}: WorkProps & {
  action: StepAction;
  /** The first day on which it can end, where that is known (yyyy-mm-dd). */
  from?: string;
  children?: ReactNode;
}) {
  const t = useTexts(reviewTexts);
  const { today } = usePlace();
  const todo = useTodo(round);
  const { value, set, clear } = useDraft(`${round.id}.${action}`, { on: formatDate(today), note: "" });
  const [asked, setAsked] = useState(false);
  const on = parseDate(value.on);
  const allowed = round.allowed.includes(action);
  const act = useRoundAct(round, {
    send: (params) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/steps", {
          params,
          body: { action, on: on ?? "", note: value.note.trim() || null },
        }),
      ),
    said: () => t(`did_${action}`),
    onDone: () => {
      clear();
      onDone();
    },
    onStale: onHold,
  });
  const blocked = todo.some((open) => open.blocks);
  return (
    <>
      {!act.stale && <TodoList round={round} todo={todo} />}
      {children && !act.stale && <div className={classes.before}>{children}</div>}
      {allowed || act.stale ? (
        blocked && !act.stale ? (
          <Text size="sm" c="dimmed">
            {t(`after_todo_${action}`)}
          </Text>
        ) : (
          <ActForm
            round={round}
            act={act}
            allowed={allowed}
            submit={t(`do_${action}`)}
            shown={["/on", "/note"]}
            onDiscard={() => {
              clear();
              act.reset();
              onDone();
            }}
            onSubmit={() => {
              setAsked(true);
              if (on) act.run();
            }}
          >
            <DayField
              label={t(`day_${action}`)}
              since={from ?? round.earliest_on}
              value={value.on}
              onChange={(text) => set({ on: text })}
              error={asked && !on ? t("bad_date") : act.at("/on")}
            />
            <Textarea
              label={t(action === "report" ? "report_number" : "note_optional")}
              autosize
              minRows={action === "report" ? 1 : 2}
              maxLength={1000}
              value={value.note}
              onChange={(event) => set({ note: event.currentTarget.value })}
              error={act.at("/note")}
            />
          </ActForm>
        )
      ) : (
        <NotYours level="commune" />
      )}
    </>
  );
}
