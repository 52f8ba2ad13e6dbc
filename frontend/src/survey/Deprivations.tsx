// Indicators as people read them.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { worded } from "@/ui/worded";
import { standardsQuery } from "./queries";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

/** Names of the indicators: short, and in full as the standard gives them. */
export function useIndicators(): {
  short: (code: string) => string;
  full: (code: string) => string;
  /** Every one there is, in the order of the standards. */
  codes: readonly string[];
} {
  const t = useTexts(surveyTexts);
  const { data } = useQuery(standardsQuery);
  return useMemo(() => {
    const indicators = (data ?? []).flatMap((standard) => standard.indicators);
    const full = (code: string) => {
      const found = indicators.find((indicator) => indicator.code === code);
      return found ? inLanguage(found.name) : code;
    };
    const codes = [...new Set(indicators.map((indicator) => indicator.code))];
    return { full, short: (code: string) => worded(t, "short", code), codes };
  }, [data, t]);
}

/** "3 Nước, Nhà tiêu, BHYT", with the full names on hover. */
export function Deprivations({ codes }: { codes: readonly string[] }) {
  const t = useTexts(surveyTexts);
  const { short, full } = useIndicators();
  if (codes.length === 0) return <span className={classes.quiet}>{t("deprivations_none")}</span>;
  return (
    <span title={codes.map(full).join("; ")}>
      <b>{codes.length}</b> <span className={classes.quiet}>{codes.map(short).join(", ")}</span>
    </span>
  );
}
