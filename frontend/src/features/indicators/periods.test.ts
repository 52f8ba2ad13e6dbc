import { expect, it } from "vitest";
import { periodCodes, periodName } from "./periods";

it("offers what has begun, the latest first", () => {
  const offered = periodCodes(2025, "2026-04-02");
  expect(offered.years).toEqual(["2026", "2025"]);
  expect(offered.halves).toEqual(["2026-S1", "2025-S2", "2025-S1"]);
  expect(offered.quarters).toEqual(["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]);
});

it.each([
  ["2025", "period_year", 0],
  ["2025-S1", "period_half_1", 1],
  ["2025-S2", "period_half_2", 2],
  ["2025-Q3", "period_quarter", 3],
])("%s is a %s", (code, key, n) => {
  expect(periodName(code)).toEqual({ key, values: { year: 2025, n } });
});

it.each(["2025-S3", "25", "2025-X1"])("%s is none", (code) => {
  expect(periodName(code)).toBeNull();
});
