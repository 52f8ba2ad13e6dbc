// Formulae in words: every name in them by what people call it.
import { inLanguage } from "@/ui/format";
import type { Framework, Measures } from "./queries";

/** A name of a formula, with what is asked of it: `households[class=poor; ethnic=minority]`. */
const NAME = /#?[A-Za-z_][A-Za-z0-9_.]*(\[[^\]]*\])?/g;

/** "Số hộ dân cư (Hộ nghèo; Dân tộc thiểu số)". */
export function measureInWords(text: string, known: Measures): string {
  const [, name = "", filters] = text.match(/^([^[]*)(?:\[(.*)\])?$/) ?? [];
  const measure = known.measures.find((one) => one.code === name);
  if (!measure) return text;
  const parts = (filters ?? "").split(";").flatMap((filter) => {
    const [dimension = "", values = ""] = filter.split("=").map((part) => part.trim());
    const values_of = known.dimensions.find((one) => one.code === dimension)?.values ?? [];
    const names = values.split("|").flatMap((value) => {
      const code = value.trim();
      const found = values_of.find((one) => one.code === code);
      return found ? inLanguage(found.name) : code ? code : [];
    });
    return names.length > 0 ? [names.join(" + ")] : [];
  });
  return parts.length > 0 ? `${inLanguage(measure.name)} (${parts.join("; ")})` : inLanguage(measure.name);
}

/** A formula with its measures and indicators by name; what isn't known stands as it is written. */
export function formulaInWords(
  formula: string,
  known: Measures,
  framework: Framework,
  words: { previous: string; target: string; baseline: string },
): string {
  return formula
    .replace(/\*/g, "×")
    .replace(/\s-\s/g, " − ")
    .replace(NAME, (text) => {
      if (text === "previous" || text === "target" || text === "baseline") return `${words[text]} `;
      if (!text.startsWith("#")) return measureInWords(text, known);
      const code = text.slice(1).replace(/\.[nd]$/, "");
      const found = framework.items.find((item) => item.code === code)?.indicator;
      return found ? `“${inLanguage(found.name)}”` : text;
    });
}
