// Numbers of vouchers that follow each other, and money in short.
import { formatFixed } from "@/ui/format";

/** The number after one: "PC-009/2026" is followed by "PC-010/2026". Its first digits are counted on; nothing when it has none. */
export function nextNumber(number: string): string {
  const found = number.match(/^(\D*)(\d{1,9})(.*)$/);
  if (!found) return "";
  const [, before = "", digits = "", rest = ""] = found;
  return `${before}${String(Number(digits) + 1).padStart(digits.length, "0")}${rest}`;
}

/** Millions with one decimal, for what has no rounding by the server. */
export function inMillions(vnd: number | null | undefined): string {
  return formatFixed(vnd == null ? null : vnd / 1_000_000, 1);
}

/** A share of a whole in percent; nothing of nothing is unknown. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}
