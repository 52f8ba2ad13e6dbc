// Figures of the API by area, indicator, period and group.
import type { AreaRef } from "@/api/types";
import { formatFixed } from "@/ui/format";
import type { Analytics, Figure, IndicatorRef } from "./queries";

/** The figures of a unit. */
export interface UnitFigures {
  /** Without one it is the nation when it comes first, else what belongs to none of the units listed. */
  area: AreaRef | null;
  get: (indicator: string, period: string, group?: string | null) => Figure | undefined;
}

function key(indicator: string, period: string, group: string | null | undefined): string {
  return `${indicator} ${period} ${group ?? ""}`;
}

/** The units in the order of the answer: the whole first. A unit begins where a figure comes for the second time. */
export function unitsOf(view: Analytics): UnitFigures[] {
  const areas = new Map(view.areas.map((area) => [area.id, area]));
  const units: UnitFigures[] = [];
  let figures = new Map<string, Figure>();
  const begin = (row: Figure) => {
    const own = new Map<string, Figure>();
    units.push({
      area: (row.area && areas.get(row.area)) || null,
      get: (indicator, period, group) => own.get(key(indicator, period, group)),
    });
    figures = own;
  };
  for (const row of view.rows) {
    const at = key(row.indicator, row.period, row.group);
    if (units.length === 0 || figures.has(at)) begin(row);
    figures.set(at, row);
  }
  return units;
}

/** How a value differs from one before, in its decimals. */
export interface Change {
  by: number;
  /** Whether it is what one wants; null where neither is, or nothing changed. */
  good: boolean | null;
}

/** The change of a value; null where one of them is missing. */
export function changeOf(
  now: Figure | undefined,
  before: Figure | undefined,
  indicator: Pick<IndicatorRef, "decimals" | "direction">,
): Change | null {
  if (now?.value == null || before?.value == null) return null;
  const by = Number((now.value - before.value).toFixed(indicator.decimals));
  const wanted = { up: 1, down: -1, none: 0 }[indicator.direction] ?? 0;
  return { by, good: by === 0 || wanted === 0 ? null : Math.sign(by) === wanted };
}

/** The units below by their value, the worst first (`worst`), the best, or by name; without a value last. */
export function ordered(
  units: readonly UnitFigures[],
  value: (unit: UnitFigures) => number | null | undefined,
  direction: IndicatorRef["direction"],
  order: "worst" | "best" | "name",
): UnitFigures[] {
  const sign = (direction === "up" ? 1 : -1) * (order === "best" ? -1 : 1);
  return [...units].sort((a, b) => {
    if (!a.area || !b.area) return Number(!a.area) - Number(!b.area);
    if (order === "name") return 0;
    const [x, y] = [value(a), value(b)];
    if (x == null || y == null) return Number(x == null) - Number(y == null);
    return sign * (x - y);
  });
}

/** A value with the decimals of its indicator. */
export function shownValue(value: number | null | undefined, indicator: { decimals: number }): string {
  return formatFixed(value, indicator.decimals);
}

/** The unit as it stands behind a value; a part of one has none. */
export function shownUnit(unit: string): string {
  return unit === "0..1" ? "" : unit;
}

/** The years up to one, at most so many. */
export function yearsUpTo(year: number, count = 6): number[] {
  return Array.from({ length: count }, (_, i) => year - count + 1 + i);
}
