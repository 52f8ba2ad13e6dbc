import { expect, it } from "vitest";
import { likelyPeriod, periodsOf } from "./periods";

it("a year's periods have their codes", () => {
  expect(periodsOf(["half", "year"], 2026)).toEqual(["2026-S1", "2026-S2", "2026"]);
  expect(periodsOf(["month"], 2026)[6]).toBe("2026-M07");
  expect(periodsOf(["quarter"], 2026)).toHaveLength(4);
});

it("the period asked for first is the last that is over", () => {
  const codes = periodsOf(["half", "year"], 2026);
  expect(likelyPeriod(codes, "2026-11-25")).toBe("2026-S1");
  expect(likelyPeriod(codes, "2026-03-01")).toBe("2026-S1");
  expect(likelyPeriod(periodsOf(["year"], 2026), "2026-12-05")).toBe("2026");
});
