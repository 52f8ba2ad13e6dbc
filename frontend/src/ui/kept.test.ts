import { beforeEach, expect, test } from "vitest";
import { dropDraft, keepDraft, keptDraft, unsent } from "./kept";

beforeEach(() => sessionStorage.clear());

test("a draft comes back to its user", () => {
  expect(keptDraft("a", "u1")).toBeNull();
  expect(keepDraft("a", "u1", { name: "Nông Văn An" })).toBe(true);
  expect(keptDraft("a", "u1")).toEqual({ name: "Nông Văn An" });
  dropDraft("a");
  expect(keptDraft("a", "u1")).toBeNull();
});

test("another user of the tab gets nothing, and what was there is gone", () => {
  keepDraft("a", "u1", 1);
  expect(keptDraft("a", "u2")).toBeNull();
  expect(keptDraft("a", "u1")).toBeNull();
});

test("what is no draft is no draft", () => {
  sessionStorage.setItem("giamngheo.draft.a", "{broken");
  expect(keptDraft("a", "u1")).toBeNull();
});

test("what is unsent stays until it is dropped, for its user alone", () => {
  localStorage.clear();
  expect(unsent.keep("case.1", "u1", { b1: "120" })).toBe(true);
  expect(unsent.read("case.1", "u2")).toBeNull();
  expect(unsent.read("case.1", "u1")).toEqual({ b1: "120" });
  unsent.drop("case.1", "u1");
  expect(unsent.read("case.1", "u1")).toBeNull();
  localStorage.setItem("giamngheo.draft.u1.case.1", "{broken");
  expect(unsent.read("case.1", "u1")).toBeNull();
});
