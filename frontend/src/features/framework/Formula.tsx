// A formula to read: with the place of a fault marked, and its parts in words.
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { explain } from "./explain";
import classes from "./framework.module.css";
import { bodyOf, frameworkQuery, measuresQuery } from "./queries";
import { frameworkTexts } from "./texts";

/** A formula as it is written; `at` marks where it is wrong, in characters from 0. */
export function FormulaText({ text, at }: { text: string; at?: number | null | undefined }) {
  // As the server counts: by characters, not by their halves.
  const letters = [...text];
  if (at == null) return <code className={`${classes.code} ${classes.formula}`}>{text}</code>;
  const before = letters.slice(0, at).join("");
  const wrong = letters.slice(at, at + wordLength(letters, at)).join("");
  return (
    <code className={`${classes.code} ${classes.formula}`}>
      {before}
      <mark>{wrong || "\u00a0"}</mark>
      {letters.slice(at + wordLength(letters, at)).join("")}
    </code>
  );
}

/** How many characters the word at a place has, at least one. */
function wordLength(letters: readonly string[], at: number): number {
  let end = at + 1;
  while (end < letters.length && /[\w#.]/.test(letters[end - 1] ?? "") && /[\w.]/.test(letters[end] ?? ""))
    end++;
  return end - at;
}

/** What the parts of a formula mean, on a day. */
export function Where({ formula, on }: { formula: string; on: string }) {
  const t = useTexts(frameworkTexts);
  const measures = useQuery(measuresQuery);
  const tree = useQuery(frameworkQuery(on));
  const names = new Map(
    tree.data?.items
      .filter((item) => item.kind === "indicator")
      .map((item) => [item.code, bodyOf(item).name] as const),
  );
  const parts = explain(formula, measures.data, names);
  if (parts.length === 0) return null;
  return (
    <ul className={classes.where} aria-label={t("where")}>
      {parts.map((part) => (
        <li key={part.text}>
          <code className={classes.code}>{part.text}</code>:{" "}
          {part.indicator && names.has(part.indicator) ? (
            <Anchor component={Link} to={`/framework/indicator/${part.indicator}`} inherit>
              {inLanguage(part.words)}
            </Anchor>
          ) : (
            inLanguage(part.words)
          )}
        </li>
      ))}
    </ul>
  );
}
