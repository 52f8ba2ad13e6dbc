import { expect, it } from "vitest";
import type { Framework, Measures } from "./queries";
import { formulaInWords, measureInWords } from "./wording";

const named = (code: string, vi: string) => ({ code, name: { vi, en: code } });
const known = {
  measures: [named("households", "Số hộ"), named("members", "Số người")],
  dimensions: [
    { ...named("class", "Loại"), values: [named("poor", "Hộ nghèo"), named("near_poor", "Hộ cận nghèo")] },
    { ...named("ethnic", "Dân tộc"), values: [named("minority", "Dân tộc thiểu số")] },
  ],
} as unknown as Measures;
const framework = {
  items: [{ code: "I1.1", indicator: { name: { vi: "Tỷ lệ nghèo", en: "Rate" } } }],
} as unknown as Framework;
const words = { previous: "năm trước", target: "chỉ tiêu", baseline: "giá trị gốc" };

it("a measure says what is asked of it", () => {
  expect(measureInWords("households[class=near_poor|poor; ethnic=minority]", known)).toBe(
    "Số hộ (Hộ cận nghèo + Hộ nghèo; Dân tộc thiểu số)",
  );
  expect(measureInWords("households", known)).toBe("Số hộ");
  expect(measureInWords("rounds[x=y]", known)).toBe("rounds[x=y]");
});

it("a formula is read by its names", () => {
  expect(formulaInWords("previous(#I1.1) - #I1.1", known, framework, words)).toBe(
    "năm trước (“Tỷ lệ nghèo”) − “Tỷ lệ nghèo”",
  );
  expect(formulaInWords("100 * households[class=poor] / members", known, framework, words)).toBe(
    "100 × Số hộ (Hộ nghèo) / Số người",
  );
});
