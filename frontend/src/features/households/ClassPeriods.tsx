// What the household legally was and is: the periods of its class, each with the decision it rests on.
import { Anchor, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./households.module.css";
import { type ClassPeriod, periodsQuery } from "./queries";
import { householdTexts, worded } from "./texts";

/** Nothing for a household that no decision named yet. */
export function ClassPeriods({ household }: { household: string }) {
  const t = useTexts(householdTexts);
  const can = useCan();
  const periods = useQuery(periodsQuery(household));
  if (!periods.error && !periods.data?.length) return null;
  return (
    <section>
      <Title order={2} mb={6}>
        {t("periods_title")}
      </Title>
      <DataTable<ClassPeriod>
        label={t("periods_title")}
        rows={periods.data}
        error={periods.error}
        rowKey={(period) => period.recognition_id}
        stt={false}
        columns={[
          {
            key: "class",
            head: t("class"),
            phone: "title",
            cell: (period) => (
              <span className={classes.classState}>
                <ClassBadge value={period.class} />
                {!period.to && <span className={classes.quiet}>{t("period_now")}</span>}
              </span>
            ),
          },
          { key: "from", head: t("period_from"), nowrap: true, cell: (period) => formatDate(period.from) },
          {
            key: "to",
            head: t("period_to"),
            nowrap: true,
            cell: (period) => (period.to ? t("period_before", { date: formatDate(period.to) }) : "–"),
          },
          {
            key: "movement",
            head: t("movement"),
            cell: (period) => (period.movement ? worded(t, "mv", period.movement) : t("mv_stayed")),
          },
          {
            key: "decision",
            head: t("period_decision"),
            cell: (period) =>
              can("view_reviews") ? (
                <Anchor component={Link} to={`/recognitions/${period.recognition_id}`} inherit>
                  {period.number}
                </Anchor>
              ) : (
                period.number
              ),
          },
        ]}
      />
    </section>
  );
}
