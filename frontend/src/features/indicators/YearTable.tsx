// An indicator by year.
import { useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { shownUnit, shownValue, type UnitFigures } from "./figures";
import type { Figure, IndicatorRef } from "./queries";
import { indicatorTexts } from "./texts";
import { FigureButton, Light, lightOf, Notes } from "./words";

interface Row {
  year: number;
  figure: Figure;
}

interface Props {
  indicator: IndicatorRef;
  unit: UnitFigures;
  years: readonly number[];
  /** The area's id, where it isn't that of the address. */
  at?: string | undefined;
}

export function YearTable({ indicator, unit, years, at }: Props) {
  const t = useTexts(indicatorTexts);
  const rows = years.flatMap((year): Row[] => {
    const figure = unit.get(indicator.code, String(year));
    return figure ? [{ year, figure }] : [];
  });
  const columns: Column<Row>[] = [
    { key: "year", head: t("year"), phone: "title", cell: ({ year }) => year },
    {
      key: "value",
      head: t("value"),
      unit: shownUnit(inLanguage(indicator.unit)),
      align: "right",
      cell: ({ year, figure }) =>
        figure.value == null ? (
          <Notes figure={figure} />
        ) : (
          <>
            <FigureButton
              open={{ figure: indicator.code, at, period: String(year) }}
              label={`${inLanguage(indicator.name)}, ${year}: ${shownValue(figure.value, indicator)}`}
            >
              {shownValue(figure.value, indicator)}
            </FigureButton>{" "}
            <Notes figure={figure} />
          </>
        ),
    },
    ...(rows.some(({ figure }) => figure.denominator != null)
      ? ([
          {
            key: "numerator",
            head: t("numerator"),
            align: "right",
            cell: ({ figure }) => formatNumber(figure.numerator, 2),
          },
          {
            key: "denominator",
            head: t("denominator"),
            align: "right",
            cell: ({ figure }) => formatNumber(figure.denominator, 2),
          },
        ] satisfies Column<Row>[])
      : []),
    ...(rows.some(({ figure }) => figure.target != null)
      ? ([
          {
            key: "target",
            head: t("target"),
            align: "right",
            cell: ({ figure }) => shownValue(figure.target, indicator),
          },
          {
            key: "light",
            head: t("light"),
            phone: "hide",
            cell: ({ figure }) => (lightOf(figure) ? <Light figure={figure} /> : NOTHING),
          },
        ] satisfies Column<Row>[])
      : []),
  ];
  return (
    <DataTable
      label={`${inLanguage(indicator.name)}: ${t("by_year")}`}
      rows={rows}
      rowKey={({ year }) => String(year)}
      columns={columns}
      stt={false}
      lines
    />
  );
}
