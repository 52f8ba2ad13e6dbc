// What the poor and near-poor lack: a bar for each indicator, the longest first.
import { Text, Title } from "@mantine/core";
import { useTexts } from "@/i18n";
import { Bars } from "@/ui/Bars";
import { inLanguage } from "@/ui/format";
import type { UnitFigures } from "./figures";
import { PROFILE } from "./headlines";
import type { IndicatorRef } from "./queries";
import { indicatorTexts } from "./texts";
import { FigureButton, inWords, useParts } from "./words";

interface Props {
  indicators: readonly IndicatorRef[];
  unit: UnitFigures;
  year: number;
}

export function ProfilePart({ indicators, unit, year }: Props) {
  const t = useTexts(indicatorTexts);
  const parts = useParts();
  const rows = PROFILE.flatMap((code) => {
    const indicator = indicators.find((one) => one.code === code);
    const figure = unit.get(code, String(year));
    return indicator && figure?.value != null ? [{ indicator, figure, value: figure.value }] : [];
  }).sort((a, b) => b.value - a.value);
  if (rows.length === 0) return null;
  return (
    <section>
      <Title order={2}>{t("profile")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("profile_of")}
      </Text>
      <Bars
        label={t("profile")}
        bars={rows.map(({ indicator, figure, value }) => ({
          key: indicator.code,
          name: shortName(inLanguage(indicator.name)),
          percent: value,
          value: (
            <FigureButton
              open={{ figure: indicator.code }}
              label={`${inLanguage(indicator.name)}: ${inWords(value, indicator)}`}
            >
              {inWords(value, indicator)}
            </FigureButton>
          ),
          parts: parts(figure) ?? "",
        }))}
      />
    </section>
  );
}

/** What comes after the colon of "Tỷ lệ hộ nghèo, hộ cận nghèo thiếu hụt: việc làm", which they all begin with. */
function shortName(name: string): string {
  const short = name.split(": ").slice(1).join(": ") || name;
  return short.charAt(0).toUpperCase() + short.slice(1);
}
