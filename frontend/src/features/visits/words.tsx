// How kinds, states, severities and moments of visits are called, and the parts that several screens share.
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconCalendarEvent,
  IconCircleCheck,
  IconClockExclamation,
  IconFileCheck,
  IconFilePencil,
  IconPlayerPlay,
  IconProgress,
  IconRotate,
  IconWalk,
  IconX,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/app/place";
import { currentLocale, useTexts } from "@/i18n";
import { formatDate } from "@/ui/format";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import type { RecommendationState, Severity } from "./queries";
import type { Kind, Purpose, State } from "./routes";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

const STATE_SIGNS: Record<State, { tone: Tone; Icon: typeof IconWalk }> = {
  planned: { tone: "neutral", Icon: IconCalendarEvent },
  mandated: { tone: "info", Icon: IconFileCheck },
  in_field: { tone: "warning", Icon: IconWalk },
  reporting: { tone: "info", Icon: IconFilePencil },
  closed: { tone: "good", Icon: IconCircleCheck },
  cancelled: { tone: "neutral", Icon: IconX },
};

export function VisitState({ state }: { state: State }) {
  const t = useTexts(visitTexts);
  const { tone, Icon } = STATE_SIGNS[state];
  return (
    <StatusBadge tone={tone} icon={<Icon size={13} stroke={2} aria-hidden />}>
      {t(`state_${state}`)}
    </StatusBadge>
  );
}

const SEVERITY_SIGNS: Record<Severity, { tone: Tone; Icon: typeof IconWalk }> = {
  low: { tone: "neutral", Icon: IconArrowDown },
  medium: { tone: "info", Icon: IconArrowUp },
  high: { tone: "warning", Icon: IconAlertTriangle },
  critical: { tone: "bad", Icon: IconAlertOctagon },
};
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;

export function SeverityBadge({ severity }: { severity: Severity }) {
  const t = useTexts(visitTexts);
  const { tone, Icon } = SEVERITY_SIGNS[severity];
  return (
    <StatusBadge tone={tone} icon={<Icon size={13} stroke={2} aria-hidden />}>
      {t(`severity_${severity}`)}
    </StatusBadge>
  );
}

const RECOMMENDATION_SIGNS: Record<RecommendationState, { tone: Tone; Icon: typeof IconWalk }> = {
  open: { tone: "neutral", Icon: IconPlayerPlay },
  in_progress: { tone: "info", Icon: IconProgress },
  done: { tone: "warning", Icon: IconFileCheck },
  verified: { tone: "good", Icon: IconCircleCheck },
  reopened: { tone: "bad", Icon: IconRotate },
};

export function RecommendationBadge({ state }: { state: RecommendationState }) {
  const t = useTexts(visitTexts);
  const { tone, Icon } = RECOMMENDATION_SIGNS[state];
  return (
    <StatusBadge tone={tone} icon={<Icon size={13} stroke={2} aria-hidden />}>
      {t(`rec_${state}`)}
    </StatusBadge>
  );
}

/** By how many days something is late; nothing when it isn't. */
export function Late({ days }: { days: number }) {
  const t = useTexts(visitTexts);
  if (days <= 0) return null;
  return (
    <span className={classes.late}>
      <IconClockExclamation size={14} aria-hidden />
      {t("late_by", { count: days })}
    </span>
  );
}

/** "Giám sát định kỳ". */
export function useKindName(): (visit: { purpose: Purpose; kind: Kind }) => string {
  const t = useTexts(visitTexts);
  return ({ purpose, kind }) =>
    t("visit_kind", {
      purpose: t(`purpose_${purpose}`),
      kind: t(`kind_${kind}`).toLocaleLowerCase(currentLocale()),
    });
}

/** "02/11 – 06/11/2026", or the one day. */
export function days(from: string, to: string): string {
  if (from === to) return formatDate(from);
  const first = from.slice(0, 4) === to.slice(0, 4) ? formatDate(from).slice(0, 5) : formatDate(from);
  return `${first} – ${formatDate(to)}`;
}

/** The screens about visits, side by side. */
export function Views() {
  const t = useTexts(visitTexts);
  const can = useCan();
  const link = (to: string, text: string) => (
    <Link to={to} activeOptions={{ exact: true, includeSearch: false }}>
      {text}
    </Link>
  );
  return (
    <nav className={`${classes.tabs} gn-no-print`} aria-label={t("views")}>
      {can("view_visits") && link("/visits", t("view_visits"))}
      {link("/recommendations", t("view_recommendations"))}
      {can("view_visits") && link("/visits/checklists", t("view_checklists"))}
    </nav>
  );
}
