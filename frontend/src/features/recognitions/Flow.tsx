// Who went from which list to which: a small picture for the eye; the table beside it has the figures.
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { type Bar, draw } from "./drawing";
import classes from "./recognitions.module.css";
import type { Place, Stream } from "./sums";
import { type RecognitionTranslate, recognitionTexts } from "./texts";

/** In units of the drawing. */
const WIDTH = 410;
const LABELS = 122;
const BAR = 9;
const HEAD = 22;
const ROOM = { left: LABELS + BAR, right: WIDTH - LABELS - BAR, height: 150, label: 34, gap: 12 };

export function Flow({ streams }: { streams: readonly Stream[] }) {
  const t = useTexts(recognitionTexts);
  const drawing = draw(streams, ROOM);
  const becamePoor = streams.some((stream) => stream.from === "off" && stream.to === "poor");
  return (
    <figure className={classes.flow}>
      <svg
        viewBox={`0 0 ${WIDTH} ${drawing.height + HEAD + 2}`}
        role="img"
        aria-label={`${t("flow")}. ${streams.map((stream) => said(stream, t)).join("; ")}`}
      >
        <text x={LABELS - 6} y={12} textAnchor="end" className={classes.flowHead}>
          {t("flow_before")}
        </text>
        <text x={WIDTH - LABELS + 6} y={12} className={classes.flowHead}>
          {t("flow_after")}
        </text>
        <g transform={`translate(0 ${HEAD})`}>
          {drawing.ribbons.map((ribbon) => (
            <path
              key={ribbon.from + ribbon.to}
              d={ribbon.d}
              className={classes.ribbon}
              data-place={ribbon.to}
              data-stayed={ribbon.from === ribbon.to || undefined}
            >
              <title>{said(ribbon, t)}</title>
            </path>
          ))}
          {drawing.before.map((bar) => (
            <Label
              key={bar.place}
              bar={bar}
              x={LABELS}
              at={LABELS - 6}
              anchor="end"
              name={nameOf(bar.place, t, true)}
            />
          ))}
          {drawing.after.map((bar) => (
            <Label
              key={bar.place}
              bar={bar}
              x={WIDTH - LABELS - BAR}
              at={WIDTH - LABELS + 6}
              anchor="start"
              name={nameOf(bar.place, t, false)}
            />
          ))}
        </g>
      </svg>
      {becamePoor && <figcaption className={classes.note}>{t("flow_note")}</figcaption>}
    </figure>
  );
}

function nameOf(place: Place, t: RecognitionTranslate, before: boolean): string {
  if (place !== "off") return t(place);
  return before ? t("flow_off_from") : t("flow_off");
}

function said(stream: Stream, t: RecognitionTranslate): string {
  const [from, to] = [nameOf(stream.from, t, true), nameOf(stream.to, t, false)];
  return t("flow_stream", { from, to, count: stream.households });
}

interface LabelProps {
  bar: Bar;
  /** Where the bar stands, and where its label begins or ends. */
  x: number;
  at: number;
  anchor: "start" | "end";
  name: string;
}

function Label({ bar, x, at, anchor, name }: LabelProps) {
  const t = useTexts(recognitionTexts);
  // In the middle of a high bar; a low one has it from its top on.
  const y = bar.y + Math.max(0, bar.height - ROOM.label) / 2;
  return (
    <>
      <rect x={x} y={bar.y} width={BAR} height={bar.height} className={classes.bar} data-place={bar.place} />
      <text x={at} y={y + 12} textAnchor={anchor} className={classes.flowName}>
        {name}
      </text>
      <text x={at} y={y + 28} textAnchor={anchor} className={classes.flowCount}>
        {formatNumber(bar.households)} {t("unit_households")}
      </text>
    </>
  );
}
