// States of plans and activities in words, and the bar of a progress.
import { useTexts } from "@/i18n";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import classes from "./plans.module.css";
import type { Activity } from "./queries";
import type { State } from "./routes";
import { planTexts } from "./texts";

const TONES: Record<State, Tone> = { draft: "neutral", issued: "info", running: "info", closed: "good" };
const ACTIVITY_TONES: Record<Activity["state"], Tone> = {
  planned: "neutral",
  under_way: "info",
  done: "good",
  dropped: "neutral",
};

export function StateBadge({ state }: { state: State }) {
  const t = useTexts(planTexts);
  return <StatusBadge tone={TONES[state]}>{t(`state_${state}`)}</StatusBadge>;
}

export function ActivityBadge({ activity }: { activity: Activity }) {
  const t = useTexts(planTexts);
  if (activity.late) return <StatusBadge tone="bad">{t("late")}</StatusBadge>;
  return (
    <StatusBadge tone={ACTIVITY_TONES[activity.state]}>{worded(t, "activity", activity.state)}</StatusBadge>
  );
}

export function Progress({ percent }: { percent: number | null | undefined }) {
  const t = useTexts(planTexts);
  if (percent == null) return <>–</>;
  return (
    <span className={classes.progress}>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${percent}%` }} />
      </span>
      {t("per_cent", { percent })}
    </span>
  );
}
