// A checklist as it is typed: out of a version, and into the next one.
import { formatDate, parseDate } from "@/ui/format";
import { readNumber } from "./answers";
import type { ChecklistInput, ChecklistView, Question, Value } from "./queries";

export const ANSWERS = ["yes_no", "number", "text", "choice"] as const;
export type AnswerKind = (typeof ANSWERS)[number];

interface OptionDraft {
  code: string;
  vi: string;
  en: string;
}

export interface QuestionDraft {
  key: number;
  code: string;
  vi: string;
  en: string;
  answer: AnswerKind;
  /** They stay while another kind of answer is tried; only a choice sends them. */
  options: OptionDraft[];
  /** Empty: none. */
  indicator: string;
  required: boolean;
  /** The answer that needs a note: true, false, the code of an option, or as it is typed; empty is none. */
  noteWhen: string;
}

export interface ChecklistDraft {
  from: string;
  code: string;
  vi: string;
  en: string;
  document: string;
  article: string;
  note: string;
  verified: boolean;
  questions: QuestionDraft[];
}

/** The next code of a row: TC2 after TC1; the first free one. */
export function nextCode(codes: readonly string[], first: string): string {
  const [, stem = "", digits = "0"] = codes.at(-1)?.match(/^(.*?)(\d+)$/) ?? [];
  let next = codes.length === 0 || !stem ? first : `${stem}${Number(digits) + 1}`;
  for (let n = 2; codes.includes(next); n += 1) next = `${stem || first.replace(/\d+$/, "")}${n}`;
  return next;
}

/** A choice begins with two options, and an option keeps its code, which answers hold. */
export function withOption(options: readonly OptionDraft[]): OptionDraft[] {
  const codes = options.map((one) => one.code);
  return [...options, { code: nextCode(codes, "o1"), vi: "", en: "" }];
}

export function blankQuestion(others: readonly QuestionDraft[]): QuestionDraft {
  return {
    key: Math.max(0, ...others.map((one) => one.key)) + 1,
    code: nextCode(
      others.map((one) => one.code),
      "C1",
    ),
    vi: "",
    en: "",
    answer: "yes_no",
    options: [],
    indicator: "",
    required: true,
    noteWhen: "",
  };
}

export function blankChecklist(today: string): ChecklistDraft {
  return {
    from: formatDate(today),
    code: "",
    vi: "",
    en: "",
    document: "",
    article: "",
    note: "",
    verified: false,
    questions: [blankQuestion([])],
  };
}

function questionDraft(question: Question, i: number): QuestionDraft {
  const when = question.needs_note_when ?? null;
  return {
    key: i + 1,
    code: question.code,
    ...question.text,
    answer: question.answer,
    options: (question.options ?? []).map(({ code, text }) => ({ code, ...text })),
    indicator: question.indicator ?? "",
    required: question.required ?? false,
    noteWhen: when === null ? "" : typeof when === "number" ? String(when).replace(".", ",") : String(when),
  };
}

/** Begins as the version is. One that begins in time to come is changed from its own day on. */
export function draftOf({ checklist, valid_from }: ChecklistView, today: string): ChecklistDraft {
  const { code, name, legal, verified, questions } = checklist;
  return {
    from: formatDate(valid_from > today ? valid_from : today),
    code,
    ...name,
    document: legal.document,
    article: legal.article ?? "",
    note: legal.note ?? "",
    verified,
    questions: questions.map(questionDraft),
  };
}

function noteWhenOf({ answer, noteWhen }: QuestionDraft): Value | null {
  const typed = noteWhen.trim();
  if (!typed) return null;
  if (answer === "yes_no") return typed === "true";
  return answer === "number" ? readNumber(typed) : typed;
}

/** As the API takes it; `base` is the version that was read, null for a new checklist. */
export function inputOf(draft: ChecklistDraft, base: number | null): ChecklistInput {
  const words = ({ vi, en }: { vi: string; en: string }) => ({ vi: vi.trim(), en: en.trim() });
  const { article, note } = draft;
  return {
    base,
    valid_from: parseDate(draft.from) ?? "",
    checklist: {
      code: draft.code.trim(),
      name: words(draft),
      verified: draft.verified,
      legal: {
        document: draft.document.trim(),
        ...(article.trim() ? { article: article.trim() } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      },
      questions: draft.questions.map((question) => {
        const noteWhen = noteWhenOf(question);
        return {
          code: question.code.trim(),
          text: words(question),
          answer: question.answer,
          required: question.required,
          ...(question.answer === "choice"
            ? { options: question.options.map((one) => ({ code: one.code, text: words(one) })) }
            : {}),
          ...(question.indicator ? { indicator: question.indicator } : {}),
          ...(noteWhen === null ? {} : { needs_note_when: noteWhen }),
        };
      }),
    },
  };
}

/** Why a draft can't go to the server yet, by field; fields of a question stand under its key. */
export function faultsOf(draft: ChecklistDraft): Map<string, "required" | "bad_date" | "bad_number"> {
  const faults = new Map<string, "required" | "bad_date" | "bad_number">();
  for (const field of ["code", "vi", "en", "document"] as const) {
    if (!draft[field].trim()) faults.set(field, "required");
  }
  if (!parseDate(draft.from)) faults.set("from", "bad_date");
  for (const question of draft.questions) {
    for (const field of ["code", "vi", "en"] as const) {
      if (!question[field].trim()) faults.set(`${question.key}/${field}`, "required");
    }
    if (question.answer === "number" && question.noteWhen.trim() && noteWhenOf(question) === null) {
      faults.set(`${question.key}/noteWhen`, "bad_number");
    }
    if (question.answer !== "choice") continue;
    for (const option of question.options) {
      for (const field of ["vi", "en"] as const) {
        if (!option[field].trim()) faults.set(`${question.key}/${option.code}/${field}`, "required");
      }
    }
  }
  return faults;
}

/** The list with one of it a place further up (-1) or down (1). */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const to = from + by;
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}
