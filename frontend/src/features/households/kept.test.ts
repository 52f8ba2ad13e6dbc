import { beforeEach, expect, test } from "vitest";
import { dropDraft, keepDraft, keptDraft } from "./kept";

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
