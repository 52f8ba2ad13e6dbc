// Decimals as officers type them and as the API takes them.
import { currentLanguage } from "@/i18n";
import { formatNumber } from "@/ui/format";

const PLACES = 4;

/**
 * Reads a decimal as it is typed, into the API's form `1234.5`; null when it is none. Vietnamese writes 1.234,5 and
 * English 1,234.5. A lone separator of thousands that doesn't stand before three digits is taken for the decimal one,
 * as a number pad has it.
 */
export function readDecimal(text: string): string | null {
  const [group, point] = currentLanguage() === "vi" ? [".", ","] : [",", "."];
  let given = text.replace(/[\s\u00a0]/g, "");
  if (given.includes(point)) given = given.replaceAll(group, "").replace(point, ".");
  else if (new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+$`).test(given))
    given = given.replaceAll(group, "");
  else given = given.replace(group, ".");
  const found = given.match(/^(-?)(\d{1,15})(?:\.(\d+))?$/);
  if (!found) return null;
  const [, sign = "", whole = "", rest = ""] = found;
  const decimals = rest.replace(/0+$/, "");
  return `${sign}${whole.replace(/^0+(?=\d)/, "")}${decimals ? `.${decimals}` : ""}`;
}

/** The API's decimal as people read it; a dash when there is none. */
export function showDecimal(decimal: string | null | undefined, places = PLACES): string {
  return formatNumber(decimal == null ? null : Number(decimal), places);
}

/** What stands in a field for the API's decimal. */
export function fieldText(decimal: string | null | undefined): string {
  return decimal == null ? "" : showDecimal(decimal);
}

/** The indicator's value by what is typed; null when there is nothing to divide by. */
export function computed(factor: number, numerator: string, denominator: string | null): number | null {
  if (denominator === null) return factor * Number(numerator);
  return Number(denominator) === 0 ? null : (factor * Number(numerator)) / Number(denominator);
}
