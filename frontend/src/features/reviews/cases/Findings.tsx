// What was found: before and now side by side, and the spot check beside them.
import { useTexts } from "@/i18n";
import { Deprivations, useIndicators } from "@/survey/Deprivations";
import { formatDate, formatNumber, NOTHING } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./cases.module.css";
import type { CaseView } from "./queries";
import { caseTexts } from "./texts";

/** What one visit found. */
export interface Finding {
  title: string;
  class: string | null | undefined;
  b1: number | null | undefined;
  b2: number | null | undefined;
  /** Null where it is not known. */
  deprivations: readonly string[] | null;
}

/** Visits side by side; rows that differ between the last two are marked. */
export function Compare({ label, visits }: { label: string; visits: readonly Finding[] }) {
  const t = useTexts(caseTexts);
  const [a, b] = visits.slice(-2);
  const differs = (key: (visit: Finding) => unknown) =>
    (a && b && key(a) != null && key(b) != null && key(a) !== key(b)) || undefined;
  return (
    <table className={classes.compare} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("item")}</th>
          {visits.map((visit) => (
            <th key={visit.title} scope="col">
              {visit.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr data-differs={differs((visit) => visit.class)}>
          <th scope="row">{t("class")}</th>
          {visits.map((visit) => (
            <td key={visit.title}>{visit.class ? <ClassBadge value={visit.class} /> : NOTHING}</td>
          ))}
        </tr>
        <tr data-differs={differs((visit) => visit.b1)}>
          <th scope="row">{t("b1")}</th>
          {visits.map((visit) => (
            <td key={visit.title}>{formatNumber(visit.b1)}</td>
          ))}
        </tr>
        <tr data-differs={differs((visit) => visit.b2)}>
          <th scope="row">{t("b2")}</th>
          {visits.map((visit) => (
            <td key={visit.title}>{formatNumber(visit.b2)}</td>
          ))}
        </tr>
        <tr data-differs={differs((visit) => visit.deprivations && [...visit.deprivations].sort().join())}>
          <th scope="row">{t("deprivations")}</th>
          {visits.map((visit) => (
            <td key={visit.title}>
              {visit.deprivations ? <Deprivations codes={visit.deprivations} /> : NOTHING}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

/** How the two visits differ, in a sentence, and side by side. */
export function CheckResult({ item }: { item: CaseView }) {
  const t = useTexts(caseTexts);
  const { full } = useIndicators();
  const { check } = item;
  if (!check) return null;
  const same = !check.class_differs && check.differences.length === 0 && check.b1 === item.b1;
  return (
    <>
      <ul style={{ margin: "0 0 8px", paddingLeft: 18, fontSize: 14 }}>
        {same && <li>{t("check_same")}</li>}
        {check.class_differs && (
          <li>
            <b>{t("check_class")}</b>
          </li>
        )}
        {check.differences.length > 0 && (
          <li>
            {t("check_differs", { count: check.differences.length })} {check.differences.map(full).join("; ")}
          </li>
        )}
        {check.note && <li>{t("check_note", { note: check.note })}</li>}
      </ul>
      <Compare
        label={t("checks")}
        visits={[
          {
            title: t("now"),
            class: item.class,
            b1: item.b1,
            b2: item.b2,
            deprivations: item.deprivations,
          },
          {
            title: t("checked_of", { date: formatDate(check.on) }),
            class: check.class,
            b1: check.b1,
            b2: check.b2,
            deprivations: check.deprivations,
          },
        ]}
      />
    </>
  );
}
