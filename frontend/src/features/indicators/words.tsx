// A figure in words: its value, how it stands to its target, and what to know about it.
import { Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { formatFixed, formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { type Change, shownUnit, shownValue } from "./figures";
import classes from "./indicators.module.css";
import type { Figure, IndicatorRef } from "./queries";
import type { FigureSearch } from "./routes";
import { indicatorTexts } from "./texts";

const TONES = { green: "good", amber: "warning", red: "bad" } as const satisfies Record<string, Tone>;

/** How a value stands to its target; of a period that isn't over nobody can say yet. */
export function lightOf(figure: Figure): Figure["light"] {
  return figure.provisional ? null : figure.light;
}

/** How a value stands to its target: a colour, a sign and a word. */
export function Light({ figure }: { figure: Figure }) {
  const t = useTexts(indicatorTexts);
  const light = lightOf(figure);
  if (!light) return null;
  return <StatusBadge tone={TONES[light]}>{t(`light_${light}`)}</StatusBadge>;
}

/** "13,30 %". */
export function inWords(
  value: number | null | undefined,
  indicator: Pick<IndicatorRef, "decimals" | "unit">,
): string {
  if (value == null) return NOTHING;
  const unit = shownUnit(inLanguage(indicator.unit));
  return unit ? `${shownValue(value, indicator)}\u00a0${unit}` : shownValue(value, indicator);
}

/** "399 / 3.000"; nothing for plain counts. */
export function useParts(): (figure: Figure) => string | null {
  const t = useTexts(indicatorTexts);
  return (figure) =>
    figure.numerator == null || figure.denominator == null
      ? null
      : t("of", {
          numerator: formatNumber(figure.numerator, 2),
          denominator: formatNumber(figure.denominator, 2),
        });
}

/** Opens a figure's explanation, in the address. */
export function useOpenFigure(): (figure: FigureSearch) => void {
  const navigate = useNavigate();
  return ({ figure, at, period }) =>
    void navigate({
      to: ".",
      search: ((old: object) => ({ ...old, figure, at, period })) as never,
      resetScroll: false,
    });
}

/** A figure that opens what is behind it. */
export function FigureButton({
  open,
  label,
  children,
}: {
  open: FigureSearch;
  /** What it is a figure of, where it stands alone. */
  label?: string;
  children: ReactNode;
}) {
  const show = useOpenFigure();
  return (
    <UnstyledButton className={classes.figureButton} aria-label={label} onClick={() => show(open)}>
      {children}
    </UnstyledButton>
  );
}

/** A change in words: "giảm 3,40 điểm % so với 2024". */
export function ChangeLine({
  change,
  indicator,
  before,
  provisional = false,
}: {
  change: Change;
  indicator: IndicatorRef;
  before: string;
  /** The period isn't over: neither good nor bad. */
  provisional?: boolean;
}) {
  const t = useTexts(indicatorTexts);
  const unit = indicator.unit.vi === "%" ? t("points") : shownUnit(inLanguage(indicator.unit));
  const by = `${formatFixed(Math.abs(change.by), indicator.decimals)}${unit ? `\u00a0${unit}` : ""}`;
  const key = change.by > 0 ? "up_by" : change.by < 0 ? "down_by" : "same_as";
  return (
    <span className={classes.change} data-good={provisional ? undefined : (change.good ?? undefined)}>
      <span aria-hidden>{change.by > 0 ? "▲ " : change.by < 0 ? "▼ " : ""}</span>
      {t(key, { by, year: before })}
    </span>
  );
}

/** Why there is no value, and what to know about the one there is. */
export function Notes({ figure, verified = true }: { figure: Figure; verified?: boolean }) {
  const t = useTexts(indicatorTexts);
  const { gap, partial, provisional } = figure;
  return (
    <>
      {gap && (
        <Text span size="sm" c="dimmed">
          {inLanguage(gap)}
        </Text>
      )}
      {partial && (
        <span className={classes.note}>
          <IconAlertTriangle size={13} aria-hidden />
          {t("partial", { present: partial.present, expected: partial.expected })}
        </span>
      )}
      {provisional && (
        <span className={classes.note} title={t("provisional_detail")}>
          <IconClock size={13} aria-hidden />
          {t("provisional")}
        </span>
      )}
      {!verified && (
        <span className={classes.note} title={t("not_verified")}>
          <IconAlertTriangle size={13} aria-hidden />
          {t("unverified")}
        </span>
      )}
    </>
  );
}
