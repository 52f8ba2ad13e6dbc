// Small signs and words of reports: states, lateness, periods.
import { Anchor } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import type { Report, Round } from "./queries";
import type { State } from "./routes";
import { reportTexts } from "./texts";

const TONES: Record<State, Tone> = {
  draft: "neutral",
  submitted: "info",
  returned: "warning",
  accepted: "good",
};

/** Where a report stands, in a word. */
export function StateBadge({ state }: { state: State }) {
  const t = useTexts(reportTexts);
  return <StatusBadge tone={TONES[state]}>{t(`state_${state}`)}</StatusBadge>;
}

interface Timed {
  late: boolean;
  days_late: number;
  first_submitted_on?: string | null;
}

/** By how much a report is late, or was submitted late; nothing when it isn't. */
export function LateBadge({ report }: { report: Timed }) {
  const t = useTexts(reportTexts);
  if (!report.late) return null;
  const submitted = Boolean(report.first_submitted_on);
  return (
    <StatusBadge tone={submitted ? "warning" : "bad"} icon={<IconClockExclamation size={13} aria-hidden />}>
      {t(submitted ? "late_submitted" : "late_not_yet", { count: report.days_late })}
    </StatusBadge>
  );
}

/** What a round or a report is of: "6 tháng đầu năm 2026". */
export function periodOf(one: Round | Report): string {
  return inLanguage(one.period_name);
}

/** A link to a report. */
export function ReportLink({ id, children }: { id: string; children: string }) {
  return (
    <Anchor component={Link} to={`/reports/${id}`} inherit fw={500}>
      {children}
    </Anchor>
  );
}
