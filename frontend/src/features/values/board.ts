// The overview: units by indicators, what is there of each, and what can be done with many at once.
import type { AreaRef, Me } from "@/api/types";
import { type Act, hindrance, type Indicator, type Value } from "./queries";
import { FILTERS, type Filter } from "./routes";

export interface UnitRow {
  unit: AreaRef;
  /** By the indicator's code. */
  cells: ReadonlyMap<string, Value>;
}

/** A row a unit, also of units that entered nothing; then units that are no more and entered something. */
export function unitRows(units: readonly AreaRef[], values: readonly Value[], level: string): UnitRow[] {
  const cells = new Map<string, Map<string, Value>>();
  const known = new Map(units.map((unit) => [unit.id, unit]));
  for (const value of values) {
    if (!value.area || value.area.level !== level) continue;
    if (!known.has(value.area.id)) known.set(value.area.id, value.area);
    const own = cells.get(value.area.id) ?? new Map<string, Value>();
    cells.set(value.area.id, own.set(value.indicator.code, value));
  }
  return [...known.values()].map((unit) => ({ unit, cells: cells.get(unit.id) ?? new Map() }));
}

/** Whether a cell is what is looked for. */
export function fits(value: Value | undefined, filter: Filter | undefined): boolean {
  if (!filter) return true;
  if (filter === "missing") return value === undefined;
  if (filter === "flagged") return value !== undefined && value.flags.length > 0;
  return value?.state === filter;
}

/** How many cells each filter finds. */
export function counts(rows: readonly UnitRow[], indicators: readonly Indicator[]): Record<Filter, number> {
  const sums = Object.fromEntries(FILTERS.map((filter) => [filter, 0])) as Record<Filter, number>;
  for (const { cells } of rows) {
    for (const { code } of indicators) {
      for (const filter of FILTERS) if (fits(cells.get(code), filter)) sums[filter] += 1;
    }
  }
  return sums;
}

/** What the user can go on with by one act, of the rows in sight. */
export function within(me: Me, rows: readonly UnitRow[], filter: Filter | undefined, act: Act): Value[] {
  return rows.flatMap(({ cells }) =>
    [...cells.values()].filter((value) => fits(value, filter) && hindrance(me, value, act) === null),
  );
}
