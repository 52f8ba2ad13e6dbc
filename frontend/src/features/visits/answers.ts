// The answers to a checklist: how they are counted, and which need a note.
import type { Question, Value } from "./queries";

export interface Given {
  /** Null: not answered. */
  value: Value | null;
  note: string;
}

export const BLANK: Given = { value: null, note: "" };

/** Answers of several areas lie side by side. */
export const keyOf = (question: string, area: string) => `${area}/${question}`;

/** Question and area of a key. */
export function partsOf(key: string): { question: string; area: string } {
  const at = key.indexOf("/");
  return { area: key.slice(0, at), question: key.slice(at + 1) };
}

/** Whether a note must say more about an answer. */
export function wantsNote(question: Question, given: Given | undefined): boolean {
  const when = question.needs_note_when ?? null;
  return when !== null && given?.value === when && given.note.trim() === "";
}

/**
 * What of the answers can go to the server: it takes an answer with the note that it calls for, and no note without an
 * answer. The others stay on the device until they are whole.
 */
export function readyOf(
  questions: readonly Question[],
  waiting: Readonly<Record<string, Given>>,
): Record<string, Given> {
  const whole = ([key, given]: [string, Given]) => {
    const question = questions.find((one) => one.code === partsOf(key).question);
    if (given.value === null) return given.note.trim() === "";
    return question !== undefined && !wantsNote(question, given);
  };
  return Object.fromEntries(Object.entries(waiting).filter(whole));
}

export interface Count {
  total: number;
  answered: number;
  /** Required questions without an answer. */
  missing: number;
  /** Answers that still want a note. */
  bare: number;
}

/** How far the checklist of an area is. */
export function countOf(
  questions: readonly Question[],
  area: string,
  given: ReadonlyMap<string, Given>,
): Count {
  const count = { total: questions.length, answered: 0, missing: 0, bare: 0 };
  for (const question of questions) {
    const answer = given.get(keyOf(question.code, area));
    if (answer && answer.value !== null) count.answered += 1;
    else if (question.required) count.missing += 1;
    if (wantsNote(question, answer)) count.bare += 1;
  }
  return count;
}

/** Reads a number typed as 1.234,5 or 1234.5; null when it is none. */
export function readNumber(text: string): number | null {
  const typed = text.replace(/[\s\u00a0]/g, "");
  const plain = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(typed) ? typed.replaceAll(".", "") : typed;
  const value = plain.replace(",", ".");
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(value) ? Number(value) : null;
}
