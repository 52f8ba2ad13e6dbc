// Amounts of money as officers type them, and numbers of vouchers that follow each other.
import { formatFixed, formatNumber } from "@/ui/format";

/** No line of a voucher is over this: a quadrillion đồng. */
export const MOST_VND = 1_000_000_000_000_000;

/**
 * Reads whole đồng as they are typed: 1.234.567, 1 234 567 or 1234567; null when it is none. A group that is no group of three is refused, since
 * "1.5" may mean a million and a half.
 */
export function readAmount(text: string): number | null {
  const given = text.trim().replace(/[\s\u00a0]*(đ|đồng|vnđ|vnd)$/i, "");
  if (!/^(\d+|\d{1,3}([.,\s\u00a0]\d{3})+)$/.test(given)) return null;
  const separators = new Set(given.match(/[.,\s\u00a0]/g) ?? []);
  if (separators.size > 1) return null;
  const amount = Number(given.replace(/\D/g, ""));
  return amount <= MOST_VND ? amount : null;
}

/** Puts the dots into what is being typed, so long as it is nothing but digits and dots. */
export function withDots(text: string): string {
  const digits = text.replace(/[.,\s\u00a0]/g, "");
  if (!/^\d{1,16}$/.test(digits)) return text;
  return formatNumber(Number(digits));
}

/** How many digits stand before a place in a text: the cursor keeps its place among them while dots come and go. */
export function digitsBefore(text: string, place: number): number {
  return text.slice(0, place).replace(/\D/g, "").length;
}

/** The place in a text after so many digits. */
export function placeAfter(text: string, digits: number): number {
  let left = digits;
  for (let place = 0; place <= text.length; place++) {
    if (left === 0) return place;
    if (/\d/.test(text[place] ?? "")) left--;
  }
  return text.length;
}

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
