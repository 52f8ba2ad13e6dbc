// The periods that a form can be asked for.
import type { components } from "@/api/schema";
import type { ReportTranslate } from "./texts";

type Frequency = components["schemas"]["Frequency"];

const PER_YEAR: Record<Frequency, number> = { half: 2, year: 1, quarter: 4, month: 12 };

/** The codes of a year's periods of these frequencies: 2026, 2026-S1, 2026-Q3, 2026-M07. */
export function periodsOf(frequencies: readonly Frequency[], year: number): string[] {
  return frequencies.flatMap((frequency) =>
    Array.from({ length: PER_YEAR[frequency] }, (_, i) => {
      if (frequency === "year") return `${year}`;
      if (frequency === "half") return `${year}-S${i + 1}`;
      if (frequency === "quarter") return `${year}-Q${i + 1}`;
      return `${year}-M${String(i + 1).padStart(2, "0")}`;
    }),
  );
}

/** A period within its year, in words. */
export function periodWords(t: ReportTranslate, code: string): string {
  const [, kind, n] = code.match(/-([SQM])0?(\d+)$/) ?? [];
  if (kind === "S") return t(n === "1" ? "period_half_1" : "period_half_2");
  if (kind === "Q") return t("period_quarter", { n: n ?? "" });
  if (kind === "M") return t("period_month", { n: n ?? "" });
  return t("period_year");
}

/** The last month of a period, 1 to 12. */
function lastMonth(code: string): number {
  const [, kind, n] = code.match(/-([SQM])0?(\d+)$/) ?? [];
  const per = kind === "S" ? 6 : kind === "Q" ? 3 : kind === "M" ? 1 : 12;
  return kind ? Number(n) * per : 12;
}

/** The period that is asked for first: the last of those that end by this month, else the first that ends. */
export function likelyPeriod(codes: readonly string[], today: string): string | undefined {
  const now = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7));
  const end = (code: string) => Number(code.slice(0, 4)) * 12 + lastMonth(code);
  const sorted = [...codes].sort((a, b) => end(a) - end(b));
  return sorted.findLast((code) => end(code) <= now) ?? sorted[0];
}
