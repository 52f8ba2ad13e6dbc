// A code as it stands on paper: three groups of four letters and digits.

/** The letters of a code: no I, L, O or U, which are mistaken for others (`CODE_LETTERS` of the backend). */
const LETTERS = /^[0-9A-HJKMNP-TV-Z]*$/;
const LENGTH = 12;

/** How a typed code reads: complete, or what is wrong with it. */
export type Reading =
  | { code: string }
  | { wrong: "empty" | "short" | "long"; typed: number }
  | { wrong: "letter"; letter: string };

/** Reads what was typed: in any case, with or without dashes, O for 0, I and L for 1. */
export function readCode(text: string): Reading {
  const letters = text
    .toUpperCase()
    .replace(/[\s\-–—_.]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  const foreign = [...letters].find((letter) => !LETTERS.test(letter));
  if (foreign) return { wrong: "letter", letter: foreign };
  const typed = letters.length;
  if (typed === 0) return { wrong: "empty", typed };
  if (typed !== LENGTH) return { wrong: typed < LENGTH ? "short" : "long", typed };
  return { code: `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}` };
}

/** The code in an address that was pasted in place of it, as a code on paper opens it; else the text itself. */
export function codeOf(text: string): string {
  return /[?&]code=([^&#\s]+)/.exec(text)?.[1] ?? text;
}
