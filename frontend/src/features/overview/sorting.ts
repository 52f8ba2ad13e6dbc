// The order of the areas below.
import type { AreaCounts } from "./queries";

/** The columns that can be sorted by. */
export const KEYS = [
  "households",
  "poor",
  "poor_rate",
  "near_poor",
  "near_poor_rate",
  "multidimensional_rate",
] as const;
export type SortKey = (typeof KEYS)[number];

function value(row: AreaCounts, key: SortKey): number | null {
  const found = row.counts[key];
  return typeof found === "number" ? found : (found.percent ?? null);
}

/**
 * The rows by a column, `-` in front downwards; without a known one in the order of the API, by name. Rows without
 * a value come last either way, and what belongs to no area after all others.
 */
export function sorted(rows: readonly AreaCounts[], sort: string | undefined): AreaCounts[] {
  const key = KEYS.find((known) => known === sort?.replace(/^-/, ""));
  const sign = sort?.startsWith("-") ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (!a.area || !b.area) return Number(!a.area) - Number(!b.area);
    if (!key) return 0;
    const [x, y] = [value(a, key), value(b, key)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}
