// Areas down, indicators and periods across; the whole comes first, and the heads stay in sight.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { shownUnit, shownValue, type UnitFigures, unitsOf } from "./figures";
import classes from "./indicators.module.css";
import type { Analytics } from "./queries";
import { indicatorTexts } from "./texts";
import { FigureButton, Notes } from "./words";

/** How many rows are added at a time. */
const ROWS = 150;

interface Row {
  key: string;
  unit: UnitFigures;
  name: string;
  group: { code: string; name: string } | null;
  whole: boolean;
}

export function FigureTable({ view }: { view: Analytics }) {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const [most, setMost] = useState(ROWS);
  const rows = unitsOf(view).flatMap((unit, i): Row[] => {
    const name = unit.area?.name ?? (i === 0 ? common("nation") : t("no_unit"));
    const groups = [null, ...view.groups.map(({ code, name }) => ({ code, name: inLanguage(name) }))];
    return groups.map((group) => ({ key: `${i} ${group?.code ?? ""}`, unit, name, group, whole: i === 0 }));
  });
  const { indicators, periods } = view;
  return (
    <>
      <div className={classes.sheet}>
        <table aria-label={t("table_title")}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2} className={classes.first}>
                {t("area_name")}
              </th>
              {indicators.map((indicator) => (
                <th key={indicator.code} scope="colgroup" colSpan={periods.length}>
                  {inLanguage(indicator.name)}
                  <span className={classes.unitLine}>
                    {indicator.code}
                    {shownUnit(inLanguage(indicator.unit)) && ` · ${inLanguage(indicator.unit)}`}
                  </span>
                </th>
              ))}
            </tr>
            <tr>
              {indicators.flatMap((indicator) =>
                periods.map((period) => (
                  <th key={`${indicator.code} ${period.code}`} scope="col" className={classes.second}>
                    {period.code.length === 4 ? period.code : inLanguage(period.name)}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <tr key={row.key} data-whole={row.whole || undefined} data-group={row.group ? true : undefined}>
                <th scope="row" className={classes.first}>
                  {row.group?.name ?? row.name}
                </th>
                {indicators.flatMap((indicator) =>
                  periods.map((period) => {
                    const figure = row.unit.get(indicator.code, period.code, row.group?.code);
                    const shown = shownValue(figure?.value, indicator);
                    const own = row.unit.area !== null || row.whole;
                    return (
                      <td
                        key={`${indicator.code} ${period.code}`}
                        title={figure?.gap ? inLanguage(figure.gap) : undefined}
                      >
                        {figure?.value == null ? (
                          figure?.gap ? (
                            <span className={classes.gap}>{inLanguage(figure.gap)}</span>
                          ) : (
                            NOTHING
                          )
                        ) : row.group || !own ? (
                          shown
                        ) : (
                          <FigureButton
                            open={{ figure: indicator.code, at: row.unit.area?.id, period: period.code }}
                            label={`${row.name}, ${inLanguage(indicator.name)}, ${inLanguage(period.name)}: ${shown}`}
                          >
                            {shown}
                          </FigureButton>
                        )}
                        {figure?.value != null && (figure.provisional || figure.partial) && (
                          <span className={classes.cellNotes}>
                            <Notes figure={{ ...figure, gap: null }} />
                          </span>
                        )}
                      </td>
                    );
                  }),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > most && (
        <div className={classes.tools}>
          <Text size="sm" c="dimmed">
            {t("rows_shown", { shown: formatNumber(most), count: rows.length })}
          </Text>
          <Button variant="default" size="compact-sm" onClick={() => setMost(most + ROWS)}>
            {t("more_rows")}
          </Button>
        </div>
      )}
    </>
  );
}
