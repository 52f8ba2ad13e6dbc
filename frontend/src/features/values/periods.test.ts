import { describe, expect, test } from "vitest";
import { firstDay, lastBegun, lastDay, partsFor, periodBefore, periodCode, periodOf } from "./periods";

describe("periods", () => {
  test("codes are the API's", () => {
    expect(periodCode(2026, "Y")).toBe("2026");
    expect(periodCode(2026, "S2")).toBe("2026-S2");
    expect(periodOf("2026-M07")).toEqual({ year: 2026, part: "M07" });
    expect(periodOf("2026")).toEqual({ year: 2026, part: "Y" });
  });

  test("days", () => {
    expect([firstDay(2026, "S2"), lastDay(2026, "S2")]).toEqual(["2026-07-01", "2026-12-31"]);
    expect([firstDay(2026, "Q1"), lastDay(2026, "Q1")]).toEqual(["2026-01-01", "2026-03-31"]);
    expect(lastDay(2028, "M02")).toBe("2028-02-29");
    expect(firstDay(2026, "Y")).toBe("2026-01-01");
  });

  test("the period before has the same length", () => {
    expect(periodBefore(2026, "S1")).toEqual({ year: 2025, part: "S2" });
    expect(periodBefore(2026, "Y")).toEqual({ year: 2025, part: "Y" });
    expect(periodBefore(2026, "Q3")).toEqual({ year: 2026, part: "Q2" });
  });

  test("one begins with the last period that has begun", () => {
    const parts = partsFor(["year", "half"]);
    expect(parts).toEqual(["S1", "S2", "Y"]);
    expect(lastBegun(2026, parts, "2026-11-25")).toBe("S2");
    expect(lastBegun(2026, parts, "2026-03-01")).toBe("S1");
    expect(lastBegun(2027, parts, "2026-11-25")).toBe("S1");
    expect(lastBegun(2027, [], "2026-11-25")).toBeUndefined();
  });
});
