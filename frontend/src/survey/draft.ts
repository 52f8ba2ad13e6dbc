// A survey while it is entered: what was typed, what is still open, and the findings that go to the API.
import type { components } from "@/api/schema";
import { parseDate, parseWhole } from "@/ui/format";
import type { Form, FormItem, Standard } from "./queries";

type FindingsInput = components["schemas"]["FindingsInput"];

export interface SurveyDraft {
  /** The day, as typed. */
  on: string;
  /** Whether form B1 is entered as its total or item by item. */
  mode: "points" | "answers";
  /** The total of form B1, as typed. */
  b1: string;
  b1_answers: Readonly<Record<string, string>>;
  /** yes or no by question of form B2. */
  b2: Readonly<Record<string, string>>;
  /** Income, đồng per person and month, as typed. */
  income: string;
  surveyor: string;
  note: string;
}

export function emptySurvey(on: string, surveyor: string): SurveyDraft {
  return { on, mode: "points", b1: "", b1_answers: {}, b2: {}, income: "", surveyor, note: "" };
}

/** A question of form B2: an indicator, with when it counts as a deprivation. */
export interface Lack {
  code: string;
  name: { vi: string; en: string };
  help: { vi: string; en: string } | null;
}

/** What the day of the survey brings with it. */
export interface Rules {
  standard: Standard;
  /** Form B1, where the standard scores and has one. */
  b1: Form | null;
  /** Form B2; without one the indicators of the standard are asked for. */
  b2: Form | null;
  lacks: readonly Lack[];
}

/** The standard in force on a day with its forms; null when none is. */
export function rulesOn(day: string, standards: readonly Standard[], forms: readonly Form[]): Rules | null {
  const standard = standards.find((s) => s.valid_from <= day && day <= s.valid_to);
  if (!standard) return null;
  // As the API does: the forms that serve the standard on its first day.
  const form = (kind: Form["kind"]) =>
    forms.find(
      (f) =>
        f.kind === kind &&
        f.standards.includes(standard.code) &&
        f.valid_from <= standard.valid_from &&
        standard.valid_from <= f.valid_to,
    ) ?? null;
  const b2 = form("b2");
  const lacks = b2
    ? b2.items.map((item) => ({ code: item.code, name: item.name, help: item.help ?? null }))
    : standard.indicators.map((i) => ({ code: i.code, name: i.name, help: i.deprived_when }));
  return { standard, b1: standard.score ? form("b1") : null, b2, lacks };
}

/** A number of an answer as the API takes it: a point before decimals; null when it is none. */
export function decimal(text: string): string | null {
  const number = text.trim().replace(",", ".");
  return /^\d{1,9}(\.\d{1,4})?$/.test(number) ? number : null;
}

function answerOf(item: FormItem, answers: Readonly<Record<string, string>>): string | null {
  const answer = answers[item.code]?.trim() ?? "";
  if (answer === "") return null;
  return item.kind === "number" ? decimal(answer) : answer;
}

/** The items of form B1 without an answer that can be read. */
export function openB1(draft: SurveyDraft, form: Form): FormItem[] {
  return form.items.filter((item) => answerOf(item, draft.b1_answers) === null);
}

/** The questions of form B2 that are not answered. */
export function openB2(draft: SurveyDraft, rules: Rules): Lack[] {
  return rules.lacks.filter((lack) => !draft.b2[lack.code]);
}

/** What is wrong, by JSON pointer into what is sent; the values are keys of texts. */
export type SurveyWrongs = Readonly<
  Record<
    string,
    "bad_date" | "survey_future" | "survey_no_standard" | "bad_number" | "required" | "not_answered"
  >
>;

/** Checks what can be told without the API. `rules` are those of the day, if there are any. */
export function surveyWrongs(draft: SurveyDraft, rules: Rules | null, today: string): SurveyWrongs {
  const wrongs: Record<string, SurveyWrongs[string]> = {};
  const day = parseDate(draft.on);
  if (!day) wrongs["/surveyed_on"] = "bad_date";
  else if (day > today) wrongs["/surveyed_on"] = "survey_future";
  else if (!rules) wrongs["/surveyed_on"] = "survey_no_standard";
  return rules ? { ...wrongs, ...findingWrongs(draft, rules) } : wrongs;
}

/** What is wrong or open in the findings. */
function findingWrongs(draft: SurveyDraft, rules: Rules): SurveyWrongs {
  const wrongs: Record<string, SurveyWrongs[string]> = {};
  const income = draft.income.trim();
  if (income && parseWhole(income) === null) wrongs["/findings/income_vnd_per_person_month"] = "bad_number";
  const byIncome = income !== "";
  if (!rules.standard.score) {
    if (!byIncome) wrongs["/findings/income_vnd_per_person_month"] = "required";
  } else if (draft.mode === "points" || !rules.b1) {
    const b1 = draft.b1.trim();
    if (b1 && parseWhole(b1) === null) wrongs["/findings/b1"] = "bad_number";
    if (!b1 && !byIncome) wrongs["/findings/b1"] = "required";
  } else {
    const begun = Object.values(draft.b1_answers).some((answer) => answer.trim() !== "");
    for (const item of begun || !byIncome ? openB1(draft, rules.b1) : []) {
      const typed = draft.b1_answers[item.code]?.trim();
      wrongs[`/findings/b1_answers/${item.code}`] = typed ? "bad_number" : "not_answered";
    }
  }
  for (const lack of openB2(draft, rules)) wrongs[`/findings/b2_answers/${lack.code}`] = "not_answered";
  return wrongs;
}

