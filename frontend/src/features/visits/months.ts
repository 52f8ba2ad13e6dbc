// The year as the calendar shows it: what is planned and what is made in each month.

interface Dated {
  starts_on: string;
  ends_on: string;
  state: string;
}

/** The months of a year that a visit touches, 1 to 12; none when it lies in other years. */
export function monthsOf(visit: Pick<Dated, "starts_on" | "ends_on">, year: number): number[] {
  const first = visit.starts_on < `${year}-01-01` ? 1 : monthIn(visit.starts_on, year);
  const last = visit.ends_on > `${year}-12-31` ? 12 : monthIn(visit.ends_on, year);
  if (!first || !last || last < first) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function monthIn(day: string, year: number): number {
  return day.startsWith(`${year}-`) ? Number(day.slice(5, 7)) : 0;
}

/** A line of a plan, as far as the calendar needs it; each of its units is visited by itself. */
interface Line {
  month: number;
  areas: readonly { visit_id?: string | null }[];
}

export interface Month<V, L> {
  month: number;
  visits: V[];
  /** What is planned for the month and has not all of its visits yet. */
  planned: L[];
}

/** Whether a unit of the line has no visit yet. */
export function isOpen(line: Line): boolean {
  return line.areas.some((area) => !area.visit_id);
}

/** Twelve months with what belongs into each, visits by their first day. */
export function yearOf<V extends Dated, L extends Line>(
  year: number,
  visits: readonly V[],
  lines: readonly L[],
): Month<V, L>[] {
  return Array.from({ length: 12 }, (_, i) => ({
    month: i + 1,
    visits: visits
      .filter((visit) => visit.state !== "cancelled" && monthsOf(visit, year).includes(i + 1))
      .sort((a, b) => a.starts_on.localeCompare(b.starts_on)),
    planned: lines.filter((line) => line.month === i + 1 && isOpen(line)),
  }));
}

/** Whether a planned month is over without all of its visits. */
export function missed(line: Line, year: number, today: string): boolean {
  return isOpen(line) && `${year}-${String(line.month).padStart(2, "0")}` < today.slice(0, 7);
}
