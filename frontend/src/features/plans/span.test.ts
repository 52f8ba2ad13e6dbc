import { describe, expect, it } from "vitest";
import { monthsOf, placeOf, spanOf } from "./span";

describe("a line of days", () => {
  it("places a span with both of its days", () => {
    expect(spanOf("2026-01-01", "2026-01-10", "2026-01-01", "2026-01-10")).toEqual({ left: 0, width: 100 });
    expect(spanOf("2026-01-06", "2026-01-10", "2026-01-01", "2026-01-10")).toEqual({ left: 50, width: 50 });
    expect(spanOf("2025-12-01", "2026-01-05", "2026-01-01", "2026-01-10")).toEqual({ left: 0, width: 50 });
  });

  it("places a day on it alone", () => {
    expect(placeOf("2026-01-06", "2026-01-01", "2026-01-10")).toBe(50);
    expect(placeOf("2026-01-11", "2026-01-01", "2026-01-10")).toBeNull();
  });

  it("marks as many months as there is room for", () => {
    expect(monthsOf("2026-10-01", "2027-01-31", 12)).toEqual([
      "2026-10-01",
      "2026-11-01",
      "2026-12-01",
      "2027-01-01",
    ]);
    expect(monthsOf("2026-02-15", "2026-12-31", 5)).toEqual([
      "2026-03-01",
      "2026-05-01",
      "2026-07-01",
      "2026-09-01",
      "2026-11-01",
    ]);
  });
});
