import { expect, it } from "vitest";
import type { AreaRef } from "@/api/types";
import { keepsFiles } from "./keeping";

const area = (code: string, level: string): AreaRef => ({
  id: `${code}.20250701`,
  code,
  level,
  kind: level,
  name: code,
});
const PROVINCE = area("20", "province");
const COMMUNE = area("06154", "commune");
const ROLES = [
  { role: "officer", vi: "", en: "", actions: ["edit_plans"] },
  { role: "viewer", vi: "", en: "", actions: ["view_statistics"] },
];
const officer = (of: AreaRef | null) => [{ role: "officer", area: of }];

it("lets an officer keep the files of his own area and of those below", () => {
  expect(keepsFiles(officer(COMMUNE), ROLES, COMMUNE)).toBe(true);
  expect(keepsFiles(officer(PROVINCE), ROLES, COMMUNE)).toBe(true);
  expect(keepsFiles(officer(null), ROLES, null)).toBe(true);
});

it("leaves alone what was issued above", () => {
  expect(keepsFiles(officer(COMMUNE), ROLES, PROVINCE)).toBe(false);
  expect(keepsFiles(officer(PROVINCE), ROLES, null)).toBe(false);
});

it("asks for a role that files documents there", () => {
  const both = [...officer(COMMUNE), { role: "viewer", area: null }];
  expect(keepsFiles(both, ROLES, PROVINCE)).toBe(false);
  expect(keepsFiles(both, [], COMMUNE)).toBe(false);
});
