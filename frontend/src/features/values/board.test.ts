import { expect, test } from "vitest";
import type { AreaRef, Me } from "@/api/types";
import { counts, unitRows, within } from "./board";
import { hindrance, type Indicator, type Value } from "./queries";

const unit = (id: string, level = "commune") => ({ id, code: id, name: id, kind: "xa", level }) as AreaRef;
const value = (area: AreaRef, code: string, state: string, given: object = {}) =>
  ({
    id: `${area.id}${code}`,
    area,
    indicator: { code },
    state,
    allowed: state === "checked" ? ["approve", "return"] : ["change", "check"],
    flags: [],
    entered: { user_id: "u1" },
    ...given,
  }) as unknown as Value;
const me = (id: string, role: string, area: AreaRef | null) =>
  ({ id, actions: ["check_values", "approve_values"], grants: [{ role, area }] }) as unknown as Me;

test("units that entered nothing are rows too, others' levels are not", () => {
  const rows = unitRows(
    [unit("a"), unit("b")],
    [value(unit("a"), "I1", "entered"), value(unit("p", "province"), "I2", "entered")],
    "commune",
  );
  expect(rows.map((row) => row.unit.id)).toEqual(["a", "b"]);
  const sums = counts(rows, [{ code: "I1" }] as Indicator[]);
  expect(sums).toMatchObject({ entered: 1, missing: 1, approved: 0, flagged: 0 });
});

test("nobody checks or approves what he entered, and an officer approves only for units below", () => {
  const commune = unit("a");
  const checked = value(commune, "I1", "checked");
  expect(hindrance(me("u1", "approver", commune), checked, "approve")).toBe("same_person");
  expect(hindrance(me("u2", "officer", commune), checked, "approve")).toBe("level");
  expect(hindrance(me("u2", "officer", unit("p", "province")), checked, "approve")).toBeNull();
  expect(hindrance(me("u2", "approver", commune), checked, "lock")).toBe("state");
  const rows = unitRows([commune], [checked, value(commune, "I2", "entered")], "commune");
  expect(within(me("u2", "approver", commune), rows, undefined, "approve").map((one) => one.id)).toEqual([
    "aI1",
  ]);
});
