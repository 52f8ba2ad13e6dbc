// The steps of a round in their order, with what each needs; the present one with what is to be done.
import { Alert, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowBackUp, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTexts } from "@/i18n";
import { formatDate, inLanguage } from "@/ui/format";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { eventsQuery } from "./cases/queries";
import type { RoundDetail, Step, StepView } from "./queries";
import classes from "./reviews.module.css";
import { StepWork } from "./StepWork";
import { reviewTexts } from "./texts";

export function Steps({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const phone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const present = round.steps.find((step) => step.state === "current" && round.state === step.code);
  const [picked, setPicked] = useState<Step | null>(null);
  // A step whose form somebody else overtook stays until its user has seen what he typed.
  const [held, setHeld] = useState<Step | null>(null);
  const chosen = held ?? picked ?? present?.code ?? round.steps.at(-1)?.code;
  const step = round.steps.find((one) => one.code === chosen);
  const panel = step && (
    <StepPanel round={round} step={step}>
      {step === present && <SentBack round={round} />}
      {(step === present || held === step.code) && (
        <StepWork
          round={round}
          step={step}
          onHold={() => setHeld(step.code)}
          onDone={() => {
            setHeld(null);
            setPicked(null);
          }}
        />
      )}
    </StepPanel>
  );
  return (
    <div className={classes.stepsPage}>
      <ol className={classes.steps} aria-label={t("tab_steps")}>
        {round.steps.map((one, i) => {
          const state = one === present ? "current" : one.state === "current" ? "ahead" : one.state;
          return (
            <li key={one.code} data-state={state} data-chosen={one === step || undefined}>
              <button
                type="button"
                aria-expanded={one === step}
                aria-current={one === present ? "step" : undefined}
                onClick={() => setPicked(one.code)}
                disabled={held !== null && held !== one.code}
              >
                <span className={classes.stepMark} aria-hidden>
                  {state === "done" ? <IconCheck size={15} stroke={2.5} /> : i + 1}
                </span>
                <span className={classes.stepText}>
                  <span className={classes.stepName}>{inLanguage(one.name)}</span>
                  <StepDate step={one} state={state} late={one === present ? round.days_late : 0} />
                </span>
              </button>
              {phone && one === step && panel}
            </li>
          );
        })}
      </ol>
      {!phone && panel}
    </div>
  );
}

/** Why the round is at this step again: what whoever sent it back said. */
function SentBack({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const events = useQuery(eventsQuery(round.id));
  const moved = events.data?.find((event) => event.from !== event.to);
  if (moved?.act !== "return") return null;
  const { reason } = moved.detail as { reason?: unknown };
  return (
    <Alert
      color="yellow"
      icon={<IconArrowBackUp />}
      title={t("sent_back", { name: moved.by ?? "–", date: formatDate(moved.on) })}
      mb="sm"
    >
      {typeof reason === "string" && reason}
    </Alert>
  );
}

/** When a step ended, or is due. */
function StepDate({ step, state, late }: { step: StepView; state: string; late: number }) {
  const t = useTexts(reviewTexts);
  if (state === "done") {
    return <small>{step.ended_on ? t("ended", { date: formatDate(step.ended_on) }) : t("done")}</small>;
  }
  if (!step.due_on) return null;
  return (
    <small data-late={late > 0 || undefined}>
      {t("due_on", { date: formatDate(step.due_on) })}
      {late > 0 && ` · ${t("late_by", { count: late })}`}
    </small>
  );
}

/** What there is to know of a step, and what is to be done at it. */
function StepPanel({ round, step, children }: { round: RoundDetail; step: StepView; children: ReactNode }) {
  const t = useTexts(reviewTexts);
  return (
    <section className={classes.stepPanel} aria-label={inLanguage(step.name)}>
      <h2 className={classes.stepTitle}>{inLanguage(step.name)}</h2>
      <p className={classes.stepFacts}>
        {step.level === "above"
          ? t("level_above")
          : t("level_commune", { commune: round.commune?.name ?? "" })}
        {step.ended_on &&
          ` · ${t("ended_by", { date: formatDate(step.ended_on), name: step.ended_by ?? "–" })}`}
        {step.due_on && ` · ${t("due_on", { date: formatDate(step.due_on) })}`}
      </p>
      <div className={classes.stepBody} data-work={children ? true : undefined}>
        {children && <div className={classes.work}>{children}</div>}
        <aside className={classes.needs} aria-label={t("needs")}>
          <h3>{t("needs")}</h3>
          <ul>
            {step.needs.map((need) => (
              <li key={need.vi}>{inLanguage(need)}</li>
            ))}
          </ul>
          <Text size="xs" c="dimmed" component="div">
            {step.source} {!step.verified && <UnverifiedBadge />}
          </Text>
        </aside>
      </div>
    </section>
  );
}
