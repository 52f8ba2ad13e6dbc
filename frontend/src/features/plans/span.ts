// Days as places on a line: where a bar begins and how long it is.
const DAY_MS = 86_400_000;

/** The number of a day (yyyy-mm-dd). */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export interface Span {
  /** Where it begins, in per cent of the line. */
  left: number;
  /** How long it is. */
  width: number;
}

/** Where the days from `from` to `to`, both included, lie between the first and the last day of the line. */
export function spanOf(from: string, to: string, first: string, last: string): Span {
  const all = Math.max(1, dayNumber(last) - dayNumber(first) + 1);
  const begin = Math.max(0, dayNumber(from) - dayNumber(first));
  const end = Math.min(all, dayNumber(to) - dayNumber(first) + 1);
  return { left: (begin * 100) / all, width: (Math.max(0, end - begin) * 100) / all };
}

/** Where a day begins, in per cent; null when it lies outside. */
export function placeOf(day: string, first: string, last: string): number | null {
  if (day < first || day > last) return null;
  return spanOf(day, day, first, last).left;
}

/** The first days of the months on the line, at most so many: every month, every other one, …. */
export function monthsOf(first: string, last: string, most: number): string[] {
  const months: string[] = [];
  let [year, month] = first.split("-").map(Number) as [number, number];
  for (;;) {
    const day = `${year}-${String(month).padStart(2, "0")}-01`;
    if (day > last) break;
    if (day >= first) months.push(day);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
  const every = Math.max(1, Math.ceil(months.length / most));
  return months.filter((_, i) => i % every === 0);
}
