// The rates over the years, as lines and as the table they are drawn from.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, formatPercent } from "@/ui/format";
import { LineChart } from "@/ui/LineChart";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { bareRate } from "./figures";
import { HouseholdsLink } from "./links";
import { type TrendPoint, trendQuery } from "./queries";
import { overviewTexts } from "./texts";

export function Trend({ area }: { area: string | undefined }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  const found = useQuery(trendQuery(area));
  const points = found.data;
  return (
    <section>
      <Title order={2} mb="xs">
        {t("trend")}
      </Title>
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && <Pending />}
      {points && points.length > 1 && <Lines points={points} />}
      {points?.length === 1 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("trend_one")}
        </Text>
      )}
      {points && (
        <DataTable<TrendPoint>
          label={t("trend")}
          stt={false}
          lines
          rows={points}
          rowKey={(point) => String(point.year)}
          columns={[
            { key: "year", head: t("year"), phone: "title", cell: (point) => point.year },
            {
              key: "households",
              head: t("total_households"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year}>
                  {formatNumber(point.counts.households)}
                </HouseholdsLink>
              ),
            },
            {
              key: "poor",
              head: common("class_poor"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year} class="poor">
                  {formatNumber(point.counts.poor)}
                </HouseholdsLink>
              ),
            },
            {
              key: "poor_rate",
              head: t("rate"),
              align: "right",
              nowrap: true,
              cell: (point) => formatPercent(point.counts.poor_rate.percent),
            },
            {
              key: "near_poor",
              head: common("class_near_poor"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year} class="near_poor">
                  {formatNumber(point.counts.near_poor)}
                </HouseholdsLink>
              ),
            },
            {
              key: "near_poor_rate",
              head: t("rate"),
              align: "right",
              nowrap: true,
              cell: (point) => formatPercent(point.counts.near_poor_rate.percent),
            },
          ]}
        />
      )}
    </section>
  );
}

/** The rates from 0 up. */
function Lines({ points }: { points: readonly TrendPoint[] }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  return (
    <LineChart
      label={t("trend_label")}
      times={points.map(({ year }) => ({ at: year, label: String(year) }))}
      series={[
        {
          key: "poor_rate",
          look: "poor",
          name: `${common("class_poor")} (%)`,
          values: points.map(({ counts }) => counts.poor_rate.percent),
        },
        {
          key: "near_poor_rate",
          look: "near_poor",
          name: `${common("class_near_poor")} (%)`,
          values: points.map(({ counts }) => counts.near_poor_rate.percent),
        },
      ]}
      format={(rate) => bareRate(rate, 1)}
    />
  );
}
