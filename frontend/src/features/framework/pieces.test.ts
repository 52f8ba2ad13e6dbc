import { expect, it } from "vitest";
import { written } from "./Pieces";

it("writes a measure with its conditions in the measure's order", () => {
  const dimensions = ["class", "ethnic", "sex"];
  expect(written("households", dimensions, {})).toBe("households");
  expect(
    written("households", dimensions, { sex: ["female"], class: ["poor", "near_poor"], ethnic: [] }),
  ).toBe("households[class=poor|near_poor; sex=female]");
});
