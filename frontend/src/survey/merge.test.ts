import { describe, expect, test } from "vitest";
import { emptySurvey, type SurveyDraft } from "./draft";
import { chosenOf, differencesOf, draftOfSurvey, proposed, readDraft, sameDraft } from "./merge";

const base: SurveyDraft = { ...emptySurvey("20/09/2026", "Hứa Thị Mai"), b2: { water: "yes", toilet: "no" } };
/** Mine: points, water taken back to no. */
const mine: SurveyDraft = { ...base, b1: "120", b2: { water: "no", toilet: "no" } };
/** Theirs: a note, toilet yes, and points as well. */
const theirs: SurveyDraft = { ...base, b1: "135", note: "Nhà mới sửa", b2: { water: "yes", toilet: "yes" } };

describe("differences", () => {
  test("in the order of the form, with what each says", () => {
    expect(differencesOf(mine, theirs)).toEqual([
      { key: "b1", mine: "120", theirs: "135" },
      { key: "b2:water", mine: "no", theirs: "yes" },
      { key: "b2:toilet", mine: "no", theirs: "yes" },
      { key: "note", mine: "", theirs: "Nhà mới sửa" },
    ]);
  });

  test("an answer that one lacks is empty, and blanks don't count", () => {
    const more = { ...base, b1_answers: { members: "4" }, note: "  " };
    expect(differencesOf(base, more)).toEqual([{ key: "b1:members", mine: "", theirs: "4" }]);
    expect(sameDraft(base, { ...base, note: " " })).toBe(true);
    expect(sameDraft(base, null)).toBe(false);
    expect(sameDraft(null, null)).toBe(true);
  });
});

describe("a proposal", () => {
  test("is theirs only where I changed nothing", () => {
    expect(proposed(base, differencesOf(mine, theirs))).toEqual({
      b1: "mine",
      "b2:water": "mine",
      "b2:toilet": "theirs",
      note: "theirs",
    });
  });

  test("without a common beginning keeps whatever I typed", () => {
    expect(proposed(null, differencesOf(mine, theirs))).toEqual({
      b1: "mine",
      "b2:water": "mine",
      "b2:toilet": "mine",
      note: "theirs",
    });
  });
});

describe("a choice", () => {
  test("takes each answer from its side", () => {
    const made = chosenOf(mine, theirs, proposed(base, differencesOf(mine, theirs)));
    expect(made).toEqual({ ...mine, note: "Nhà mới sửa", b2: { water: "no", toilet: "yes" } });
  });

  test("all of theirs is theirs, none is mine, and neither version is touched", () => {
    const before = structuredClone([mine, theirs]);
    const all = Object.fromEntries(differencesOf(mine, theirs).map((d) => [d.key, "theirs" as const]));
    expect(sameDraft(chosenOf(mine, theirs, all), theirs)).toBe(true);
    expect(sameDraft(chosenOf(mine, theirs, {}), mine)).toBe(true);
    expect([mine, theirs]).toEqual(before);
  });

  test("an answer they took back goes", () => {
    const without = { ...base, b2: { toilet: "no" } };
    expect(chosenOf(base, without, { "b2:water": "theirs" }).b2).toEqual({ toilet: "no" });
  });
});

describe("what the server has", () => {
  test("a draft comes back as it was kept", () => {
    expect(readDraft(JSON.parse(JSON.stringify(mine)))).toEqual(mine);
  });

  test("what another program left there is no draft, and odd parts are left out", () => {
    expect(readDraft(null)).toBeNull();
    expect(readDraft({ step: 3 })).toBeNull();
    expect(readDraft({ on: "20/09/2026", b1: 120, b2: { water: "yes", roof: null } })).toEqual({
      ...emptySurvey("20/09/2026", ""),
      b2: { water: "yes" },
    });
  });

  const survey = {
    id: "s",
    surveyed_on: "2026-09-20",
    standard: "VN-2022",
    setting: "rural",
    b1: 120,
    b2: 10,
    deprivations: ["water"],
    class: "near_poor",
    basis: "score",
    reasons: [],
    verified: true,
    origin: "app",
    entered_by: "Hứa Thị Mai",
    created_at: "2026-09-20T03:00:00Z",
  };

  test("a survey with its answers can be corrected answer by answer", () => {
    const answers = { b1: { members: "4" }, b2: { water: "yes", toilet: "no" } };
    const draft = draftOfSurvey({ ...survey, answers }, ["water", "toilet"]);
    expect(draft).toMatchObject({ on: "20/09/2026", mode: "answers", b1: "", b1_answers: { members: "4" } });
    expect(draft.b2).toEqual({ water: "yes", toilet: "no" });
  });

  test("one from paper has its total, and what isn't deprived was a no", () => {
    const draft = draftOfSurvey(survey, ["water", "toilet"]);
    expect(draft).toMatchObject({ mode: "points", b1: "120", surveyor: "Hứa Thị Mai" });
    expect(draft.b2).toEqual({ water: "yes", toilet: "no" });
  });
});
