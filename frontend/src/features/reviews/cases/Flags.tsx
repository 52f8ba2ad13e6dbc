// Contradictions with their sentences and how much they matter.
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import classes from "./cases.module.css";
import type { Flag } from "./queries";
import { caseTexts } from "./texts";

/** The serious ones first. */
export function Flags({ flags }: { flags: readonly Flag[] }) {
  const t = useTexts(caseTexts);
  const sorted = [...flags].sort(
    (a, b) => Number(b.severity === "warning") - Number(a.severity === "warning"),
  );
  return (
    <ul className={classes.flags}>
      {sorted.map((flag) => (
        <li key={flag.code + flag.vi} className={classes.flag} data-severity={flag.severity ?? "notice"}>
          <b>{t(flag.severity === "warning" ? "severity_warning" : "severity_notice")}</b>
          {inLanguage(flag)}
        </li>
      ))}
    </ul>
  );
}
