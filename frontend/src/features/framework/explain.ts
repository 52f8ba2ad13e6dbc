// A formula's parts in words: what a person reads who doesn't know the language of formulae.
import type { Measures } from "./queries";

/** A text in both languages. */
interface Words {
  vi: string;
  en: string;
}

/** A part of a formula and what it means. */
export interface Part {
  /** As it stands in the formula. */
  text: string;
  words: Words;
  /** The indicator it is a part of, to go there. */
  indicator?: string;
}

const REFERENCE = /#([A-Za-z]\w*(?:\.\w+)*)|([A-Za-z_]\w*)\s*(\[[^\]]*\])?(?!\w*\s*\()/g;
const PARTS: Readonly<Record<string, Words>> = {
  n: { vi: "tử số của ", en: "numerator of " },
  d: { vi: "mẫu số của ", en: "denominator of " },
};

/** The measures and indicators that a formula names, each once, with what they mean. */
export function explain(
  formula: string,
  measures: Measures | undefined,
  names: ReadonlyMap<string, Words>,
): Part[] {
  const parts = new Map<string, Part>();
  for (const match of formula.matchAll(REFERENCE)) {
    const text = match[0].trim();
    const [, reference, name, filter] = match;
    const part = reference
      ? ofIndicator(text, reference, names)
      : name && measures
        ? ofMeasure(text, name, filter, measures)
        : null;
    if (part) parts.set(text, part);
  }
  return [...parts.values()];
}

function ofIndicator(text: string, reference: string, names: ReadonlyMap<string, Words>): Part {
  const dot = reference.lastIndexOf(".");
  const which = dot > 0 ? PARTS[reference.slice(dot + 1)] : undefined;
  const code = which ? reference.slice(0, dot) : reference;
  const name = names.get(code) ?? { vi: code, en: code };
  const words = which ? { vi: which.vi + name.vi, en: which.en + name.en } : name;
  return { text, words, indicator: code };
}

function ofMeasure(text: string, name: string, filter: string | undefined, all: Measures): Part | null {
  const measure = all.measures.find((one) => one.code === name);
  if (!measure) return null;
  const conditions = (filter ?? "")
    .replace(/^\[|\]$/g, "")
    .split(";")
    .map((condition) => condition.split("="))
    .flatMap(([dimension, values]) => {
      const known = all.dimensions.find((one) => one.code === dimension?.trim());
      if (!known || values === undefined) return [];
      const meant = values.split("|").map((value) => {
        const code = value.trim();
        return known.values.find((one) => one.code === code)?.name ?? { vi: code, en: code };
      });
      const list = (language: "vi" | "en", or: string) => meant.map((value) => value[language]).join(or);
      return [
        {
          vi: `${known.name.vi}: ${list("vi", " hoặc ")}`,
          en: `${known.name.en}: ${list("en", " or ")}`,
        },
      ];
    });
  const within = (language: "vi" | "en") => {
    const list = conditions.map((condition) => condition[language]).join("; ");
    return list ? `${measure.name[language]} (${list})` : measure.name[language];
  };
  return { text, words: { vi: within("vi"), en: within("en") } };
}
