// The year, a month a box: visits that are made, and what the plan still has for the month.
import { IconCalendarEvent, IconClockExclamation } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCan, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { missed, yearOf } from "./months";
import type { Plan, Visit } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { days, VisitState } from "./words";

interface Props {
  year: number;
  visits: readonly Visit[];
  plans: readonly Plan[];
}

export function YearCalendar({ year, visits, plans }: Props) {
  const t = useTexts(visitTexts);
  const can = useCan();
  const { today } = usePlace();
  const lines = plans.flatMap((plan) => plan.items.map((line) => ({ ...line, plan })));
  return (
    <ol className={classes.year}>
      {yearOf(year, visits, lines).map(({ month, visits: made, planned }) => (
        <li
          key={month}
          className={classes.month}
          data-now={today.startsWith(`${year}-${String(month).padStart(2, "0")}`) || undefined}
        >
          <h2>{t("month", { month })}</h2>
          <ul>
            {made.map((visit) => (
              <li key={visit.id}>
                <Link to="/visits/$id" params={{ id: visit.id } as never} className={classes.made}>
                  <b>{visit.title}</b>
                  <span>{days(visit.starts_on, visit.ends_on)}</span>
                  <VisitState state={visit.state} />
                </Link>
              </li>
            ))}
            {planned.map((line) => {
              const late = line.plan.state === "issued" && missed(line, year, today);
              const what = (
                <>
                  <b>
                    {t(`purpose_${line.purpose}`)} ·{" "}
                    {line.areas.flatMap((one) => (one.visit_id ? [] : (one.area?.name ?? []))).join(", ")}
                  </b>
                  <span className={late ? classes.late : undefined}>
                    {late ? (
                      <IconClockExclamation size={13} aria-hidden />
                    ) : (
                      <IconCalendarEvent size={13} aria-hidden />
                    )}{" "}
                    {t(late ? "line_missed" : "line_planned")}
                  </span>
                </>
              );
              const key = `${line.plan.id}/${line.n}`;
              return (
                <li key={key}>
                  {can("conduct_visits") && line.plan.state === "issued" ? (
                    <Link
                      to="/visits/new"
                      search={{ plan: line.plan.id, line: line.n } as never}
                      className={classes.planned}
                      title={t("make_visit")}
                    >
                      {what}
                    </Link>
                  ) : (
                    <div className={classes.planned}>{what}</div>
                  )}
                </li>
              );
            })}
            {made.length + planned.length === 0 && <li className={classes.small}>{t("month_none")}</li>}
          </ul>
        </li>
      ))}
    </ol>
  );
}
