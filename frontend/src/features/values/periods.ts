// Periods as the API writes them: `2026`, `2026-S1`, `2026-Q3`, `2026-M07`; the year comes from the page's address.

export type Frequency = "year" | "half" | "quarter" | "month";

const HALVES = ["S1", "S2"] as const;
const QUARTERS = ["Q1", "Q2", "Q3", "Q4"] as const;
const MONTHS = ["M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11", "M12"] as const;
const YEARS = ["Y"] as const;

/** A part of a year; `Y` is all of it. */
export type Part =
  | (typeof YEARS)[number]
  | (typeof HALVES)[number]
  | (typeof QUARTERS)[number]
  | (typeof MONTHS)[number];

const PARTS: Record<Frequency, readonly Part[]> = {
  year: YEARS,
  half: HALVES,
  quarter: QUARTERS,
  month: MONTHS,
};
const FREQUENCIES: readonly Frequency[] = ["half", "quarter", "month", "year"];

export function isPart(text: unknown): text is Part {
  return FREQUENCIES.some((frequency) => PARTS[frequency].some((part) => part === text));
}

/** How often something of this part is collected. */
export function frequencyOf(part: Part): Frequency {
  return FREQUENCIES.find((frequency) => PARTS[frequency].includes(part)) ?? "year";
}

/** The period's code. */
export function periodCode(year: number, part: Part): string {
  return part === "Y" ? String(year) : `${year}-${part}`;
}

/** The year and part of a code. */
export function periodOf(code: string): { year: number; part: Part } {
  const [year = "", part = "Y"] = code.split("-");
  return { year: Number(year), part: isPart(part) ? part : "Y" };
}

const two = (number: number) => String(number).padStart(2, "0");

function months(part: Part): { first: number; last: number } {
  const number = Number(part.slice(1));
  if (part === "Y") return { first: 1, last: 12 };
  const length = part.startsWith("S") ? 6 : part.startsWith("Q") ? 3 : 1;
  return { first: (number - 1) * length + 1, last: number * length };
}

/** The period's first day (yyyy-mm-dd). */
export function firstDay(year: number, part: Part): string {
  return `${year}-${two(months(part).first)}-01`;
}

/** The period's last day (yyyy-mm-dd). */
export function lastDay(year: number, part: Part): string {
  const { last } = months(part);
  return `${year}-${two(last)}-${new Date(Date.UTC(year, last, 0)).getUTCDate()}`;
}

/** The period of the same length before. */
export function periodBefore(year: number, part: Part): { year: number; part: Part } {
  const all = PARTS[frequencyOf(part)];
  const at = all.indexOf(part);
  const earlier = all[at - 1];
  return earlier ? { year, part: earlier } : { year: year - 1, part: all.at(-1) ?? "Y" };
}

/** The parts of a year that something is collected for, the most usual frequency first. */
export function partsFor(frequencies: readonly Frequency[]): Part[] {
  return FREQUENCIES.filter((frequency) => frequencies.includes(frequency)).flatMap((f) => [...PARTS[f]]);
}

/** The last part that has begun; the first one when none has. */
export function lastBegun(year: number, parts: readonly Part[], today: string): Part | undefined {
  const [first] = parts;
  if (!first) return undefined;
  const same = parts.filter((part) => frequencyOf(part) === frequencyOf(first));
  return same.findLast((part) => firstDay(year, part) <= today) ?? first;
}
