// How far a long work is.
import { Group, Progress, Text } from "@mantine/core";
import { useCommon } from "@/i18n";
import { formatNumber, formatPercent } from "./format";
import { StatusBadge, type Tone } from "./StatusBadge";

export type JobState = "waiting" | "running" | "done" | "failed";

interface Props {
  state: JobState;
  /** What is being done. */
  label?: string;
  /** How many are done. */
  done?: number | null;
  /** How many there are in all; without it only the count is shown. */
  total?: number | null;
  /** What is counted, such as "dòng". */
  unit?: string;
  /** Says the share done instead of the counts, where these mean nothing to people (bytes). */
  percent?: boolean;
}

const TONES: Record<JobState, Tone> = { waiting: "neutral", running: "info", done: "good", failed: "bad" };

export function JobProgress({ state, label, done, total, unit = "", percent = false }: Props) {
  const t = useCommon();
  const share = done != null && total ? Math.min(100, (done / total) * 100) : null;
  const value = state === "done" ? 100 : (share ?? (state === "running" ? 100 : 0));
  const unsure = state === "running" && share === null;
  const counted =
    done != null ? `${formatNumber(done)}${total ? ` / ${formatNumber(total)}` : ""} ${unit}`.trim() : "";
  const count = percent ? (share === null ? "" : formatPercent(share, 0)) : counted;
  return (
    <div aria-live="polite">
      <Group justify="space-between" mb={4} gap="xs">
        <Group gap="xs">
          <StatusBadge tone={TONES[state]}>{t(`job_${state}`)}</StatusBadge>
          {label && <Text size="sm">{label}</Text>}
        </Group>
        <Text size="sm" c="dimmed">
          {count}
        </Text>
      </Group>
      <Progress
        value={value}
        striped={unsure}
        animated={unsure}
        color={state === "failed" ? "red" : "forest"}
        aria-label={label ?? t(`job_${state}`)}
      />
    </div>
  );
}
