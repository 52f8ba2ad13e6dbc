import { expect, it } from "vitest";
import { layOut } from "./flow";

const rows = [
  { from: "poor", to: "poor", households: 60 },
  { from: "poor", to: "near_poor", households: 20 },
  { from: "near_poor", to: "average", households: 20 },
  { from: "other", to: "other", households: 900 },
];

it("leaves out those who were poor in neither year", () => {
  expect(layOut(rows, 156).leftOut).toBe(900);
});

it("bands fill their classes without overlapping", () => {
  const { before, after, bands } = layOut(rows, 156);
  expect(before.map((node) => [node.code, node.y, node.height])).toEqual([
    ["poor", 0, 80],
    ["near_poor", 94, 20],
  ]);
  expect(after.map((node) => [node.code, node.y])).toEqual([
    ["poor", 0],
    ["near_poor", 74],
    ["average", 108],
  ]);
  expect(bands.map(({ y1, y2, height }) => [y1, y2, height])).toEqual([
    [0, 0, 60],
    [60, 74, 20],
    [94, 108, 20],
  ]);
});

it("nothing moved: nothing is drawn", () => {
  expect(layOut([], 100)).toEqual({ before: [], after: [], bands: [], leftOut: 0 });
});
