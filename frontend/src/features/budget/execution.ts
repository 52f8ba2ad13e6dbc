// What an execution is asked by, and where its rows lead.

export const OFFERED = ["project", "source", "unit", "capital", "item", "month"] as const;
export type Dimension = (typeof OFFERED)[number];

function isDimension(text: string | undefined): text is Dimension {
  return OFFERED.some((one) => one === text);
}

/** One or two things to ask by: as the address says, else by project and source. */
export function dimensionsOf(by: string | undefined, and: string | undefined): readonly Dimension[] {
  const first = isDimension(by) ? by : "project";
  const second = and === undefined ? (by === undefined ? "source" : undefined) : and;
  return isDimension(second) && second !== first ? [first, second] : [first];
}

/** The months of a year that have begun, "2026-03". */
export function monthsOf(year: number, today: string): readonly string[] {
  return Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`).filter(
    (month) => month <= today.slice(0, 7),
  );
}

/** The address of the same execution as a file. */
export function addressOf(filter: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined) query.set(key, String(value));
  }
  return `/api/v1/budget/execution?${query}`;
}

/** Which budget lines a row is made of. */
export function linesOf(keys: Readonly<Record<string, string>>): Record<string, string> {
  const { project, item, source, unit, capital } = keys;
  const narrowed = { item: item ?? project, source, unit, capital };
  return Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}
