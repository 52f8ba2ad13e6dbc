import { expect, it } from "vitest";
import {
  blankChecklist,
  blankQuestion,
  draftOf,
  faultsOf,
  inputOf,
  moved,
  nextCode,
  withOption,
} from "./checklistDraft";
import type { ChecklistView } from "./queries";

const VIEW: ChecklistView = {
  version: 3,
  valid_from: "2022-07-15",
  shipped: true,
  checklist: {
    code: "KT-1",
    name: { vi: "Kiểm tra", en: "Inspection" },
    verified: false,
    legal: { document: "Quyết định 90/QĐ-TTg", note: "Chưa đối chiếu" },
    questions: [
      {
        code: "TC1",
        text: { vi: "Đã niêm yết", en: "Posted" },
        answer: "yes_no",
        required: true,
        indicator: "I1.1",
        needs_note_when: false,
      },
      {
        code: "VN1",
        text: { vi: "Vốn", en: "Money" },
        answer: "number",
        required: false,
        needs_note_when: 0.5,
      },
      {
        code: "KL",
        text: { vi: "Đánh giá", en: "Verdict" },
        answer: "choice",
        required: true,
        options: [
          { code: "good", text: { vi: "Tốt", en: "Good" } },
          { code: "bad", text: { vi: "Kém", en: "Bad" } },
        ],
        needs_note_when: "bad",
      },
    ],
  },
};

it("gives back the checklist that it was made of", () => {
  const draft = draftOf(VIEW, "2026-11-25");
  expect(draft.questions.map((one) => one.noteWhen)).toEqual(["false", "0,5", "bad"]);
  expect(faultsOf(draft).size).toBe(0);
  expect(inputOf(draft, 3)).toEqual({ base: 3, valid_from: "2026-11-25", checklist: VIEW.checklist });
});

it("changes a version of days to come from its own day on", () => {
  expect(draftOf({ ...VIEW, valid_from: "2027-01-01" }, "2026-11-25").from).toBe("01/01/2027");
});

it("sends the options of choices alone, and no note that nothing asks for", () => {
  const [, , choice] = draftOf(VIEW, "2026-11-25").questions;
  const draft = {
    ...blankChecklist("2026-11-25"),
    questions: [{ ...choice, answer: "text", noteWhen: " " } as never],
  };
  const [sent] = inputOf(draft, null).checklist.questions;
  expect(sent).not.toHaveProperty("options");
  expect(sent).not.toHaveProperty("needs_note_when");
});

it("tells what is still missing, question by question", () => {
  const question = { ...blankQuestion([]), answer: "choice" as const, options: withOption([]), vi: "Hỏi" };
  const draft = { ...blankChecklist("2026-11-25"), code: "A", vi: "A", en: "A", document: "A" };
  const faults = (noteWhen: string, answer: "number" | "choice") =>
    faultsOf({ ...draft, from: "31/02/2026", questions: [{ ...question, answer, noteWhen }] });
  expect([...faults("", "choice").keys()]).toEqual(["from", "1/en", "1/o1/vi", "1/o1/en"]);
  expect(faults("nhiều", "number").get("1/noteWhen")).toBe("bad_number");
  expect(faults("1.500", "number").has("1/noteWhen")).toBe(false);
});

it("counts codes on and never gives one twice", () => {
  expect(nextCode([], "C1")).toBe("C1");
  expect(nextCode(["TC1", "VN9"], "C1")).toBe("VN10");
  expect(nextCode(["C2", "KL"], "C1")).toBe("C1");
  expect(nextCode(["C1", "KL"], "C1")).toBe("C2");
  expect(nextCode(["VN2", "VN1"], "C1")).toBe("VN3");
  expect(withOption([{ code: "good", vi: "", en: "" }]).map((one) => one.code)).toEqual(["good", "o1"]);
});

it("moves a question up and down, but not out of the list", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
