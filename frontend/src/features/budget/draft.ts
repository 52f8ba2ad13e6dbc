// A voucher as it is typed: what is wrong with it, what it leaves of the money it takes, and how it is sent.

import { readAmount } from "@/ui/amount";
import { formatDate, parseDate } from "@/ui/format";
import { ASKS, type EnteredKind, isEntered } from "./kinds";
import { nextNumber } from "./numbers";
import type { Line, Obligation, VoucherInput, VoucherInputLine } from "./types";

export interface DraftLine {
  /** Keeps its fields apart from others' when lines come and go. */
  key: number;
  item: string;
  capital: string;
  source: string;
  to_unit: string;
  to_item: string;
  obligation: string;
  amount: string;
}
export interface Draft {
  kind: EnteredKind;
  number: string;
  date: string;
  unit: string;
  payee: string;
  purpose: string;
  lines: readonly DraftLine[];
}

/** What is wrong, as a key of the texts, by the pointer the server would give. */
export type Faults = Readonly<
  Record<
    string,
    | "required"
    | "amount_bad"
    | "amount_zero"
    | "date_bad"
    | "date_future"
    | "target_needed"
    | "commitment_needed"
    | "obligation_pick"
  >
>;

export function emptyLine(key: number): DraftLine {
  return { key, item: "", capital: "", source: "", to_unit: "", to_item: "", obligation: "", amount: "" };
}

export function emptyDraft(kind: string | undefined, unit: string, today: string): Draft {
  return {
    kind: isEntered(kind) ? kind : "allocate",
    number: "",
    date: formatDate(today),
    unit,
    payee: "",
    purpose: "",
    lines: [emptyLine(1)],
  };
}

/** The next voucher after one was saved: of the same kind, unit and day, with the number after. */
export function following(draft: Draft): Draft {
  return { ...draft, number: nextNumber(draft.number), payee: "", purpose: "", lines: [emptyLine(1)] };
}

/** Whether there is anything that would be lost. */
export function isBegun(draft: Draft): boolean {
  return (
    draft.number !== "" ||
    draft.payee !== "" ||
    draft.purpose !== "" ||
    draft.lines.some((line) => line.amount !== "" || line.item !== "")
  );
}

/** Which line of the budget a typed one means. */
export function lineOf(lines: readonly Line[] | undefined, typed: DraftLine): Line | undefined {
  return lines?.find(
    (line) => line.item.code === typed.item && line.capital === typed.capital && line.source === typed.source,
  );
}

/** The value of a budget line in a list to choose from. */
export function lineKey(line: { item: string; capital: string; source: string }): string {
  return line.item && `${line.item}|${line.capital}|${line.source}`;
}

export function fromLineKey(key: string | null): Pick<DraftLine, "item" | "capital" | "source"> {
  const [item = "", capital = "", source = ""] = (key ?? "").split("|");
  return { item, capital, source };
}

/**
 * What is left of the money that a typed line takes, and what will be after the whole voucher: other lines of it may take from the
 * same. Nothing while it isn't known which money, or when there is no limit.
 */
export function remaining(
  kind: EnteredKind,
  typed: DraftLine,
  all: readonly DraftLine[],
  line: Line | undefined,
  obligation: Obligation | undefined,
): { left: number; after: number } | null {
  const { limit, target } = ASKS[kind];
  if (!limit && !target) return null;
  const left = obligation
    ? obligation.remaining_vnd
    : limit === "disbursed"
      ? line?.disbursed_vnd
      : limit === "commitment" || limit === "advance"
        ? undefined
        : line?.available_vnd;
  if (left === undefined) return null;
  const pool = (one: DraftLine) =>
    one.obligation || `${lineKey(one)}${kind === "withdraw" ? `|${one.to_unit}|${one.to_item}` : ""}`;
  const taken = all
    .filter((one) => pool(one) === pool(typed))
    .reduce((sum, one) => sum + (readAmount(one.amount) ?? 0), 0);
  return { left, after: left - taken };
}

export function totalOf(draft: Draft): number {
  return draft.lines.reduce((sum, line) => sum + (readAmount(line.amount) ?? 0), 0);
}

/** The voucher as the API takes it, or what is wrong. `mustCommit` tells of a source that it pays only against a commitment. */
export function toSend(
  draft: Draft,
  year: number,
  today: string,
  mustCommit: (source: string) => boolean,
): { input: VoucherInput } | { faults: Faults } {
  const faults: Record<string, Faults[string]> = {};
  const asks = ASKS[draft.kind];
  const need = (pointer: string, text: string) => {
    if (text.trim() === "") faults[pointer] = "required";
  };
  need("/number", draft.number);
  need("/unit", draft.unit);
  need("/purpose", draft.purpose);
  if (asks.payee) need("/payee", draft.payee);
  const on_date = parseDate(draft.date);
  if (draft.date.trim() === "") faults["/on_date"] = "required";
  else if (!on_date) faults["/on_date"] = "date_bad";
  else if (on_date > today) faults["/on_date"] = "date_future";
  const lines = draft.lines.map((line, i): VoucherInputLine => {
    const at = `/lines/${i}`;
    need(`${at}/item`, line.item);
    if (asks.fresh) {
      need(`${at}/capital`, line.capital);
      need(`${at}/source`, line.source);
    }
    if (asks.target && !line.to_unit && !line.to_item) faults[`${at}/to_unit`] = "target_needed";
    const asked = asks.obligation;
    if (asked === "maybe_commitment" && line.source && mustCommit(line.source) && !line.obligation) {
      faults[`${at}/commitment_id`] = "commitment_needed";
    }
    if ((asked === "commitment" || asked === "advance") && !line.obligation) {
      faults[`${at}/${asked}_id`] = "obligation_pick";
    }
    const amount_vnd = readAmount(line.amount);
    if (line.amount.trim() === "") faults[`${at}/amount_vnd`] = "required";
    else if (amount_vnd === null) faults[`${at}/amount_vnd`] = "amount_bad";
    else if (amount_vnd === 0) faults[`${at}/amount_vnd`] = "amount_zero";
    return {
      item: line.item,
      capital: line.capital,
      source: line.source,
      amount_vnd: amount_vnd ?? 0,
      ...(asks.target && line.to_unit ? { to_unit: line.to_unit } : {}),
      ...(asks.target && line.to_item ? { to_item: line.to_item } : {}),
      ...(asked && line.obligation
        ? { [asked === "advance" ? "advance_id" : "commitment_id"]: line.obligation }
        : {}),
    };
  });
  if (Object.keys(faults).length > 0) return { faults };
  return {
    input: {
      kind: draft.kind,
      number: draft.number.trim(),
      on_date: on_date ?? "",
      year,
      unit: draft.unit,
      purpose: draft.purpose.trim(),
      ...(asks.payee ? { payee: draft.payee.trim() } : {}),
      lines,
    },
  };
}
