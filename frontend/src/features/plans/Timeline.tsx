// The activities of a plan as bars in time, filled as far as they are; on a phone each under its own text.
import { Button, Title } from "@mantine/core";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatDate } from "@/ui/format";
import { worded } from "@/ui/worded";
import classes from "./plans.module.css";
import type { Activity, PlanDetail } from "./queries";
import { monthsOf, placeOf, spanOf } from "./span";
import { planTexts } from "./texts";
import { ActivityBadge } from "./words";

const MOST_MONTHS = 12;

export function Timeline({ plan, onReport }: { plan: PlanDetail; onReport: (activity: Activity) => void }) {
  const t = useTexts(planTexts);
  const { today } = usePlace();
  const now = placeOf(today, plan.from, plan.to);
  const months = monthsOf(plan.from, plan.to, MOST_MONTHS);
  const reports = plan.allowed.includes("report");
  return (
    <section className={classes.section}>
      <Title order={2}>{t("timeline")}</Title>
      <div className={classes.months} aria-hidden>
        <span className={classes.scale}>
          {months.map((month) => (
            <span key={month} style={{ left: `${placeOf(month, plan.from, plan.to) ?? 0}%` }}>
              {Number(month.slice(5, 7))}
            </span>
          ))}
        </span>
      </div>
      <ol className={classes.timeline}>
        {plan.activities.map((activity) => {
          const { left, width } = spanOf(activity.from, activity.to, plan.from, plan.to);
          return (
            <li key={activity.n}>
              <div className={classes.what}>
                <div className={classes.text}>
                  <span className={classes.n}>{activity.n}.</span> {activity.text}
                </div>
                <div className={classes.detail}>
                  {activity.responsible} ·{" "}
                  {t("period_from_to", { from: formatDate(activity.from), to: formatDate(activity.to) })}
                </div>
                {activity.note && <div className={classes.note}>{activity.note}</div>}
              </div>
              <div
                className={classes.line}
                role="img"
                aria-label={t("bar_said", {
                  text: activity.text,
                  from: formatDate(activity.from),
                  to: formatDate(activity.to),
                  percent: activity.progress,
                  state: worded(t, "activity", activity.state),
                })}
              >
                {months.map((month) => (
                  <i key={month} style={{ left: `${placeOf(month, plan.from, plan.to) ?? 0}%` }} />
                ))}
                <span
                  className={classes.bar}
                  data-state={activity.state}
                  data-late={activity.late || undefined}
                  style={{ left: `${left}%`, width: `${width}%` }}
                >
                  <span style={{ width: `${activity.progress}%` }} />
                </span>
                {now !== null && <b style={{ left: `${now}%` }} />}
              </div>
              <div className={classes.standing}>
                <span className={classes.percent}>{t("per_cent", { percent: activity.progress })}</span>
                <ActivityBadge activity={activity} />
                {reports && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    className="gn-no-print"
                    aria-label={t("report_of", { n: activity.n })}
                    onClick={() => onReport(activity)}
                  >
                    {t("report")}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {now !== null && <p className={classes.legend}>{t("today", { date: formatDate(today) })}</p>}
    </section>
  );
}
