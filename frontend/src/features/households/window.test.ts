import { describe, expect, test } from "vitest";
import { spanOf } from "./window";

describe("rows in sight", () => {
  test("at the top only what fits and a little more", () => {
    const span = spanOf(200, 800, 36, 200_000);
    expect(span.first).toBe(0);
    expect(span.last).toBeGreaterThanOrEqual(Math.ceil(600 / 36));
    expect(span.last).toBeLessThan(60);
  });

  test("far down the rows on the screen are among them", () => {
    const top = -150_000 * 36;
    const span = spanOf(top, 800, 36, 200_000);
    expect(span.first).toBeLessThanOrEqual(150_000);
    expect(span.last).toBeGreaterThanOrEqual(150_000 + 23);
    expect(span.last - span.first).toBeLessThan(70);
  });

  test("never beyond the rows there are", () => {
    expect(spanOf(-10_000, 800, 36, 5)).toEqual({ first: 5, last: 5 });
    expect(spanOf(5_000, 800, 36, 5)).toEqual({ first: 0, last: 0 });
    expect(spanOf(100, 800, 36, 0)).toEqual({ first: 0, last: 0 });
  });
});
