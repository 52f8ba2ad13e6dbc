// Amounts of money as officers type them: whole đồng.
import { formatNumber } from "./format";

/** No line of a voucher is over this: a quadrillion đồng. */
export const MOST_VND = 1_000_000_000_000_000;

/**
 * Reads whole đồng as they are typed: 1.234.567, 1 234 567 or 1234567; null when it is none. A group that is no group of three is refused, since
 * "1.5" may mean a million and a half.
 */
export function readAmount(text: string): number | null {
  const given = text
    .trim()
    .replace(/[\s\u00a0]*(đ|đồng|vnđ|vnd)$/i, "")
    // A fraction of nothing.
    .replace(/^(\d{1,3}(?:\.\d{3})+|\d{4,}),00?$/, "$1")
    .replace(/^(\d{1,3}(?:,\d{3})+|\d{4,})\.00?$/, "$1");
  if (!/^(\d+|\d{1,3}([.,\s\u00a0]\d{3})+)$/.test(given)) return null;
  const separators = new Set(given.match(/[.,\s\u00a0]/g) ?? []);
  if (separators.size > 1) return null;
  const amount = Number(given.replace(/\D/g, ""));
  return amount <= MOST_VND ? amount : null;
}

/**
 * Puts the dots into what is being typed, so long as it is nothing but digits and dots. What has another mark, or may be a fraction, stays as it is:
 * without its mark 5.000.000,00 would be a hundred times as much.
 */
export function withDots(text: string): string {
  const given = text.trim();
  if ((given.includes(",") && !/^\d{1,3}(,\d{3})+$/.test(given)) || /^\d{5,}\./.test(given)) return text;
  const digits = given.replace(/[.,\s\u00a0]/g, "");
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
