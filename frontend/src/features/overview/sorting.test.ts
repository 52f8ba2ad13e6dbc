import { expect, it } from "vitest";
import type { AreaCounts } from "./queries";
import { sorted } from "./sorting";

function row(name: string | null, poor: number, percent: number | null): AreaCounts {
  const rate = { numerator: poor, denominator: 100, percent };
  return {
    area: name ? { id: name, code: name, level: "commune", kind: "commune", name } : null,
    counts: { poor, poor_rate: rate } as AreaCounts["counts"],
  };
}

const ROWS = [row("a", 3, 3), row(null, 9, 9), row("b", 0, null), row("c", 7, 7)];
const names = (sort: string | undefined) => sorted(ROWS, sort).map((r) => r.area?.name ?? "-");

it("keeps the order of the API, what belongs nowhere last", () => {
  expect(names(undefined)).toEqual(["a", "b", "c", "-"]);
  expect(names("nonsense")).toEqual(["a", "b", "c", "-"]);
});

it("sorts by figures and rates, both ways, what has none last", () => {
  expect(names("-poor")).toEqual(["c", "a", "b", "-"]);
  expect(names("poor")).toEqual(["b", "a", "c", "-"]);
  expect(names("poor_rate")).toEqual(["a", "c", "b", "-"]);
  expect(names("-poor_rate")).toEqual(["c", "a", "b", "-"]);
});
