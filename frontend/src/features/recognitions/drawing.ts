// The streams of households between the lists as shapes: two columns of bars, and ribbons between them.
import type { Place, Stream } from "./sums";

const ORDER: readonly Place[] = ["poor", "near_poor", "off"];

export interface Bar {
  place: Place;
  y: number;
  height: number;
  households: number;
}

export interface Ribbon extends Stream {
  /** An SVG path. */
  d: string;
}

export interface Drawing {
  height: number;
  before: Bar[];
  after: Bar[];
  ribbons: Ribbon[];
}

/** What the drawing has room for, in its own units. */
export interface Room {
  /** Where the ribbons begin and end. */
  left: number;
  right: number;
  /** How high all households together are. */
  height: number;
  /** How high a bar's label is; bars stand at least so far apart. */
  label: number;
  gap: number;
}

/** One household of a thousand is still seen. */
const THINNEST = 2;
/** A household of a handful is no thicker. */
const THICKEST = 24;

/** Draws the streams. */
export function draw(streams: readonly Stream[], room: Room): Drawing {
  const all = streams.reduce((sum, stream) => sum + stream.households, 0);
  const each = Math.min(room.height / Math.max(all, 1), THICKEST);
  const thick = (households: number) => Math.max(THINNEST, households * each);

  const column = (end: "from" | "to"): Bar[] => {
    let y = 0;
    return ORDER.flatMap((place) => {
      const own = streams.filter((stream) => stream[end] === place);
      if (own.length === 0) return [];
      const height = own.reduce((sum, stream) => sum + thick(stream.households), 0);
      const bar = { place, y, height, households: own.reduce((sum, stream) => sum + stream.households, 0) };
      y += Math.max(height, room.label) + room.gap;
      return [bar];
    });
  };

  const [before, after] = [column("from"), column("to")];
  const starts = new Map(before.map((bar) => [bar.place, bar.y]));
  const ends = new Map(after.map((bar) => [bar.place, bar.y]));
  const sorted = [...streams].sort(
    (a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from) || ORDER.indexOf(a.to) - ORDER.indexOf(b.to),
  );
  const ribbons = sorted.map((stream) => {
    const height = thick(stream.households);
    const [y0, y1] = [starts.get(stream.from) ?? 0, ends.get(stream.to) ?? 0];
    starts.set(stream.from, y0 + height);
    ends.set(stream.to, y1 + height);
    return { ...stream, d: ribbon(room.left, y0, room.right, y1, height) };
  });
  const foot = (bars: readonly Bar[]) =>
    Math.max(0, ...bars.map((bar) => bar.y + Math.max(bar.height, room.label)));
  return { height: Math.max(foot(before), foot(after)), before, after, ribbons };
}

function ribbon(x0: number, y0: number, x1: number, y1: number, height: number): string {
  const middle = (x0 + x1) / 2;
  const n = (value: number) => String(Math.round(value * 10) / 10);
  const [a, b] = [y0 + height, y1 + height];
  return [
    `M${n(x0)} ${n(y0)}`,
    `C${n(middle)} ${n(y0)} ${n(middle)} ${n(y1)} ${n(x1)} ${n(y1)}`,
    `L${n(x1)} ${n(b)}`,
    `C${n(middle)} ${n(b)} ${n(middle)} ${n(a)} ${n(x0)} ${n(a)}Z`,
  ].join("");
}
