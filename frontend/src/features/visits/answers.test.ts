import { expect, it } from "vitest";
import { BLANK, countOf, keyOf, partsOf, readNumber, readyOf, wantsNote } from "./answers";
import type { Question } from "./queries";

const question = (code: string, needs_note_when?: boolean, required = false): Question => ({
  code,
  text: { vi: code, en: code },
  answer: "yes_no",
  required,
  needs_note_when: needs_note_when ?? null,
});

it("asks for a note where the answer calls for one", () => {
  const asked = question("Q1", false);
  expect(wantsNote(asked, { value: false, note: " " })).toBe(true);
  expect(wantsNote(asked, { value: false, note: "Chưa có sổ" })).toBe(false);
  expect(wantsNote(asked, { value: true, note: "" })).toBe(false);
  expect(wantsNote(asked, undefined)).toBe(false);
});

it("counts the answers of one area alone", () => {
  const questions = [question("Q1", false), question("Q2", undefined, true), question("Q3")];
  const given = new Map([
    [keyOf("Q1", "x"), { value: false, note: "" }],
    [keyOf("Q2", "x"), { value: null, note: "" }],
    [keyOf("Q3", "y"), { value: true, note: "" }],
  ]);
  expect(countOf(questions, "x", given)).toEqual({ total: 3, answered: 1, missing: 1, bare: 1 });
  expect(countOf(questions, "y", given)).toEqual({ total: 3, answered: 1, missing: 1, bare: 0 });
});

it("finds question and area of a key again", () => {
  expect(partsOf(keyOf("TC1", "06154.20250701"))).toEqual({ question: "TC1", area: "06154.20250701" });
});

it("holds answers back until they are whole", () => {
  const questions = [question("Q1", false), question("Q2")];
  const bare = { value: false, note: "" };
  const noted = { value: false, note: "Chưa có sổ" };
  const check = (waiting: Record<string, typeof bare | typeof BLANK>, ready: string[]) =>
    expect(Object.keys(readyOf(questions, waiting))).toEqual(ready);
  check({ "x/Q1": bare, "x/Q2": bare }, ["x/Q2"]);
  check({ "x/Q1": noted }, ["x/Q1"]);
  check({ "x/Q2": { value: null, note: "trước khi trả lời" } }, []);
  check({ "x/Q2": BLANK }, ["x/Q2"]);
  check({ "x/Q9": noted }, []);
});

it("reads numbers as they are written here", () => {
  const check = (typed: string, read: number | null) => expect(readNumber(typed), typed).toBe(read);
  check("12", 12);
  check(" 1.234 ", 1234);
  check("1.234.567,5", 1234567.5);
  check("12,5", 12.5);
  check("12.5", 12.5);
  check("-3", -3);
  check("mười", null);
  check("1,2,3", null);
  check("", null);
});
