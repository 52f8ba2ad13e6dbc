// Areas coloured by a figure in five steps; the figure itself stands in each area that has room for it.
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useMemo, useState } from "react";
import { useTexts } from "@/i18n";
import classes from "./charts.module.css";
import { chartTexts } from "./chartTexts";
import { formatNumber } from "./format";
import { type Drawn, draw, type Shape } from "./geometry";
import { STEPS, type Steps, stepOf, stepPlaces, stepsOf } from "./steps";

/** In units of the drawing. */
const WIDTH = 480;
/** Room that a figure needs. */
const LABEL_WIDTH = 30;

export interface MapFigure {
  value: number | null | undefined;
  /** In the area. */
  label: string;
}

interface Props {
  shapes: readonly Shape[];
  /** By the area's id; an area without one is drawn, and not opened. */
  figures: ReadonlyMap<string, MapFigure>;
  /** An area and its figure in words. */
  say: (unit: { id: string; name: string }) => string;
  /** What the colours tell, with its unit. */
  legend: string;
  /** What the map is coloured by, to be chosen. */
  choice?: ReactNode;
}

export function AreaMap({ shapes, figures, say, legend, choice }: Props) {
  const t = useTexts(chartTexts);
  const gaps = useId();
  const [pointed, setPointed] = useState<string | null>(null);
  const drawing = useMemo(() => draw(shapes, WIDTH), [shapes]);
  const steps = stepsOf([...figures.values()].flatMap((figure) => figure.value ?? []));
  const step = (id: string) => {
    const value = figures.get(id)?.value;
    return value == null ? null : stepOf(value, steps);
  };
  const shown = drawing.units.find((unit) => unit.id === pointed);
  return (
    <figure className={classes.map}>
      {choice}
      {/* The table has the same figures and links, by keyboard and read out; the map is for the eye. */}
      <svg viewBox={`0 0 ${drawing.width} ${drawing.height}`} aria-hidden className={classes.drawing}>
        <defs>
          <pattern id={gaps} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="#f4f6f5" />
            <line x1="0" y1="0" x2="0" y2="6" stroke="#c3ccc7" strokeWidth="1.5" />
          </pattern>
        </defs>
        {drawing.units.map((unit) => (
          <Unit
            key={unit.id}
            unit={unit}
            opens={figures.has(unit.id)}
            step={step(unit.id)}
            gaps={gaps}
            title={say(unit)}
            point={setPointed}
          />
        ))}
        {shown && <path d={shown.d} className={classes.pointed} />}
        {drawing.units.map((unit) => {
          const figure = figures.get(unit.id);
          if (figure?.value == null || unit.width < LABEL_WIDTH) return null;
          return (
            <text key={unit.id} x={unit.x} y={unit.y} className={classes.mapLabel}>
              {figure.label}
            </text>
          );
        })}
      </svg>
      <p className={classes.mapSaid}>{shown ? say(shown) : t("map_hint")}</p>
      <figcaption>
        <Text size="sm" fw={500}>
          {legend}
        </Text>
        <Legend steps={steps} gaps={drawing.units.some((unit) => step(unit.id) === null)} />
      </figcaption>
    </figure>
  );
}

interface UnitProps {
  unit: Drawn;
  opens: boolean;
  step: number | null;
  /** The id of the pattern of areas without a figure. */
  gaps: string;
  title: string;
  point: (id: string | null) => void;
}

function Unit({ unit, opens, step, gaps, title, point }: UnitProps) {
  const shape = (
    <path
      d={unit.d}
      className={classes.unit}
      data-step={step ?? "none"}
      fill={step === null ? `url("#${gaps}")` : undefined}
      onPointerEnter={() => point(unit.id)}
      onPointerLeave={() => point(null)}
    >
      <title>{title}</title>
    </path>
  );
  // An area outside the caller's own is drawn, and not opened.
  if (!opens) return shape;
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

function Legend({ steps, gaps }: { steps: Steps; gaps: boolean }) {
  const t = useTexts(chartTexts);
  const edge = (i: number) => formatNumber(steps.from + i * steps.width, stepPlaces(steps));
  return (
    <ul className={classes.legend}>
      {Array.from({ length: STEPS }, (_, i) => (
        <li key={edge(i)} data-legend>
          <span className={classes.swatch} data-step={i} aria-hidden />
          {i < STEPS - 1
            ? t("legend_step", { from: edge(i), to: edge(i + 1) })
            : t("legend_last", { from: edge(i) })}
        </li>
      ))}
      {gaps && (
        <li data-legend>
          <span className={classes.swatch} data-step="none" aria-hidden />
          {t("legend_none")}
        </li>
      )}
    </ul>
  );
}
