import { expect, it } from "vitest";
import { type Draft, type DraftLine, emptyDraft, emptyLine, following, remaining, toSend } from "./draft";
import type { EnteredKind } from "./kinds";
import type { Line, Obligation } from "./types";

const TODAY = "2026-11-25";
const typedLine = (part: Partial<DraftLine> = {}): DraftLine => ({
  ...emptyLine(1),
  item: "CT2635/SK",
  capital: "recurrent",
  source: "central",
  amount: "1.000",
  ...part,
});
const draft = (kind: EnteredKind, lines: DraftLine[], part: Partial<Draft> = {}): Draft => ({
  ...emptyDraft(kind, "unit", TODAY),
  number: "01",
  purpose: "Đợt 1",
  payee: "Hợp tác xã",
  lines,
  ...part,
});
const faults = (one: Draft, mustCommit = true) => {
  const sent = toSend(one, 2026, TODAY, () => mustCommit);
  return "faults" in sent ? sent.faults : {};
};

it("says what is missing where it is missing", () => {
  expect(faults(emptyDraft("disburse", "", TODAY))).toEqual({
    "/number": "required",
    "/unit": "required",
    "/purpose": "required",
    "/payee": "required",
    "/lines/0/item": "required",
    "/lines/0/amount_vnd": "required",
  });
  expect(faults(draft("allocate", [typedLine()]))).toEqual({ "/lines/0/to_unit": "target_needed" });
  expect(faults(draft("disburse", [typedLine()]))).toEqual({ "/lines/0/commitment_id": "commitment_needed" });
  expect(faults(draft("disburse", [typedLine()]), false)).toEqual({});
  expect(faults(draft("clear_advance", [typedLine()]))).toEqual({ "/lines/0/advance_id": "obligation_pick" });
});

it("refuses days and amounts that are none", () => {
  const of = (part: Partial<Draft>, amount = "1.000") =>
    faults(draft("allocate", [typedLine({ to_unit: "xa", amount })], part));
  expect(of({ date: "31/02/2026" })).toEqual({ "/on_date": "date_bad" });
  expect(of({ date: "26/11/2026" })).toEqual({ "/on_date": "date_future" });
  expect(of({}, "1.5")).toEqual({ "/lines/0/amount_vnd": "amount_bad" });
  expect(of({}, "0")).toEqual({ "/lines/0/amount_vnd": "amount_zero" });
  expect(of({})).toEqual({});
});

it("sends what the kind asks for and nothing else", () => {
  const line = typedLine({ to_unit: "xa", obligation: "hop-dong" });
  const sent = toSend(draft("disburse", [line]), 2026, TODAY, () => true);
  expect(sent).toEqual({
    input: {
      kind: "disburse",
      number: "01",
      on_date: TODAY,
      year: 2026,
      unit: "unit",
      purpose: "Đợt 1",
      payee: "Hợp tác xã",
      lines: [
        {
          item: "CT2635/SK",
          capital: "recurrent",
          source: "central",
          amount_vnd: 1000,
          commitment_id: "hop-dong",
        },
      ],
    },
  });
});

it("counts all lines of the voucher that take from the same money", () => {
  const line = { available_vnd: 5000, disbursed_vnd: 700 } as Line;
  const one = typedLine({ amount: "3.000" });
  const two = typedLine({ key: 2, amount: "2.500" });
  expect(remaining("allocate", one, [one, two], line, undefined)).toEqual({ left: 5000, after: -500 });
  const other = typedLine({ key: 3, source: "commune", amount: "9.000" });
  expect(remaining("allocate", one, [one, other], line, undefined)).toEqual({ left: 5000, after: 2000 });
  expect(remaining("return_disbursement", one, [one], line, undefined)).toEqual({ left: 700, after: -2300 });
  expect(remaining("grant", one, [one], undefined, undefined)).toBeNull();
});

it("takes from the commitment that is named", () => {
  const line = { available_vnd: 5000 } as Line;
  const one = typedLine({ amount: "3.000", obligation: "hop-dong" });
  const two = typedLine({ key: 2, amount: "100" });
  const contract = { remaining_vnd: 3500 } as Obligation;
  expect(remaining("disburse", one, [one, two], line, contract)).toEqual({ left: 3500, after: 500 });
  expect(remaining("disburse", two, [one, two], line, undefined)).toEqual({ left: 5000, after: 4900 });
  expect(remaining("release", two, [one, two], line, undefined)).toBeNull();
});

it("begins the next voucher with the number after", () => {
  const next = following(draft("commit", [typedLine()], { number: "HĐ-09" }));
  expect(next).toMatchObject({ kind: "commit", unit: "unit", number: "HĐ-10", purpose: "", payee: "" });
  expect(next.lines).toEqual([emptyLine(1)]);
});
