// The units directly below, with the whole at the foot.
import { Anchor, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber, formatPercent } from "@/ui/format";
import type { Outcome, Simulation, Unit } from "./queries";
import { costs, households, percentOf, signed, signedMillions } from "./sums";
import { simulationTexts } from "./texts";

export function Parts({ simulation }: { simulation: Simulation }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const { whole, parts } = simulation;
  if (parts.length === 0) return null;
  const after = (code: string) => (outcome: Outcome) => formatNumber(households(outcome, "after", code));
  const change = (code: string) => (outcome: Outcome) =>
    signed(households(outcome, "after", code) - households(outcome, "compared", code));
  const rate = (code: string) => (outcome: Outcome) =>
    formatPercent(percentOf(households(outcome, "after", code), outcome.households));
  const column = (
    key: string,
    head: string,
    show: (outcome: Outcome) => string,
    more: Partial<Column<Unit>> = {},
  ): Column<Unit> => ({
    key,
    head,
    align: "right",
    nowrap: true,
    cell: (part) => show(part.outcome),
    total: show(whole),
    ...more,
  });
  return (
    <section>
      <Title order={2}>{t("parts")}</Title>
      <Text size="sm" c="dimmed" mb={6}>
        {t("units")} {t(simulation.units === "today" ? "units_today" : "units_then")} (
        {formatDate(simulation.on)})
      </Text>
      <DataTable<Unit>
        label={t("parts")}
        rows={parts}
        rowKey={(part) => part.area?.id ?? "none"}
        maxHeight="640px"
        lines
        columns={[
          {
            key: "unit",
            head: t("unit"),
            phone: "title",
            total: common("total"),
            cell: (part) =>
              part.area ? (
                <Anchor
                  component={Link}
                  to="/"
                  search={{ area: part.area.id, year: simulation.year } as never}
                  inherit
                >
                  {part.area.name}
                </Anchor>
              ) : (
                <Text span inherit fs="italic" c="dimmed">
                  {t("no_unit")}
                </Text>
              ),
          },
          column("households", t("all_households"), (outcome) => formatNumber(outcome.households), {
            phone: "hide",
          }),
          column("poor", t("poor_after"), after("poor")),
          column("poor_rate", t("rate"), rate("poor")),
          column("poor_change", t("difference"), change("poor")),
          column("near_poor", t("near_poor_after"), after("near_poor"), { phone: "hide" }),
          column("near_poor_rate", t("rate"), rate("near_poor"), { phone: "hide" }),
          column("near_poor_change", t("difference"), change("near_poor"), { phone: "hide" }),
          column("unjudged", t("unjudged"), (outcome) => formatNumber(outcome.unjudged.households), {
            phone: "hide",
          }),
          ...(costs(whole)
            ? [
                column(
                  "cost",
                  t("cost_change"),
                  (outcome) => signedMillions(outcome.cost_difference_vnd_per_year),
                  { unit: t("million"), phone: "hide" },
                ),
              ]
            : []),
        ]}
      />
    </section>
  );
}
