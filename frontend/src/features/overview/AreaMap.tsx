// The areas below, coloured by a rate in five steps; the rate itself stands in each area that has room for it.
import { NativeSelect, Text } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTexts } from "@/i18n";
import { formatNumber, formatPercent } from "@/ui/format";
import { bareRate } from "./figures";
import { type Drawn, draw, type Shape, STEPS, stepOf, stepWidth } from "./geometry";
import classes from "./overview.module.css";
import type { AreaCounts, Overview } from "./queries";
import { MEASURES, type Measure } from "./routes";
import { overviewTexts } from "./texts";

const route = getRouteApi("/shell/");
/** In units of the drawing. */
const WIDTH = 480;
/** Room that a rate needs. */
const LABEL_WIDTH = 30;

export function AreaMap({ overview, shapes }: { overview: Overview; shapes: readonly Shape[] }) {
  const t = useTexts(overviewTexts);
  const navigate = useNavigate();
  const measure = route.useSearch().measure ?? "poor_rate";
  const [pointed, setPointed] = useState<string | null>(null);
  const drawing = useMemo(() => draw(shapes, WIDTH), [shapes]);
  const counts = new Map(overview.children.flatMap((row) => (row.area ? [[row.area.id, row] as const] : [])));
  const rates = overview.children.flatMap((row) => row.counts[measure].percent ?? []);
  const width = stepWidth(rates);

  function say(unit: { id: string; name: string }): string {
    const row = counts.get(unit.id);
    const name = row?.area?.name ?? unit.name;
    const rate = row?.counts[measure];
    if (rate?.percent == null) return t("map_unit_none", { name });
    return t("map_unit", {
      name,
      percent: formatPercent(rate.percent),
      numerator: formatNumber(rate.numerator),
      denominator: formatNumber(rate.denominator),
    });
  }

  const shown = drawing.units.find((unit) => unit.id === pointed);
  return (
    <figure className={classes.map}>
      <NativeSelect
        className="gn-no-print"
        label={t("map_by")}
        value={measure}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Measure;
          void navigate({
            to: ".",
            search: ((old: object) => ({ ...old, measure: chosen })) as never,
            replace: true,
          });
        }}
        data={MEASURES.map((one) => ({ value: one, label: t(one) }))}
      />
      {/* The table has the same figures and links, by keyboard and read out; the map is for the eye. */}
      <svg viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-hidden className={classes.drawing}>
        <defs>
          <pattern
            id="no-figures"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" fill="#f4f6f5" />
            <line x1="0" y1="0" x2="0" y2="6" stroke="#c3ccc7" strokeWidth="1.5" />
          </pattern>
        </defs>
        {drawing.units.map((unit) => (
          <Unit
            key={unit.id}
            unit={unit}
            row={counts.get(unit.id)}
            step={step(counts.get(unit.id), measure, width)}
            title={say(unit)}
            point={setPointed}
          />
        ))}
        {shown && <path d={shown.d} className={classes.pointed} />}
        {drawing.units.map((unit) => {
          const rate = counts.get(unit.id)?.counts[measure].percent;
          if (rate == null || unit.width < LABEL_WIDTH) return null;
          return (
            <text key={unit.id} x={unit.x} y={unit.y} className={classes.mapLabel}>
              {bareRate(rate, 1)}
            </text>
          );
        })}
      </svg>
      <p className={classes.mapSaid}>{shown ? say(shown) : t("map_hint")}</p>
      <figcaption>
        <Text size="sm" fw={500}>
          {t(measure)} · {t("legend")}
        </Text>
        <Legend
          width={width}
          gaps={drawing.units.some((u) => step(counts.get(u.id), measure, width) === null)}
        />
      </figcaption>
    </figure>
  );
}

/** The step of colour of an area; null without a figure. */
function step(row: AreaCounts | undefined, measure: Measure, width: number): number | null {
  const rate = row?.counts[measure].percent;
  return rate == null ? null : stepOf(rate, width);
}

interface UnitProps {
  unit: Drawn;
  row: AreaCounts | undefined;
  step: number | null;
  title: string;
  point: (id: string | null) => void;
}

function Unit({ unit, row, step, title, point }: UnitProps) {
  const shape = (
    <path
      d={unit.d}
      className={classes.unit}
      data-step={step ?? "none"}
      onPointerEnter={() => point(unit.id)}
      onPointerLeave={() => point(null)}
    >
      <title>{title}</title>
    </path>
  );
  // An area outside the caller's own is drawn, and not opened.
  if (!row?.area) return shape;
  return (
    <Link
      to="."
      search={((old: object) => ({ ...old, area: unit.id, sort: undefined })) as never}
      tabIndex={-1}
      preload={false}
    >
      {shape}
    </Link>
  );
}

function Legend({ width, gaps }: { width: number; gaps: boolean }) {
  const t = useTexts(overviewTexts);
  const edge = (i: number) => formatNumber(i * width, 1);
  return (
    <ul className={classes.legend}>
      {Array.from({ length: STEPS }, (_, i) => (
        <li key={edge(i)}>
          <span className={classes.swatch} data-step={i} aria-hidden />
          {i < STEPS - 1
            ? t("legend_step", { from: edge(i), to: edge(i + 1) })
            : t("legend_last", { from: edge(i) })}
        </li>
      ))}
      {gaps && (
        <li>
          <span className={classes.swatch} data-step="none" aria-hidden />
          {t("legend_none")}
        </li>
      )}
    </ul>
  );
}
