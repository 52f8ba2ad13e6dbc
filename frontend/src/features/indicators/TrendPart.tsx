// An indicator over the years, with its targets, on the units of today.
import { Text, Title } from "@mantine/core";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatDate, inLanguage } from "@/ui/format";
import { LineChart } from "@/ui/LineChart";
import { Picture } from "@/ui/Picture";
import { shownUnit, shownValue, type UnitFigures } from "./figures";
import classes from "./indicators.module.css";
import type { IndicatorRef } from "./queries";
import { indicatorTexts } from "./texts";
import { inWords } from "./words";
import { YearTable } from "./YearTable";

interface Props {
  indicator: IndicatorRef;
  unit: UnitFigures;
  years: readonly number[];
  area: string;
}

export function TrendPart({ indicator, unit, years, area }: Props) {
  const t = useTexts(indicatorTexts);
  const { today } = usePlace();
  const name = inLanguage(indicator.name);
  const known = years.flatMap((year) => {
    const figure = unit.get(indicator.code, String(year));
    return figure && (figure.value != null || figure.target != null) ? [{ year, figure }] : [];
  });
  // The year that isn't over says nothing about how far one has come.
  const over = known.filter(({ figure }) => figure.value != null && !figure.provisional);
  const [first, last] = [over[0], over.at(-1)];
  const unitName = shownUnit(inLanguage(indicator.unit));
  const caption = {
    title: unitName ? `${name} (${unitName})` : name,
    subtitle: `${area}, ${known[0]?.year ?? ""}–${known.at(-1)?.year ?? ""}`,
    source: t("source", { on: formatDate(today) }),
  };
  const targets = known.map(({ figure }) => figure.target);
  return (
    <section>
      <Title order={2}>{t("trend")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {caption.title}
      </Text>
      {known.length > 1 ? (
        <Picture caption={caption}>
          <LineChart
            label={t("trend_label", { name })}
            times={known.map(({ year, figure }) => ({
              at: year,
              label: String(year),
              open: figure.provisional,
            }))}
            series={[
              { key: "value", name, look: "main", values: known.map(({ figure }) => figure.value) },
              ...(targets.some((target) => target != null)
                ? [{ key: "target", name: t("target"), look: "target" as const, values: targets }]
                : []),
            ]}
            format={(value) => shownValue(value, indicator)}
          />
        </Picture>
      ) : (
        <Text size="sm">{t("trend_short")}</Text>
      )}
      {first && last && first !== last && (
        <Text size="sm" fw={500} mt={4}>
          {t(trendKey((last.figure.value ?? 0) - (first.figure.value ?? 0)), {
            from: inWords(first.figure.value, indicator),
            to: inWords(last.figure.value, indicator),
            first: first.year,
            last: last.year,
          })}
        </Text>
      )}
      <details className={classes.numbers}>
        <summary>{t("numbers")}</summary>
        <YearTable indicator={indicator} unit={unit} years={known.map(({ year }) => year)} />
      </details>
    </section>
  );
}

function trendKey(by: number): "trend_fell" | "trend_rose" | "trend_same" {
  return by < 0 ? "trend_fell" : by > 0 ? "trend_rose" : "trend_same";
}