/**
 * The findings for the API; B2 questions that are still open count as "no". Null while the points and the income
 * are not known, so that nothing can be scored.
 */
export function findingsOf(draft: SurveyDraft, rules: Rules): FindingsInput | null {
  const findings: FindingsInput = {};
  const income = draft.income.trim() ? parseWhole(draft.income) : null;
  if (income !== null) findings.income_vnd_per_person_month = income;
  if (rules.standard.score) {
    if (draft.mode === "points" || !rules.b1) {
      const b1 = draft.b1.trim() ? parseWhole(draft.b1) : null;
      if (b1 !== null) findings.b1 = b1;
    } else if (openB1(draft, rules.b1).length === 0) {
      findings.b1_answers = Object.fromEntries(
        rules.b1.items.map((item) => [item.code, answerOf(item, draft.b1_answers) ?? ""]),
      );
    }
  }
  if (Object.keys(findings).length === 0) return null;
  const answered = rules.lacks.filter((lack) => draft.b2[lack.code]);
  if (rules.b2)
    findings.b2_answers = Object.fromEntries(answered.map((lack) => [lack.code, draft.b2[lack.code] ?? ""]));
  else
    findings.deprivations = answered.filter((lack) => draft.b2[lack.code] === "yes").map((lack) => lack.code);
  return findings;
}

/** Whether every finding is known: only then is there a verdict that further answers would not change. */
export function isComplete(draft: SurveyDraft, rules: Rules): boolean {
  return Object.keys(findingWrongs(draft, rules)).length === 0;
}

/** Where a household is, as far as the points of form B1 depend on it. */
export interface Whereabouts {
  /** The id of its province. */
  province: string;
  urban: boolean;
}

/** The points of an answer to an item of form B1; null while it is open, or where the form has none for the place. */
export function pointsOf(
  item: FormItem,
  draft: SurveyDraft,
  form: Form,
  where: Whereabouts | null,
): number | null {
  const answer = answerOf(item, draft.b1_answers);
  const region = form.regions?.find((candidate) => candidate.province_ids.includes(where?.province ?? ""));
  if (answer === null || !region) return null;
  const option =
    item.kind === "number"
      ? item.options?.findLast((choice) => choice.at_least != null && choice.at_least <= Number(answer))
      : item.options?.find((choice) => choice.code === answer);
  return option?.points?.[region.code]?.[where?.urban ? "urban" : "rural"] ?? null;
}

/** The points so far, and how much is open. */
export interface Running {
  /** Points of form B1; null when they are not known. */
  b1: number | null;
  /** Items of form B1 that are open; of a total that is typed, one or none. */
  b1Open: number;
  /** Points of form B2; null when the standard does not score. */
  b2: number | null;
  b2Open: number;
}

/** What the answers come to while some are open. The verdict is the API's, once all are given. */
export function runningOf(draft: SurveyDraft, rules: Rules, where: Whereabouts | null): Running {
  const marks = rules.lacks.filter((lack) => draft.b2[lack.code] === "yes").length;
  const worth = rules.standard.score?.b2_points_per_indicator.value;
  const b2 = { b2: worth == null ? null : marks * worth, b2Open: openB2(draft, rules).length };
  if (draft.mode === "answers" && rules.b1) {
    const form = rules.b1;
    const points = form.items.map((item) => pointsOf(item, draft, form, where));
    const known = points.filter((value) => value !== null);
    const b1 = known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
    return { b1, b1Open: openB1(draft, form).length, ...b2 };
  }
  const b1 = draft.b1.trim() ? parseWhole(draft.b1) : null;
  const needed =
    rules.standard.score !== undefined && rules.standard.score !== null && draft.income.trim() === "";
  return { b1, b1Open: needed && b1 === null ? 1 : 0, ...b2 };
}

/** How much is answered, for the progress. */
export function progressOf(draft: SurveyDraft, rules: Rules): { done: number; total: number } {
  const lacks = rules.lacks.length;
  const b2 = lacks - openB2(draft, rules).length;
  if (draft.mode === "answers" && rules.b1) {
    const items = rules.b1.items.length;
    return { done: b2 + items - openB1(draft, rules.b1).length, total: lacks + items };
  }
  const one = (rules.standard.score ? draft.b1 : draft.income).trim() !== "" ? 1 : 0;
  return { done: b2 + one, total: lacks + 1 };
}
