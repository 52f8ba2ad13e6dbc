import { describe, expect, it } from "vitest";
import { changeOf, ordered, unitsOf, yearsUpTo } from "./figures";
import type { Analytics, Figure } from "./queries";

const figure = (area: string | null, period: string, value: number | null, group: string | null = null) =>
  ({ indicator: "I1.2", area, period, group, value, provisional: false }) as Figure;

const view = (rows: Figure[]) =>
  ({
    areas: [
      { id: "a", name: "Xã A" },
      { id: "b", name: "Xã B" },
    ],
    rows,
  }) as unknown as Analytics;

describe("figures by unit", () => {
  it("tell the nation from what belongs to no unit", () => {
    const units = unitsOf(
      view([
        figure(null, "2024", 3),
        figure(null, "2025", 2),
        figure("a", "2024", 5),
        figure("a", "2025", 4),
        figure(null, "2024", 1),
        figure(null, "2025", 0),
      ]),
    );
    expect(units.map((unit) => [unit.area?.id, unit.get("I1.2", "2025")?.value])).toEqual([
      [undefined, 2],
      ["a", 4],
      [undefined, 0],
    ]);
  });

  it("keep groups apart", () => {
    const [unit] = unitsOf(view([figure("a", "2025", 4), figure("a", "2025", 9, "minority")]));
    expect(unit?.get("I1.2", "2025")?.value).toBe(4);
    expect(unit?.get("I1.2", "2025", "minority")?.value).toBe(9);
  });
});

it("a change is rounded and good when it goes where it should", () => {
  const down = { decimals: 2, direction: "down" } as const;
  expect(changeOf(figure("a", "2025", 13.3), figure("a", "2024", 16.7), down)).toEqual({
    by: -3.4,
    good: true,
  });
  expect(changeOf(figure("a", "2025", 5), figure("a", "2024", 5), down)).toEqual({ by: 0, good: null });
  expect(changeOf(figure("a", "2025", null), figure("a", "2024", 5), down)).toBeNull();
});

it("the worst comes first, gaps and what belongs nowhere last", () => {
  const units = unitsOf(
    view([
      figure("a", "2025", 4),
      figure("b", "2025", 9),
      figure(null, "2025", 99),
      figure("b", "2025", null),
    ]),
  );
  const value = (unit: (typeof units)[number]) => unit.get("I1.2", "2025")?.value;
  expect(ordered(units, value, "down", "worst").map(value)).toEqual([9, 4, null, 99]);
  expect(ordered(units, value, "down", "best").map(value)).toEqual([4, 9, null, 99]);
  expect(ordered(units, value, "up", "worst").map(value)).toEqual([4, 9, null, 99]);
});

it("six years end with the one asked for", () => {
  expect(yearsUpTo(2025)).toEqual([2020, 2021, 2022, 2023, 2024, 2025]);
});
