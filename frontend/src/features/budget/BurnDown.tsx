// The course of the year: what was disbursed month by month, an even spread, and where the present pace leads.
import { Loader, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatPercent } from "@/ui/format";
import { LineChart } from "@/ui/LineChart";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import { burnOf } from "./burn";
import { inMillions } from "./numbers";
import { burnDownQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { BurnMonth } from "./types";
import { Short } from "./words";

export function BurnDown({ year, area }: { year: number; area: string | undefined }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const burn = useQuery(burnDownQuery(year, area, undefined));
  const shown = burn.data && burnOf(burn.data);
  return (
    <section className={classes.section}>
      <Title order={2}>{t("burn")}</Title>
      <ProblemAlert error={burn.error} />
      {!shown && !burn.error && <Loader size="sm" aria-label={common("loading")} />}
      {shown && (
        <div className={classes.burn}>
          <LineChart
            label={t("burn_label", { year })}
            times={(burn.data?.months ?? []).map(({ month }, i) => ({
              at: i + 1,
              label: shortMonth(month, year),
            }))}
            series={[
              {
                key: "done",
                name: t("burn_done"),
                look: "main",
                values: shown.done,
                told: shown.ends === null ? "last" : "none",
              },
              { key: "plan", name: t("burn_plan"), look: "target", values: shown.plan },
              ...(shown.forecast.some((value) => value != null)
                ? [
                    {
                      key: "forecast",
                      name: t("burn_forecast"),
                      look: "near_poor" as const,
                      values: shown.forecast,
                      told: "last" as const,
                    },
                  ]
                : []),
            ]}
            format={(value) => inMillions(value * 1_000_000)}
          />
          <div>
            {shown.last && (
              <Text size="sm" fw={500}>
                {t("burn_says", {
                  month: shortMonth(shown.last.month, year),
                  done: inMillions(shown.last.cumulative_vnd),
                  percent: formatPercent(shown.percent, 1),
                })}
              </Text>
            )}
            {shown.ends != null && (
              <Text size="sm" mt={6}>
                {t("burn_forecast_says", {
                  amount: inMillions(shown.ends),
                  percent: formatPercent(shown.endsPercent, 1),
                })}
              </Text>
            )}
            <details className={classes.numbers}>
              <summary>{t("burn_numbers")}</summary>
              <DataTable<BurnMonth>
                label={t("burn")}
                stt={false}
                lines
                rows={burn.data?.months}
                rowKey={(month) => month.month}
                columns={[
                  { key: "month", head: t("month"), cell: (month) => shortMonth(month.month, year) },
                  {
                    key: "in",
                    head: t("burn_in_month"),
                    unit: t("million_vnd"),
                    align: "right",
                    cell: (month) => <Millions vnd={month.disbursed_vnd} />,
                  },
                  {
                    key: "sum",
                    head: t("burn_done"),
                    unit: t("million_vnd"),
                    align: "right",
                    cell: (month) => <Millions vnd={month.cumulative_vnd} />,
                  },
                ]}
              />
            </details>
          </div>
        </div>
      )}
    </section>
  );
}

function Millions({ vnd }: { vnd: number | null | undefined }) {
  return vnd == null ? <>–</> : <Short vnd={vnd}>{inMillions(vnd)}</Short>;
}

/** "3" of the year itself, "1/2027" of the one after. */
function shortMonth(month: string, year: number): string {
  const number = String(Number(month.slice(5)));
  return month.startsWith(String(year)) ? number : `${number}/${month.slice(0, 4)}`;
}
