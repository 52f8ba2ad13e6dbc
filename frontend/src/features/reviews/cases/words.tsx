// Codes of a case as people read them, and its small signs.
import { IconAlertTriangle, IconArrowNarrowRight, IconTargetArrow } from "@tabler/icons-react";
import { useMe } from "@/app/place";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { ClassBadge, StatusBadge, type Tone } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import classes from "./cases.module.css";
import type { CaseView, Flag, RoundDetail } from "./queries";
import { type CaseTranslate, caseTexts } from "./texts";

const TONES: Record<string, Tone> = {
  drafted: "info",
  surveyed: "info",
  returned: "warning",
  read: "good",
  agreed: "good",
  not_agreed: "bad",
  recognised: "good",
};

/** Where a case is. */
export function StateChip({ state }: { state: string }) {
  const t = useTexts(caseTexts);
  return <StatusBadge tone={TONES[state] ?? "neutral"}>{worded(t, "state", state)}</StatusBadge>;
}

/** How many contradictions there are; nothing without any. */
export function FlagsMark({ flags }: { flags: readonly Flag[] }) {
  const t = useTexts(caseTexts);
  if (flags.length === 0) return null;
  return (
    <span
      className={classes.flagMark}
      title={flags.map((flag) => inLanguage(flag)).join("\n")}
      data-serious={flags.some((flag) => flag.severity === "warning") || undefined}
    >
      <IconAlertTriangle size={14} aria-hidden />
      {t("flags", { count: flags.length })}
    </span>
  );
}

/** That a case is drawn for a spot check, and whether that is done. */
export function SampleMark({ item }: { item: Pick<CaseView, "sampled" | "check"> }) {
  const t = useTexts(caseTexts);
  if (!item.sampled) return null;
  return (
    <span className={classes.sampleMark} data-done={item.check ? true : undefined}>
      <IconTargetArrow size={14} aria-hidden />
      {t(item.check ? "checked" : "sampled")}
    </span>
  );
}

/** The class before and the one found; `hidden` until a spot check is done. */
export function ClassChange({ item, hidden }: { item: CaseView; hidden: boolean }) {
  const t = useTexts(caseTexts);
  return (
    <span className={classes.classChange}>
      <ClassBadge value={item.previous_class ?? null} />
      {(item.class || hidden) && <IconArrowNarrowRight size={16} aria-hidden className={classes.arrow} />}
      {hidden ? (
        <span className={classes.quiet}>{t("hidden")}</span>
      ) : (
        item.class && <ClassBadge value={item.class} />
      )}
    </span>
  );
}

/** "Rà soát định kỳ năm 2026 · Bước: Khảo sát, phân loại hộ" */
export function roundLine(round: RoundDetail, t: CaseTranslate): string {
  const kind = t(round.kind === "yearly" ? "round_yearly" : "round_during_year", { year: round.year });
  const at = round.steps.find((step) => step.state === "current");
  const step = at ? inLanguage(at.name) : worded(t, "step", round.state);
  return `${round.commune?.name ?? ""} · ${kind} · ${t("step", { step })}`;
}

/** Whether a case was surveyed by the user. */
export function useIsOwn(): (item: Pick<CaseView, "surveyed_by_id">) => boolean {
  const me = useMe();
  return (item) => item.surveyed_by_id === me.id;
}

/**
 * Whether what was found is to be hidden from this user: he may still be the second visitor, who should not know
 * it. Who conducts the round reads all surveys anyway.
 */
export function isHidden(
  item: Pick<CaseView, "sampled" | "check" | "class">,
  conducts: boolean,
  own: boolean,
): boolean {
  return item.sampled && !item.check && item.class != null && !conducts && !own;
}
