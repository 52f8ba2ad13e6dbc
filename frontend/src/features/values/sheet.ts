// A sheet of figures as it is typed: what was changed, what is wrong with it, and what is sent.
import type { ProblemField } from "@/api/problem";
import type { components } from "@/api/schema";
import { fieldText, readDecimal } from "./numbers";
import type { Indicator, Value } from "./queries";

type BatchValue = components["schemas"]["BatchValueInput"];

export type Column = "numerator" | "denominator";

/** What is typed in a row. */
export interface Typed {
  numerator: string;
  denominator: string;
  note: string;
  /** The version that it changes; none for the first. */
  version: number | null;
}

/** Typed rows by the indicator's code; only those that were touched. */
export type Draft = Readonly<Record<string, Typed>>;

/** A row of the sheet. */
export interface Row {
  indicator: Indicator;
  value: Value | undefined;
  previous: Value | undefined;
}

/** What is wrong with a row, by where it is shown. */
export type RowFaults = Partial<Record<Column | "note" | "row", string>>;
export type Faults = Readonly<Record<string, RowFaults>>;

export interface FaultWords {
  bad_number: string;
  cant_blank: string;
  needs_number: string;
}

/** A row as it is kept on the server, as text of its fields. */
export function kept(value: Value | undefined): Typed {
  return {
    numerator: fieldText(value?.numerator),
    denominator: fieldText(value?.denominator),
    note: value?.note ?? "",
    version: value?.version ?? null,
  };
}

/** Whether a row says something else than what is kept. */
export function differs(typed: Typed, value: Value | undefined): boolean {
  const now = kept(value);
  const same = (a: string, b: string) => {
    const number = readDecimal(a);
    // What is no number is kept as it was typed, to be told so.
    return a.trim() === b.trim() || (number !== null && number === readDecimal(b));
  };
  return (
    !same(typed.numerator, now.numerator) ||
    !same(typed.denominator, now.denominator) ||
    typed.note.trim() !== now.note.trim()
  );
}

/** Whether a row's fields can be typed in. */
export function isOpen(value: Value | undefined): boolean {
  return !value || value.allowed.includes("change");
}

/** A draft with a row changed; a row that says what is kept is none. */
export function withRow(draft: Draft, row: Row, changed: Partial<Typed>): Draft {
  const { code } = row.indicator;
  const typed = { ...kept(row.value), ...draft[code], ...changed };
  const { [code]: _, ...others } = draft;
  return differs(typed, row.value) ? { ...others, [code]: typed } : others;
}

/** What of a draft is sent, or what is wrong with it already. */
export function toSend(
  rows: readonly Row[],
  draft: Draft,
  words: FaultWords,
): { values: BatchValue[]; faults: Faults } {
  const values: BatchValue[] = [];
  const faults: Record<string, RowFaults> = {};
  for (const { indicator, value } of rows) {
    const typed = draft[indicator.code];
    if (!typed) continue;
    const wrong: RowFaults = {};
    const read = (column: Column): string => {
      const number = readDecimal(typed[column]);
      if (typed[column].trim() === "") wrong[column] = value ? words.cant_blank : words.needs_number;
      else if (number === null) wrong[column] = words.bad_number;
      return number ?? "";
    };
    const numerator = read("numerator");
    const denominator = indicator.entry?.denominator ? read("denominator") : null;
    if (Object.keys(wrong).length > 0) faults[indicator.code] = wrong;
    values.push({
      indicator: indicator.code,
      numerator,
      ...(denominator === null ? {} : { denominator }),
      note: typed.note.trim() || null,
      version: typed.version,
    });
  }
  return { values, faults };
}

/** The server's refusals by row; those of no row are left out. */
export function faultsOf(fields: readonly ProblemField[], sent: readonly BatchValue[]): Faults {
  const faults: Record<string, RowFaults> = {};
  for (const field of fields) {
    const [, index, place] = field.pointer.match(/^\/values\/(\d+)(?:\/(\w+))?/) ?? [];
    const code = index === undefined ? undefined : sent[Number(index)]?.indicator;
    if (code === undefined) continue;
    const at = place === "numerator" || place === "denominator" || place === "note" ? place : "row";
    const detail = field.detail.charAt(0).toLocaleUpperCase("vi") + field.detail.slice(1);
    const row = faults[code] ?? {};
    faults[code] = { ...row, [at]: row[at] ? `${row[at]} ${detail}` : detail };
  }
  return faults;
}

/** The rows of a sheet: all that are asked for, then what has figures without being asked for. */
export function rowsOf(
  indicators: readonly Indicator[],
  values: readonly Value[],
  previous: readonly Value[],
  other: (value: Value) => Indicator,
): Row[] {
  const find = (all: readonly Value[], code: string) => all.find((value) => value.indicator.code === code);
  const asked = indicators.map((indicator) => ({
    indicator,
    value: find(values, indicator.code),
    previous: find(previous, indicator.code),
  }));
  const known = new Set(indicators.map((indicator) => indicator.code));
  const rest = values
    .filter((value) => !known.has(value.indicator.code))
    .map((value) => ({ indicator: other(value), value, previous: find(previous, value.indicator.code) }));
  return [...asked, ...rest];
}

/** A pasted block of cells: lines of columns. */
export function pasted(text: string): string[][] {
  return text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((line) => line.split("\t").map((cell) => cell.trim()));
}
