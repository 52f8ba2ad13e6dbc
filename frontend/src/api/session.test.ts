import { beforeEach, expect, test } from "vitest";
import { forgetDrafts } from "./session";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

test("the drafts go, and nothing else", () => {
  sessionStorage.setItem("giamngheo.draft.survey.1", "{}");
  sessionStorage.setItem("giamngheo.draft.new", "{}");
  sessionStorage.setItem("giamngheo.import.7", "{}");
  sessionStorage.setItem("another", "stays");
  localStorage.setItem("giamngheo.draft.u1.case.1", "{}");
  localStorage.setItem("giamngheo.language", "en");
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(["giamngheo.language"]);
  expect(Object.keys(sessionStorage)).toEqual(["another"]);
});
