// How periods and states are called.
import { NativeSelect } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconEye, IconLock, IconPencil } from "@tabler/icons-react";
import { type Translate, useTexts } from "@/i18n";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { frequencyOf, type Part } from "./periods";
import type { Indicator } from "./queries";
import type { State } from "./routes";
import { valueTexts } from "./texts";

const ROMAN = ["", "I", "II", "III", "IV"];

type Words = Translate<"period_Y" | "period_S1" | "period_S2" | "period_Q" | "period_M">;

/** "6 tháng đầu năm 2026". */
export function periodWords(t: Words, year: number, part: Part): string {
  const number = Number(part.slice(1));
  if (part === "Y" || part === "S1" || part === "S2") return t(`period_${part}`, { year });
  return part.startsWith("Q")
    ? t("period_Q", { n: ROMAN[number] ?? number, year })
    : t("period_M", { n: number, year });
}

/** Chooses a part of the year, with how many indicators each asks for. */
export function PeriodSelect(props: {
  year: number;
  part: Part;
  parts: readonly Part[];
  indicators: readonly Indicator[] | null;
  onChange: (part: Part) => void;
}) {
  const t = useTexts(valueTexts);
  const { year, parts, indicators } = props;
  return (
    <NativeSelect
      label={t("period")}
      value={props.part}
      onChange={(event) => {
        const chosen = parts.find((part) => part === event.currentTarget.value);
        if (chosen) props.onChange(chosen);
      }}
      data={parts.map((part) => {
        const period = periodWords(t, year, part);
        const count = indicators?.filter((one) => one.frequency === frequencyOf(part)).length;
        return { value: part, label: count ? t("period_count", { period, count }) : period };
      })}
    />
  );
}

const TONES: Record<State | "missing", Tone> = {
  missing: "neutral",
  entered: "info",
  checked: "info",
  approved: "good",
  locked: "good",
};
const ICONS = {
  missing: IconCircleDashed,
  entered: IconPencil,
  checked: IconEye,
  approved: IconCircleCheck,
  locked: IconLock,
};

export type CellState = State | "missing";

export function stateOf(value: { state: string } | undefined): CellState {
  const state = value?.state;
  return state === "entered" || state === "checked" || state === "approved" || state === "locked"
    ? state
    : "missing";
}

export function StateIcon({ state, size = 13 }: { state: CellState; size?: number }) {
  const Icon = ICONS[state];
  return <Icon size={size} stroke={2} aria-hidden />;
}

export function StateBadge({ state }: { state: CellState }) {
  const t = useTexts(valueTexts);
  return (
    <StatusBadge tone={TONES[state]} icon={<StateIcon state={state} />}>
      {t(`state_${state}`)}
    </StatusBadge>
  );
}
