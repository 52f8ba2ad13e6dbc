import { beforeEach, expect, test } from "vitest";
import { forgetDrafts } from "./session";

beforeEach(() => sessionStorage.clear());

test("the drafts go, and nothing else", () => {
  sessionStorage.setItem("giamngheo.draft.survey.1", "{}");
  sessionStorage.setItem("giamngheo.draft.new", "{}");
  sessionStorage.setItem("giamngheo.import.7", "{}");
  sessionStorage.setItem("another", "stays");
  forgetDrafts();
  expect(Object.keys(sessionStorage)).toEqual(["another"]);
});
