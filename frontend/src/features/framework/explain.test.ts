import { describe, expect, it } from "vitest";
import { explain } from "./explain";
import type { Measures } from "./queries";

const words = (vi: string, en: string) => ({ vi, en });
const MEASURES: Measures = {
  measures: [
    {
      code: "households",
      name: words("Số hộ", "Households"),
      unit: words("hộ", "households"),
      kind: "register",
      dimensions: ["class", "ethnic"],
    },
  ],
  dimensions: [
    {
      code: "class",
      name: words("Phân loại", "Class"),
      values: [
        { code: "poor", name: words("Hộ nghèo", "Poor") },
        { code: "near_poor", name: words("Hộ cận nghèo", "Near-poor") },
      ],
    },
  ],
  functions: [],
};
const NAMES = new Map([["I1.2", words("Tỷ lệ hộ nghèo", "Poor rate")]]);

describe("explain", () => {
  const check = (formula: string, expected: readonly (readonly [string, string])[]) =>
    expect(explain(formula, MEASURES, NAMES).map((part) => [part.text, part.words.vi])).toEqual(expected);

  it("names each measure once, with its conditions", () => {
    check("households[class=poor|near_poor] / (households + households)", [
      ["households[class=poor|near_poor]", "Số hộ (Phân loại: Hộ nghèo hoặc Hộ cận nghèo)"],
      ["households", "Số hộ"],
    ]);
  });

  it("names indicators and their parts", () => {
    check("previous(#I1.2) - #I1.2.n * #I9", [
      ["#I1.2", "Tỷ lệ hộ nghèo"],
      ["#I1.2.n", "tử số của Tỷ lệ hộ nghèo"],
      ["#I9", "I9"],
    ]);
  });

  it("leaves functions and what it doesn't know alone", () => {
    check("max(previous(1), nonsense, 2.5)", []);
    check("households[class=poor; nothing]", [
      ["households[class=poor; nothing]", "Số hộ (Phân loại: Hộ nghèo)"],
    ]);
  });
});
