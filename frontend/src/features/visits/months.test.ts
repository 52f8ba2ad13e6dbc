import { expect, it } from "vitest";
import { missed, monthsOf, yearOf } from "./months";

const visit = (starts_on: string, ends_on: string, state = "closed") => ({ starts_on, ends_on, state });

it("finds the months that a visit touches", () => {
  const check = (from: string, to: string, months: number[]) =>
    expect(monthsOf(visit(from, to), 2026), `${from}..${to}`).toEqual(months);
  check("2026-03-10", "2026-03-12", [3]);
  check("2026-03-30", "2026-05-02", [3, 4, 5]);
  check("2025-12-29", "2026-01-02", [1]);
  check("2026-12-29", "2027-01-02", [12]);
  check("2025-01-01", "2027-01-01", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  check("2025-03-10", "2025-03-12", []);
  check("2027-03-10", "2027-03-12", []);
  check("2026-05-10", "2026-03-12", []);
});

it("puts planned lines beside the visits that were made, and leaves out the cancelled", () => {
  const late = visit("2026-03-20", "2026-03-21");
  const early = visit("2026-03-02", "2026-03-03");
  const lines = [
    { month: 3, areas: [{ visit_id: "v1" }] },
    { month: 3, areas: [{ visit_id: "v1" }, {}] },
    { month: 11, areas: [{ visit_id: null }] },
  ];
  const year = yearOf(2026, [late, early, visit("2026-03-05", "2026-03-06", "cancelled")], lines);
  expect(year).toHaveLength(12);
  expect(year[2]).toEqual({ month: 3, visits: [early, late], planned: [lines[1]] });
  expect(year[10]?.planned).toEqual([lines[2]]);
});

it("tells which months are over without their visits", () => {
  const line = (month: number, visit_id?: string) => ({ month, areas: [{ visit_id: visit_id ?? null }] });
  expect(missed(line(10), 2026, "2026-11-25")).toBe(true);
  expect(missed(line(10, "v"), 2026, "2026-11-25")).toBe(false);
  expect(missed(line(11), 2026, "2026-11-25")).toBe(false);
  expect(missed(line(12), 2025, "2026-01-01")).toBe(true);
});
