// Shares as numbers and as text.
import { formatPercent } from "@/ui/format";

/** A share in percent, as the API rounds it; null when there is nothing to divide by. */
export function percent(numerator: number, denominator: number): number | null {
  return denominator > 0 ? Math.round((numerator * 10_000) / denominator) / 100 : null;
}

/** A share without its sign, where that stands in the head: 12,34. */
export function bareRate(rate: number | null | undefined, places = 2): string {
  return formatPercent(rate, places).replace(/\u00a0%$/, "");
}
