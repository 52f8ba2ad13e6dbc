import { expect, it } from "vitest";
import { stepOf, stepPlaces, stepsOf } from "./steps";

it.each([
  [[0, 0.4], 0, 0.1],
  [[12.3, 3], 0, 3],
  [[25], 0, 5],
  [[25.01], 0, 6],
  [[100], 0, 20],
  [[0.0466], 0, 0.01],
  [[3421], 0, 1000],
  [[-3, 4], -4, 2],
  [[], 0, 0.1],
])("five steps hold %j from %d with a width of %d", (values, from, width) => {
  expect(stepsOf(values)).toEqual({ from, width });
});

it("a value on a boundary belongs to the step it begins; the largest to the last", () => {
  const steps = { from: 0, width: 2 };
  expect([0, 1.99, 2, 9.99, 10, 12].map((value) => stepOf(value, steps))).toEqual([0, 0, 1, 4, 4, 4]);
  expect(stepOf(-1, { from: -4, width: 2 })).toBe(1);
});

it("edges are written with the digits they need", () => {
  expect([0.01, 0.1, 0.5, 1, 20].map((width) => stepPlaces({ from: 0, width }))).toEqual([2, 1, 1, 0, 0]);
});
