import { describe, expect, test } from "vitest";
import {
  emptySurvey,
  findingsOf,
  isComplete,
  openB1,
  progressOf,
  type Rules,
  rulesOn,
  runningOf,
  surveyWrongs,
} from "./draft";
import type { Form, Standard } from "./queries";

const words = (vi: string) => ({ vi, en: vi });
const source = { document: "x" };
const b1 = {
  code: "B1",
  kind: "b1",
  standards: ["S"],
  valid_from: "2022-01-01",
  valid_to: "2026-12-31",
  items: [
    { code: "size", kind: "number", name: words("size"), decimals: true },
    { code: "house", kind: "single", name: words("house"), options: [] },
  ],
} as unknown as Form;
const b2 = {
  code: "B2",
  kind: "b2",
  standards: ["S", "T"],
  valid_from: "2022-01-01",
  valid_to: "2030-12-31",
  items: [
    { code: "water", kind: "mark", name: words("water"), indicator: "water" },
    { code: "toilet", kind: "mark", name: words("toilet"), indicator: "toilet" },
  ],
} as unknown as Form;
const standard = (code: string, from: string, to: string, score: unknown) =>
  ({ code, valid_from: from, valid_to: to, score, indicators: [], source }) as unknown as Standard;
const standards = [
  standard("S", "2022-01-01", "2026-12-31", {}),
  standard("T", "2027-01-01", "2030-12-31", null),
];
const rules = (day: string) => rulesOn(day, standards, [b1, b2]) as Rules;
const TODAY = "2027-02-01";

describe("the day chooses the standard and its forms", () => {
  test("both sides of the change", () => {
    expect(rules("2026-12-31").standard.code).toBe("S");
    expect(rules("2026-12-31").b1?.code).toBe("B1");
    expect(rules("2027-01-01").standard.code).toBe("T");
    expect(rules("2027-01-01").b1).toBeNull();
    expect(rulesOn("2021-12-31", standards, [b1, b2])).toBeNull();
  });
});

describe("what is open is told", () => {
  const draft = emptySurvey("5/10/2024", "");
  test("an empty survey", () => {
    expect(surveyWrongs(draft, rules("2024-10-05"), TODAY)).toEqual({
      "/findings/b1": "required",
      "/findings/b2_answers/water": "not_answered",
      "/findings/b2_answers/toilet": "not_answered",
    });
  });
  test("a day in the future, or none", () => {
    expect(surveyWrongs({ ...draft, on: "2/2/2027" }, null, TODAY)).toEqual({
      "/surveyed_on": "survey_future",
    });
    expect(surveyWrongs({ ...draft, on: "x" }, null, TODAY)).toEqual({ "/surveyed_on": "bad_date" });
    expect(surveyWrongs({ ...draft, on: "1/1/2020" }, null, TODAY)).toEqual({
      "/surveyed_on": "survey_no_standard",
    });
  });
  test("income is needed where nothing is scored", () => {
    const wrongs = surveyWrongs({ ...draft, on: "2/1/2027" }, rules("2027-01-02"), TODAY);
    expect(wrongs["/findings/income_vnd_per_person_month"]).toBe("required");
    expect(wrongs["/findings/b1"]).toBeUndefined();
  });
});

describe("the findings", () => {
  const draft = emptySurvey("5/10/2024", "");
  test("points as typed; open questions are left out", () => {
    const findings = findingsOf({ ...draft, b1: "128", b2: { water: "yes" } }, rules("2024-10-05"));
    expect(findings).toEqual({ b1: 128, b2_answers: { water: "yes" } });
  });
  test("answers only when form B1 is whole, with a point before decimals", () => {
    const answering = { ...draft, mode: "answers" as const, b1_answers: { size: "7,5" } };
    const form = rules("2024-10-05");
    expect(openB1(answering, b1).map((item) => item.code)).toEqual(["house"]);
    expect(findingsOf(answering, form)).toBeNull();
    const whole = { ...answering, b1_answers: { size: "7,5", house: "solid" } };
    expect(findingsOf(whole, form)).toEqual({ b1_answers: { size: "7.5", house: "solid" }, b2_answers: {} });
    expect(progressOf(whole, form)).toEqual({ done: 2, total: 4 });
  });
});

describe("the points so far", () => {
  const points = (rural: number, urban: number) => ({ north: { rural, urban } });
  const form = {
    ...b1,
    regions: [{ code: "north", name: words("north"), province_ids: ["20.20221001"] }],
    items: [
      {
        code: "size",
        kind: "number",
        name: words("size"),
        options: [
          { code: "small", name: words("small"), at_least: 0, points: points(10, 12) },
          { code: "large", name: words("large"), at_least: 8, points: points(20, 25) },
        ],
      },
      {
        code: "house",
        kind: "single",
        name: words("house"),
        options: [{ code: "brick", name: words("brick"), points: points(30, 35) }],
      },
    ],
  } as unknown as Form;
  const scoring = [standard("S", "2022-01-01", "2026-12-31", { b2_points_per_indicator: { value: 10 } })];
  const here = rulesOn("2024-10-05", scoring, [form, b2]) as Rules;
  const empty = { ...emptySurvey("5/10/2024", ""), mode: "answers" as const };
  const north = { province: "20.20221001", urban: false };

  test("what is answered counts, what is open is told", () => {
    expect(runningOf(empty, here, north)).toEqual({ b1: null, b1Open: 2, b2: 0, b2Open: 2 });
    const half = { ...empty, b1_answers: { size: "8" }, b2: { water: "yes" } };
    expect(runningOf(half, here, north)).toEqual({ b1: 20, b1Open: 1, b2: 10, b2Open: 1 });
    expect(runningOf(half, here, { ...north, urban: true }).b1).toBe(25);
    expect(runningOf({ ...half, b1_answers: { size: "7", house: "brick" } }, here, north).b1).toBe(40);
  });
  test("in a region without points none are shown", () => {
    const half = { ...empty, b1_answers: { size: "8" } };
    expect(runningOf(half, here, { province: "99.20221001", urban: false }).b1).toBeNull();
    expect(runningOf(half, here, null).b1).toBeNull();
  });
  test("a total that is typed", () => {
    const typed = { ...empty, mode: "points" as const };
    expect(runningOf(typed, here, null)).toMatchObject({ b1: null, b1Open: 1 });
    expect(runningOf({ ...typed, b1: "128" }, here, null)).toMatchObject({ b1: 128, b1Open: 0 });
    expect(runningOf({ ...typed, income: "1.500.000" }, here, null)).toMatchObject({ b1: null, b1Open: 0 });
  });
  test("complete when nothing is open", () => {
    const most = { ...empty, b1_answers: { size: "7", house: "brick" }, b2: { water: "yes" } };
    expect(isComplete(most, here)).toBe(false);
    expect(isComplete({ ...most, b2: { water: "yes", toilet: "no" } }, here)).toBe(true);
    expect(isComplete({ ...most, b2: { water: "yes", toilet: "no" }, b1_answers: {} }, here)).toBe(false);
  });
});
