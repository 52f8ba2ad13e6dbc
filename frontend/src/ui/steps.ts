// Five equal steps: of colour on a map, of the axis of a chart.

/** How many there are. */
export const STEPS = 5;
/** Widths of a step that people read well; those of percentages are the closest. */
const WIDTHS = [
  ...[-4, -3, -2].flatMap((power) => [1, 2, 5].map((digit) => Number((digit * 10 ** power).toFixed(4)))),
  ...[0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50],
  ...[2, 3, 4, 5, 6, 7].flatMap((power) => [1, 2, 3, 5].map((digit) => digit * 10 ** power)),
];

/** Five equal steps. */
export interface Steps {
  from: number;
  width: number;
}

/** Five equal steps that hold all values: from 0, or from below where there are negative ones. */
export function stepsOf(values: readonly number[]): Steps {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  if (least === most) return { from: 0, width: 0.1 };
  const from = (width: number) => Math.floor(least / width) * width;
  const width = WIDTHS.find((one) => from(one) + one * STEPS >= most) ?? (most - least) / (STEPS - 1);
  return { from: from(width), width };
}

/** The step of a value, from 0. */
export function stepOf(value: number, { from, width }: Steps): number {
  return Math.min(STEPS - 1, Math.max(0, Math.floor((value - from) / width)));
}

/** The digits after the point that the edges of steps need. */
export function stepPlaces({ width }: Steps): number {
  return Math.max(0, -Math.floor(Math.log10(width) + 1e-9));
}
