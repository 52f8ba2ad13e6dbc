// Numbers, money, rates and dates as officers write them: 1.234.567 and dd/mm/yyyy.
import { currentLanguage, currentLocale } from "@/i18n";

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = currentLocale();
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** What stands where there is no value. */
export const NOTHING = "–";

/** A whole number or a decimal one with up to so many places: 1.234.567. */
export function formatNumber(value: number | null | undefined, places = 0): string {
  return value == null ? NOTHING : numberFormat({ maximumFractionDigits: places }).format(value);
}

/** A number with exactly so many places: 12,30. */
export function formatFixed(value: number | null | undefined, places: number): string {
  if (value == null) return NOTHING;
  return numberFormat({ minimumFractionDigits: places, maximumFractionDigits: places }).format(value);
}

/** A share in percent with two decimals: 12,34 %. */
export function formatPercent(percent: number | null | undefined, places = 2): string {
  return percent == null ? NOTHING : `${formatFixed(percent, places)}\u00a0%`;
}

/** Whole đồng: 1.500.000 đ. */
export function formatMoney(vnd: number | null | undefined): string {
  return vnd == null ? NOTHING : `${formatNumber(vnd)}\u00a0đ`;
}

/** A civil date (yyyy-mm-dd, or the beginning of a moment) as dd/mm/yyyy. */
export function formatDate(date: string | null | undefined): string {
  const parts = date?.match(/^(\d{4})-(\d{2})-(\d{2})/);
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : NOTHING;
}

/** A moment in Việt Nam's time: 14:05 24/11/2025. */
export function formatMoment(moment: string | null | undefined): string {
  if (!moment) return NOTHING;
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return NOTHING;
  const zone = "Asia/Ho_Chi_Minh";
  const time = at.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return `${time} ${formatDate(at.toLocaleDateString("sv-SE", { timeZone: zone }))}`;
}

/** Reads a date typed as dd/mm/yyyy, d-m-yyyy or yyyy-mm-dd into yyyy-mm-dd; null when it is no date. */
export function parseDate(text: string): string | null {
  const given = text.trim();
  const local = given.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  const iso = given.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  const [year, month, day] = local
    ? [Number(local[3]), Number(local[2]), Number(local[1])]
    : iso
      ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
      : [0, 0, 0];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return year > 0 && real ? date.toISOString().slice(0, 10) : null;
}

/** Reads a whole number typed as 1.234.567 or 1 234 567; null when it is none. */
export function parseWhole(text: string): number | null {
  const digits = text.replace(/[\s.,\u00a0]/g, "");
  return /^-?\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** "Tỉnh A" out of "A" of several languages: the one that the reader understands. */
export function inLanguage(texts: { vi: string; en?: string | null | undefined }): string {
  return currentLanguage() === "en" && texts.en ? texts.en : texts.vi;
}
