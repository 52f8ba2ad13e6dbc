// What the team saw against what the registry says: classes of the sample's households, and money where there is any.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, formatPercent, NOTHING } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge, StatusBadge } from "@/ui/StatusBadge";
import { MoneyPart } from "./MoneyPart";
import { comparisonQuery, type Visit } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

export function ComparisonTab({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  const can = useCan();
  const found = useQuery(comparisonQuery(visit.id));
  if (!found.data) return <ProblemAlert error={found.error} />;
  const { data } = found;
  const seen = data.rows.filter((one) => one.verdict !== "unseen");
  return (
    <div className={classes.about}>
      <section>
        <Title order={2} mb="xs">
          {t("compare_classes")}
        </Title>
        {data.seen > 0 && (
          <Text size="sm" mb="sm">
            {t("compare_result", { seen: formatNumber(data.seen), count: data.differing })}{" "}
            {data.differing_percent != null && `(${formatPercent(data.differing_percent)})`}
          </Text>
        )}
        <DataTable
          label={t("compare_classes")}
          rows={seen}
          rowKey={(one) => one.unit_id}
          empty={
            <Text size="sm" c="dimmed">
              {t("compare_none")}
            </Text>
          }
          columns={[
            {
              key: "name",
              head: t("household"),
              phone: "title",
              cell: (one) =>
                can("view_households") && one.household_id ? (
                  <Link to={`/households/${one.household_id}` as string}>{one.head_name ?? NOTHING}</Link>
                ) : (
                  (one.head_name ?? NOTHING)
                ),
            },
            { key: "area", head: t("area"), cell: (one) => one.area?.name ?? NOTHING },
            {
              key: "then",
              head: t("class_then"),
              cell: (one) => <ClassBadge value={one.class_then ?? null} />,
            },
            { key: "now", head: t("class_now"), cell: (one) => <ClassBadge value={one.class_now ?? null} /> },
            {
              key: "seen",
              head: t("class_seen"),
              cell: (one) => <ClassBadge value={one.seen_class ?? null} />,
            },
            {
              key: "result",
              head: t("result"),
              cell: (one) => (
                <StatusBadge tone={one.verdict === "differs" ? "bad" : "good"}>
                  {t(one.verdict === "differs" ? "compare_differs" : "compare_same")}
                </StatusBadge>
              ),
            },
          ]}
        />
      </section>
      <MoneyPart visit={visit} rows={data.money} />
    </div>
  );
}
