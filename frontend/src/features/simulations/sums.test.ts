import { describe, expect, it } from "vitest";
import type { Outcome } from "./queries";
import { costs, households, millions, moved, percentOf, signed, signedMillions } from "./sums";

const rate = { numerator: 0, denominator: 10, percent: 0 };
const side = (poor: number, none: number) => ({
  classes: [
    {
      class: "poor",
      households: poor,
      members: 4 * poor,
      household_rate: rate,
      member_rate: rate,
      cost_vnd_per_year: 0,
    },
    {
      class: null,
      households: none,
      members: none,
      household_rate: rate,
      member_rate: rate,
      cost_vnd_per_year: 0,
    },
  ],
  multidimensional_rate: rate,
  cost_vnd_per_year: 0,
});
const outcome = {
  before: side(3, 0),
  compared: side(2, 0),
  after: side(5, 1),
  moves: [
    { from: "poor", to: "poor", households: 2, members: 8 },
    { from: "poor", to: null, households: 1, members: 4 },
  ],
} as unknown as Outcome;

describe("what a simulation found", () => {
  it("is read by class, also of those without one", () => {
    expect(households(outcome, "after", "poor")).toBe(5);
    expect(households(outcome, "after", null)).toBe(1);
    expect(households(outcome, "after", "other")).toBe(0);
    expect(moved(outcome, "poor", null)).toBe(1);
    expect(moved(outcome, "other", "poor")).toBe(0);
    expect(costs(outcome)).toBe(false);
  });

  it("is written with its sign, in millions where it is money", () => {
    expect(signed(1200)).toBe("+1.200");
    expect(signed(-3)).toBe("−3");
    expect(signed(0)).toBe("0");
    expect(signedMillions(-40_000)).toBe("0");
    expect(signedMillions(-1_250_000)).toBe("−1,3");
    expect(millions(123_456_789)).toBe("123,5");
    expect(percentOf(1, 3)).toBe(33.33);
    expect(percentOf(1, 0)).toBeNull();
  });
});
