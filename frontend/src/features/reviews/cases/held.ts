// What lies at the server of one survey, and how what was typed here meets it.

import type { SurveyDraft } from "@/survey/draft";
import { readDraft, sameDraft } from "@/survey/merge";
import type { CaseDetail } from "./queries";

/** What the server has: the survey that counts, and an unfinished one. */
export interface Held {
  survey: string | null;
  draft: SurveyDraft | null;
}

/** What is kept on this device until the server has it: what was typed, and what that began from. */
export interface Unsent {
  draft: SurveyDraft;
  base: Held;
}

export function heldOf(found: Pick<CaseDetail, "survey_id" | "draft">): Held {
  return { survey: found.survey_id ?? null, draft: readDraft(found.draft) };
}

/**
 * How what was typed here meets what the server has by now: `agree` (it has the same), `go_on` (only other things
 * of the case changed), or `choose` (somebody else answered meanwhile).
 */
export function meet(base: Held, mine: SurveyDraft, theirs: Held): "agree" | "go_on" | "choose" {
  if (theirs.survey === base.survey && sameDraft(theirs.draft, mine)) return "agree";
  if (theirs.survey === base.survey && sameDraft(theirs.draft, base.draft)) return "go_on";
  return "choose";
}
