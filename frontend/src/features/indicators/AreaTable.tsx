// The areas below by their value, as bars with the whole's value as a line.
import { Anchor, Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { inLanguage, NOTHING } from "@/ui/format";
import { shownUnit, shownValue, type UnitFigures } from "./figures";
import classes from "./indicators.module.css";
import type { IndicatorRef } from "./queries";
import { indicatorTexts } from "./texts";
import { FigureButton, Light, Notes, useParts } from "./words";

interface Props {
  indicator: IndicatorRef;
  period: string;
  whole: UnitFigures;
  /** In their order. */
  units: readonly UnitFigures[];
  /** How many are shown at first. */
  lines: number;
}

export function AreaTable({ indicator, period, whole, units, lines }: Props) {
  const t = useTexts(indicatorTexts);
  const parts = useParts();
  const [all, setAll] = useState(false);
  const figure = (unit: UnitFigures) => unit.get(indicator.code, period);
  const mark = figure(whole)?.value ?? null;
  const values = [...units.flatMap((unit) => figure(unit)?.value ?? []), mark ?? 0];
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const share = (value: number) => (most > least ? ((value - least) / (most - least)) * 100 : 0);
  const cut = !all && units.length > lines + 3;
  const targets = units.some((unit) => figure(unit)?.target != null);
  const columns: Column<UnitFigures>[] = [
    {
      key: "name",
      head: t("area_name"),
      width: "36%",
      phone: "title",
      cell: ({ area }) =>
        area ? (
          area.level === "village" ? (
            area.name
          ) : (
            <Anchor
              component={Link}
              to="."
              search={
                ((old: object) => ({
                  ...old,
                  area: area.id,
                  figure: undefined,
                  at: undefined,
                  period: undefined,
                })) as never
              }
              inherit
            >
              {area.name}
            </Anchor>
          )
        ) : (
          <Text span inherit fs="italic" c="dimmed">
            {t("no_unit")}
          </Text>
        ),
    },
    {
      key: "value",
      head: t("value"),
      unit: shownUnit(inLanguage(indicator.unit)),
      cell: (unit) => {
        const own = figure(unit);
        if (own?.value == null) return own ? <Notes figure={own} /> : NOTHING;
        const shown = shownValue(own.value, indicator);
        return (
          <span className={classes.bar}>
            <span className={classes.barTrack} aria-hidden>
              <span
                style={{
                  left: `${share(Math.min(0, own.value))}%`,
                  width: `${share(Math.max(0, own.value)) - share(Math.min(0, own.value))}%`,
                }}
              />
              {mark !== null && <i style={{ left: `${share(mark)}%` }} />}
            </span>
            <span className={classes.barFigure}>
              {unit.area ? (
                <FigureButton
                  open={{ figure: indicator.code, at: unit.area.id, period }}
                  label={`${unit.area.name}: ${shown}`}
                >
                  {shown}
                </FigureButton>
              ) : (
                shown
              )}
              {parts(own) && <span className={classes.quiet}>{parts(own)}</span>}
            </span>
          </span>
        );
      },
    },
    ...(targets
      ? ([
          {
            key: "light",
            head: t("target"),
            phone: "hide",
            cell: (unit) => {
              const own = figure(unit);
              if (own?.target == null) return NOTHING;
              return (
                <>
                  {shownValue(own.target, indicator)} <Light figure={own} />
                </>
              );
            },
          },
        ] satisfies Column<UnitFigures>[])
      : []),
  ];
  return (
    <>
      <DataTable
        label={`${inLanguage(indicator.name)}: ${t("compare")}`}
        rows={cut ? units.slice(0, lines) : units}
        rowKey={(unit) => unit.area?.id ?? "none"}
        columns={columns}
        lines
      />
      {cut && (
        <Button
          variant="default"
          size="compact-sm"
          mt="xs"
          className="gn-no-print"
          onClick={() => setAll(true)}
        >
          {t("all_units", { count: units.length })}
        </Button>
      )}
    </>
  );
}
