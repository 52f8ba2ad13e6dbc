// Headline indicators as cards: value, change, target and traffic light. A card opens what is behind its figure.
import { Title, UnstyledButton } from "@mantine/core";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { changeOf, shownUnit, shownValue, type UnitFigures } from "./figures";
import { HEADLINES, PROFILE, WORST } from "./headlines";
import classes from "./indicators.module.css";
import type { IndicatorRef } from "./queries";
import { indicatorTexts } from "./texts";
import { ChangeLine, inWords, Light, lightOf, Notes, useOpenFigure, useParts } from "./words";

interface Props {
  indicators: readonly IndicatorRef[];
  unit: UnitFigures;
  year: number;
}

export function Cards({ indicators, unit, year }: Props) {
  const t = useTexts(indicatorTexts);
  const of = (codes: readonly string[]) =>
    codes.flatMap((code) => indicators.find((one) => one.code === code) ?? []);
  const value = (indicator: IndicatorRef) => unit.get(indicator.code, String(year))?.value ?? -1;
  const worst = of(PROFILE)
    .filter((indicator) => value(indicator) >= 0)
    .sort((a, b) => value(b) - value(a))
    .slice(0, WORST);
  return (
    <>
      <section>
        <Title order={2} mb="xs">
          {t("headlines")}
        </Title>
        <ul className={classes.cards}>
          {of(HEADLINES).map((indicator) => (
            <Card key={indicator.code} indicator={indicator} unit={unit} year={year} />
          ))}
        </ul>
      </section>
      {worst.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            {t("worst")}
          </Title>
          <ul className={classes.cards}>
            {worst.map((indicator) => (
              <Card key={indicator.code} indicator={indicator} unit={unit} year={year} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Card({ indicator, unit, year }: { indicator: IndicatorRef; unit: UnitFigures; year: number }) {
  const t = useTexts(indicatorTexts);
  const open = useOpenFigure();
  const parts = useParts();
  const figure = unit.get(indicator.code, String(year));
  if (!figure) return null;
  const change = changeOf(figure, unit.get(indicator.code, String(year - 1)), indicator);
  return (
    <li>
      <UnstyledButton
        className={classes.card}
        data-light={lightOf(figure) ?? undefined}
        title={t("open_figure", { name: inLanguage(indicator.name) })}
        onClick={() => open({ figure: indicator.code })}
      >
        <span className={classes.cardName}>{inLanguage(indicator.name)}</span>
        {figure.value != null && (
          <span>
            <span className={classes.cardValue}>{shownValue(figure.value, indicator)}</span>{" "}
            <span className={classes.cardUnit}>{shownUnit(inLanguage(indicator.unit))}</span>
          </span>
        )}
        {parts(figure) && <span className={classes.quiet}>{parts(figure)}</span>}
        {change && (
          <ChangeLine
            change={change}
            indicator={indicator}
            before={String(year - 1)}
            provisional={figure.provisional}
          />
        )}
        <span className={classes.cardTarget}>
          {figure.target == null
            ? t("no_target")
            : t("target_is", { value: inWords(figure.target, indicator) })}
          <Light figure={figure} />
        </span>
        <span className={classes.notes}>
          <Notes figure={figure} verified={indicator.verified} />
        </span>
      </UnstyledButton>
    </li>
  );
}
