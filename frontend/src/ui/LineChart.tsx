// Figures over time as lines, with the figure at each point; the table beside it has them all.
import classes from "./charts.module.css";
import { formatNumber } from "./format";
import { STEPS, stepPlaces, stepsOf } from "./steps";

const [WIDTH, HEIGHT] = [480, 210];
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 24, 18, 42];
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
  const x = (at: number) => LEFT + INSET + ((at - first) / span) * (WIDTH - LEFT - RIGHT - INSET);
  const y = (value: number) => TOP + ((top - value) / (steps.width * STEPS)) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure className={classes.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {Array.from({ length: STEPS + 1 }, (_, i) => steps.from + i * steps.width).map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH - 4} y1={y(value)} y2={y(value)} className={classes.gridLine} />
            <text x={LEFT - 6} y={y(value)} className={classes.axisY}>
              {formatNumber(value, stepPlaces(steps))}
            </text>
          </g>
        ))}
        {times.map((time) => (
          <text key={time.at} x={x(time.at)} y={HEIGHT - 8} className={classes.axisX}>
            {time.label}
          </text>
        ))}
        {series.map(({ key, look, values }) => {
          const known = times.flatMap((time, i) => {
            const value = values[i];
            return value == null ? [] : [{ ...time, i, value }];
          });
          return (
            <g key={key} data-look={look} className={classes.series}>
              <polyline points={known.map(({ at, value }) => `${x(at)},${y(value)}`).join(" ")} />
              {known.map(({ at, i, value, open }) => (
                <g key={at} transform={`translate(${x(at)} ${y(value)})`}>
                  <Mark look={look} open={open} />
                  {look !== "target" && <text y={isUpper(series, key, i) ? -9 : 17}>{format(value)}</text>}
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
