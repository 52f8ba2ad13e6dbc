// Figures over time as lines, with the figure at each point; the table beside it has them all.
import classes from "./charts.module.css";
import { formatNumber } from "./format";
import { STEPS, stepPlaces, stepsOf } from "./steps";

const [WIDTH, HEIGHT] = [480, 210];
const [RIGHT, TOP, BOTTOM] = [24, 18, 42];
/** Room for the axis' figures: at least, and a character's. */
const [LEFT_LEAST, LEFT_EACH] = [44, 8];
/** Room between the axis and the first point, for its figure. */
const INSET = 26;

/** A shape of its own beside the colour. */
export type Look = "poor" | "near_poor" | "main" | "target";
const SIGNS: Record<Look, string> = { poor: "■", near_poor: "▲", main: "●", target: "◆" };

export interface Series {
  key: string;
  name: string;
  look: Look;
  /** A value for each point in time. */
  values: readonly (number | null | undefined)[];
  /** Tells the figure of the last point alone or none, where there are too many to tell all. */
  told?: "last" | "none";
}

interface Props {
  /** Where the points in time stand, and what they are called; `open` ones aren't over yet. */
  times: readonly { at: number; label: string; open?: boolean }[];
  series: readonly Series[];
  /** A value at its point; targets are left to the table. */
  format: (value: number) => string;
  label: string;
}

export function LineChart({ times, series, format, label }: Props) {
  const first = times[0]?.at ?? 0;
  const span = Math.max(1, (times.at(-1)?.at ?? first) - first);
  const steps = stepsOf(series.flatMap(({ values }) => values.flatMap((value) => value ?? [])));
  const top = steps.from + steps.width * STEPS;
  const grid = Array.from({ length: STEPS + 1 }, (_, i) => steps.from + i * steps.width);
  const marks = grid.map((value) => formatNumber(value, stepPlaces(steps)));
  const left = Math.max(LEFT_LEAST, 8 + LEFT_EACH * Math.max(...marks.map((text) => text.length)));
  const x = (at: number) => left + INSET + ((at - first) / span) * (WIDTH - left - RIGHT - INSET);
  const y = (value: number) => TOP + ((top - value) / (steps.width * STEPS)) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure className={classes.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {grid.map((value, i) => (
          <g key={value}>
            <line x1={left} x2={WIDTH - 4} y1={y(value)} y2={y(value)} className={classes.gridLine} />
            <text x={left - 6} y={y(value)} className={classes.axisY}>
              {marks[i]}
            </text>
          </g>
        ))}
        {times.map((time) => (
          <text key={time.at} x={x(time.at)} y={HEIGHT - 8} className={classes.axisX}>
            {time.label}
          </text>
        ))}
        {series.map(({ key, look, values, told }) => {
          const known = times.flatMap((time, i) => {
            const value = values[i];
            return value == null ? [] : [{ ...time, i, value }];
          });
          const last = known.at(-1)?.i;
          return (
            <g key={key} data-look={look} className={classes.series}>
              <polyline points={known.map(({ at, value }) => `${x(at)},${y(value)}`).join(" ")} />
              {known.map(({ at, i, value, open }) => (
                <g key={at} transform={`translate(${x(at)} ${y(value)})`}>
                  <Mark look={look} open={open} />
                  {look !== "target" && (!told || (told === "last" && i === last)) && (
                    <text
                      y={isUpper(series, key, i) ? -9 : 17}
                      // A long figure at the right edge would be cut off.
                      style={i === times.length - 1 && told ? { textAnchor: "end" } : undefined}
                    >
                      {format(value)}
                    </text>
                  )}
                </g>
              ))}
            </g>
          );
        })}
      </svg>
      <figcaption className={classes.chartLegend}>
        {series.map(({ key, name, look }) => (
          <span key={key} data-look={look} data-legend>
            <span aria-hidden>{SIGNS[look]}</span> {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Mark({ look, open }: { look: Look; open: boolean | undefined }) {
  const className = open ? classes.open : undefined;
  switch (look) {
    case "poor":
      return <rect x="-4" y="-4" width="8" height="8" className={className} />;
    case "near_poor":
      return <path d="M0 -5.5L5.5 4.5L-5.5 4.5Z" className={className} />;
    case "target":
      return <path d="M0 -5L5 0L0 5L-5 0Z" className={className} />;
    case "main":
      return <circle r="4.2" className={className} />;
  }
}

/** Whether a line runs above the others at a point: its figure stands above it then, so that they don't collide. */
function isUpper(series: readonly Series[], key: string, i: number): boolean {
  const own = series.findIndex((one) => one.key === key);
  const value = series[own]?.values[i] ?? 0;
  return series.every((other, at) => {
    if (other.look === "target") return true;
    const theirs = other.values[i];
    return at === own || theirs == null || value > theirs || (value === theirs && own < at);
  });
}
