// Two versions of one survey: where they differ, which of each answer to propose, and what a choice comes to.
import type { components } from "@/api/schema";
import { formatDate } from "@/ui/format";
import { emptySurvey, type SurveyDraft } from "./draft";

type SurveyView = components["schemas"]["SurveyView"];

/** The single fields of a draft; the answers come beside them as `b1:<item>` and `b2:<question>`. */
const FIELDS = ["on", "mode", "b1", "income", "surveyor", "note"] as const;
export type DraftField = (typeof FIELDS)[number];

/** An answer that two versions give differently; what is not answered is empty. */
export interface Difference {
  /** A field of the draft, `b1:<item>` or `b2:<question>`. */
  key: string;
  mine: string;
  theirs: string;
}

export type Side = "mine" | "theirs";

function flat(draft: SurveyDraft): Map<string, string> {
  const all = new Map<string, string>(FIELDS.map((field) => [field, draft[field].trim()]));
  for (const [code, answer] of Object.entries(draft.b1_answers)) all.set(`b1:${code}`, answer.trim());
  for (const [code, answer] of Object.entries(draft.b2)) all.set(`b2:${code}`, answer);
  return all;
}

/** Where two versions differ, in the order of the form. */
export function differencesOf(mine: SurveyDraft, theirs: SurveyDraft): Difference[] {
  const a = flat(mine);
  const b = flat(theirs);
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((key) => ({ key, mine: a.get(key) ?? "", theirs: b.get(key) ?? "" }))
    .filter((difference) => difference.mine !== difference.theirs)
    .sort((x, y) => rank(x.key) - rank(y.key));
}

function rank(key: string): number {
  if (key.startsWith("b1:")) return FIELDS.indexOf("b1") + 0.3;
  if (key.startsWith("b2:")) return FIELDS.indexOf("b1") + 0.6;
  return FIELDS.indexOf(key as DraftField);
}

/** Whether two drafts say the same; null is one without an answer. */
export function sameDraft(a: SurveyDraft | null, b: SurveyDraft | null): boolean {
  if (a === null || b === null) return a === b;
  return differencesOf(a, b).length === 0;
}

/**
 * Which side to propose for each difference: theirs where only they changed what both began from, else mine, so that
 * nothing typed here goes unless it is said so. Without a beginning, mine wherever something stands.
 */
export function proposed(
  base: SurveyDraft | null,
  differences: readonly Difference[],
): Readonly<Record<string, Side>> {
  const began = base ? flat(base) : null;
  return Object.fromEntries(
    differences.map(({ key, mine }) => {
      const untouched = began ? mine === (began.get(key) ?? "") : mine === "";
      return [key, untouched ? "theirs" : "mine"];
    }),
  );
}

/** The draft that choices make of two: what is not chosen is mine. */
export function chosenOf(
  mine: SurveyDraft,
  theirs: SurveyDraft,
  choices: Readonly<Record<string, Side>>,
): SurveyDraft {
  const made = { ...mine, b1_answers: { ...mine.b1_answers }, b2: { ...mine.b2 } };
  for (const difference of differencesOf(mine, theirs)) {
    if (choices[difference.key] !== "theirs") continue;
    const [form, code] = difference.key.split(/:(.*)/s);
    if (code === undefined) {
      const field = difference.key as DraftField;
      if (field === "mode") made.mode = theirs.mode;
      else made[field] = theirs[field];
    } else {
      const answers: Record<string, string> = form === "b1" ? made.b1_answers : made.b2;
      if (difference.theirs === "") delete answers[code];
      else answers[code] = difference.theirs;
    }
  }
  return made;
}

function texts(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, answer]) => typeof answer === "string" || typeof answer === "number")
      .map(([code, answer]) => [code, String(answer)]),
  );
}

/** A draft as the server kept it; null when it is none of this form. */
export function readDraft(value: unknown): SurveyDraft | null {
  if (typeof value !== "object" || value === null) return null;
  const given = value as Record<string, unknown>;
  if (typeof given.on !== "string") return null;
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : "");
  return {
    on: given.on,
    mode: given.mode === "answers" ? "answers" : "points",
    b1: text("b1"),
    b1_answers: texts(given.b1_answers),
    b2: texts(given.b2),
    income: text("income"),
    surveyor: text("surveyor"),
    note: text("note"),
  };
}

/**
 * A survey that was sent, as a draft to be corrected. `indicators` are all that form B2 asks for: of a survey that
 * was entered without its answers, those it doesn't name as deprived were answered with no.
 */
export function draftOfSurvey(survey: SurveyView, indicators: readonly string[]): SurveyDraft {
  const answers = (survey.answers ?? {}) as Record<string, unknown>;
  const b1 = texts(answers.b1);
  const b2 = texts(answers.b2);
  const byAnswers = Object.keys(b1).length > 0;
  const told = Object.fromEntries(
    indicators.map((code) => [code, survey.deprivations.includes(code) ? "yes" : "no"]),
  );
  return {
    ...emptySurvey(formatDate(survey.surveyed_on), survey.surveyor ?? survey.entered_by ?? ""),
    mode: byAnswers ? "answers" : "points",
    b1: byAnswers || survey.b1 == null ? "" : String(survey.b1),
    b1_answers: b1,
    b2: Object.keys(b2).length > 0 ? b2 : told,
    income: survey.income_vnd_per_person_month == null ? "" : String(survey.income_vnd_per_person_month),
    note: survey.note ?? "",
  };
}
