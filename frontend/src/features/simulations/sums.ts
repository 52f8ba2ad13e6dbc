// Reading what a simulation found.
import { formatNumber } from "@/ui/format";
import type { Outcome, Side } from "./queries";

type Sides = "before" | "compared" | "after";
const NOBODY = { households: 0, members: 0, cost_vnd_per_year: 0 } as const;

/** Of a class (null: without one) at a side; nobody where there is none. */
export function ofClass(side: Side, code: string | null) {
  return side.classes.find((one) => (one.class ?? null) === code) ?? NOBODY;
}

/** Households of a class at a side. */
export function households(outcome: Outcome, side: Sides, code: string | null): number {
  return ofClass(outcome[side], code).households;
}

/** What came and what went: +12, −3, 0. */
export function signed(value: number, places = 0): string {
  const shown = formatNumber(Math.abs(value), places);
  // What rounds to nothing has no sign.
  if (shown === formatNumber(0)) return shown;
  return value > 0 ? `+${shown}` : `−${shown}`;
}

const MILLION = 1_000_000;

/** Đồng as millions with one decimal. */
export function millions(vnd: number): string {
  return formatNumber(vnd / MILLION, 1);
}

/** A change of đồng as millions with one decimal. */
export function signedMillions(vnd: number): string {
  return signed(vnd / MILLION, 1);
}

/** The percentage of so many out of so many, to two decimals; none out of nothing. */
export function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 10_000) / 100 : null;
}

/** Households that went from one class to another; null is without a class. */
export function moved(outcome: Outcome, from: string | null, to: string | null): number {
  const found = outcome.moves.find((one) => (one.from ?? null) === from && (one.to ?? null) === to);
  return found?.households ?? 0;
}

/** Whether benefits cost anything at all, before or after. */
export function costs(outcome: Outcome): boolean {
  return outcome.before.cost_vnd_per_year > 0 || outcome.after.cost_vnd_per_year > 0;
}
