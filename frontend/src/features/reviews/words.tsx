// Codes of rounds as people read them, and their small signs.
import { IconClockExclamation } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import type { Procedure, RoundDetail, RoundView, Step } from "./queries";
import classes from "./reviews.module.css";
import { type ReviewTranslate, reviewTexts } from "./texts";

/** The states a round goes through, in their order; `cancelled` aside. */
export const STATES = [
  "list",
  "survey",
  "meeting",
  "posting",
  "report",
  "opinion",
  "recognition",
  "recognised",
] as const;

/** The short name of a state, for chips and segments. */
export function stateName(t: ReviewTranslate, state: string): string {
  return worded(t, "state", state);
}

const TONES: Record<string, Tone> = { recognised: "good", cancelled: "neutral" };

/** Where a round stands, in a word. */
export function StateBadge({ state }: { state: string }) {
  const t = useTexts(reviewTexts);
  return <StatusBadge tone={TONES[state] ?? "info"}>{stateName(t, state)}</StatusBadge>;
}

/** By how many days a step is late; nothing when it isn't. */
export function Late({ days }: { days: number }) {
  const t = useTexts(reviewTexts);
  if (days <= 0) return null;
  return (
    <span className={classes.late}>
      <IconClockExclamation size={14} aria-hidden />
      {t("late_by", { count: days })}
    </span>
  );
}

/** "Rà soát định kỳ năm 2026" */
export function roundName(t: ReviewTranslate, round: Pick<RoundView, "kind" | "year">): string {
  return t(round.kind === "yearly" ? "round_yearly" : "round_during_year", { year: round.year });
}

/** The name of a step by the round's own procedure. */
export function stepName(t: ReviewTranslate, round: RoundDetail, code: string): string {
  const step = round.steps.find((one) => one.code === code);
  return step ? inLanguage(step.name) : stateName(t, code);
}

/** How far along a round is: a dot a step. */
export function Dots({ state, steps }: { state: string; steps: readonly { code: Step }[] }) {
  const at = state === "recognised" ? steps.length : steps.findIndex((step) => step.code === state);
  return (
    <span className={classes.dots} aria-hidden>
      {steps.map((step, i) => (
        <i key={step.code} data-at={i < at ? "done" : i === at ? "now" : "ahead"} />
      ))}
    </span>
  );
}

/** The procedure a round follows. */
export function procedureOf(
  procedures: readonly Procedure[] | undefined,
  round: Pick<RoundView, "procedure">,
): Procedure | undefined {
  return procedures?.find((one) => one.code === round.procedure);
}

/** The share of those present that must be exceeded; half until the procedure is read. */
export function morePercent(procedure: Procedure | undefined): number {
  return procedure?.more_than_percent.value ?? 50;
}
