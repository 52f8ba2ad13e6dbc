// Periods that can be asked for, by their codes.

/** What a period is called. */
export interface PeriodName {
  key: "period_year" | "period_half_1" | "period_half_2" | "period_quarter";
  values: { year: number; n: number };
}

/** The name of a period by its code; null when it is none that is offered. */
export function periodName(code: string): PeriodName | null {
  const [, year, kind, n] = code.match(/^(\d{4})(?:-([SQ])([1-4]))?$/) ?? [];
  if (!year) return null;
  const values = { year: Number(year), n: Number(n ?? 0) };
  if (!kind) return { key: "period_year", values };
  if (kind === "Q") return { key: "period_quarter", values };
  return values.n > 2 ? null : { key: values.n === 1 ? "period_half_1" : "period_half_2", values };
}

/** Years, halves and quarters that have begun, the latest first. */
export function periodCodes(
  first: number,
  today: string,
): { years: string[]; halves: string[]; quarters: string[] } {
  const [year, month] = today.split("-").map(Number) as [number, number];
  const years = Array.from({ length: year - first + 1 }, (_, i) => year - i);
  const parts = (letter: string, months: number) =>
    years.flatMap((one) =>
      Array.from({ length: 12 / months }, (_, i) => 12 / months - i)
        .filter((n) => one < year || (n - 1) * months < month)
        .map((n) => `${one}-${letter}${n}`),
    );
  return { years: years.map(String), halves: parts("S", 6), quarters: parts("Q", 3) };
}
