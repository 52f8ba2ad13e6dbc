import { expect, it } from "vitest";
import type { Me } from "@/api/types";
import { judgesNot } from "./judging";
import type { Unit } from "./types";

const me = (role: string, area: string, ...actions: string[]) =>
  ({ id: "me", actions, grants: [{ role, area: { id: area } }] }) as unknown as Me;
const commune = { id: "xa", area_id: "xa" } as Unit;

it("lets another person decide, of the unit itself or in finance above", () => {
  const check = (who: Me, by: string, expected: string | null) =>
    expect(judgesNot(who, commune, by)).toBe(expected);
  check(me("approver", "xa", "approve_budget"), "other", null);
  check(me("approver", "xa", "approve_budget"), "me", "same_person");
  check(me("finance", "tinh", "approve_budget", "enter_budget"), "other", null);
  check(me("finance", "xa", "approve_budget", "enter_budget"), "other", "level");
  check(me("viewer", "xa", "view_budget"), "other", "role");
});
