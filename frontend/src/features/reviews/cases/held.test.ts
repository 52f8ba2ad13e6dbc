import { expect, test } from "vitest";
import { emptySurvey } from "@/survey/draft";
import { heldOf, meet } from "./held";

const empty = emptySurvey("20/09/2026", "Hứa Thị Mai");
const mine = { ...empty, b1: "120" };
const theirs = { ...empty, note: "Vắng nhà" };
const base = { survey: null, draft: null };

test("an answer of the server that got lost on the way is no conflict", () => {
  expect(meet(base, mine, { survey: null, draft: mine })).toBe("agree");
});

test("a case that was only assigned or drawn is gone on with", () => {
  expect(meet(base, mine, base)).toBe("go_on");
  expect(meet({ survey: "s1", draft: theirs }, mine, { survey: "s1", draft: { ...theirs } })).toBe("go_on");
});

test("another's draft, or a survey sent meanwhile, is to be chosen from", () => {
  expect(meet(base, mine, { survey: null, draft: theirs })).toBe("choose");
  expect(meet(base, mine, { survey: "s1", draft: null })).toBe("choose");
  expect(meet({ survey: "s1", draft: mine }, mine, { survey: "s2", draft: null })).toBe("choose");
});

test("the server's state is read from the case", () => {
  expect(heldOf({ survey_id: undefined, draft: undefined } as never)).toEqual(base);
  expect(heldOf({ survey_id: "s1", draft: { ...mine } } as never)).toEqual({ survey: "s1", draft: mine });
});
