import { expect, it } from "vitest";
import { burnOf } from "./burn";
import { addressOf, dimensionsOf, linesOf, monthsOf } from "./execution";

it("asks by one or two things", () => {
  const check = (by: string | undefined, and: string | undefined, expected: string[]) =>
    expect(dimensionsOf(by, and)).toEqual(expected);
  check(undefined, undefined, ["project", "source"]);
  check("unit", undefined, ["unit"]);
  check("unit", "none", ["unit"]);
  check("unit", "month", ["unit", "month"]);
  check("unit", "unit", ["unit"]);
  check("drop table", "source", ["project", "source"]);
});

it("offers the months that have begun", () => {
  expect(monthsOf(2026, "2026-03-31")).toEqual(["2026-01", "2026-02", "2026-03"]);
  expect(monthsOf(2025, "2026-03-31")).toHaveLength(12);
  expect(monthsOf(2027, "2026-03-31")).toEqual([]);
});

it("leads a row to its lines", () => {
  expect(linesOf({ project: "CT2635/SK", source: "central" })).toEqual({
    item: "CT2635/SK",
    source: "central",
  });
  expect(linesOf({ month: "2026-01", unit: "x" })).toEqual({ unit: "x" });
});

it("writes the same question as an address", () => {
  expect(addressOf({ year: 2026, area: undefined, by: "project,source" })).toBe(
    "/api/v1/budget/execution?year=2026&by=project%2Csource",
  );
});

it("draws the year as far as it is known, and the forecast from there", () => {
  const month = (at: number, cumulative_vnd: number | null, forecast_vnd: number | null) => ({
    month: `2026-${String(at).padStart(2, "0")}`,
    disbursed_vnd: null,
    cumulative_vnd,
    planned_vnd: at * 10_000_000,
    forecast_vnd,
  });
  const months = [month(1, 5_000_000, null), month(2, 8_000_000, null), month(3, null, 12_000_000)];
  const shown = burnOf({ year: 2026, allotted_vnd: 30_000_000, months });
  expect(shown.done).toEqual([5, 8, null]);
  expect(shown.forecast).toEqual([null, 8, 12]);
  expect(shown.plan).toEqual([10, 20, 30]);
  expect(shown.last?.month).toBe("2026-02");
  expect(shown.percent).toBeCloseTo(26.67, 1);
  expect(shown.ends).toBe(12_000_000);
  expect(shown.endsPercent).toBe(40);
  // A year that is over has no forecast.
  expect(burnOf({ year: 2026, allotted_vnd: 10, months: months.slice(0, 2) }).forecast).toEqual([null, null]);
});
