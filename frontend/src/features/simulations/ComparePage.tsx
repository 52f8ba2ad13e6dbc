// Two or three simulations side by side.
import { Alert, Anchor, Stack, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoney, formatNumber, formatPercent, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { CLASSES, type Simulation, simulationQuery } from "./queries";
import { MOST_COMPARED } from "./routes";
import { StandardOf } from "./SimulationsPage";
import classes from "./simulations.module.css";
import { costs, households, percentOf, signed } from "./sums";
import { simulationTexts } from "./texts";

const route = getRouteApi("/shell/simulations/compare");

interface Row {
  key: string;
  head: ReactNode;
  cell: (simulation: Simulation) => ReactNode;
}

export function ComparePage() {
  const t = useTexts(simulationTexts);
  const { ids = "" } = route.useSearch();
  const wanted = [...new Set(ids.split(",").filter(Boolean))].slice(0, MOST_COMPARED);
  const found = useQueries({ queries: wanted.map((id) => simulationQuery(id)) });
  const error = found.find((one) => one.error)?.error;
  const all = found.flatMap((one) => (one.data ? [one.data] : []));
  const header = <PageHeader title={t("compare_title")} back={{ to: "/simulations", label: t("title") }} />;
  if (wanted.length < 2) {
    return (
      <>
        {header}
        <EmptyState title={t("compare_none")} />
      </>
    );
  }
  if (error) return <ProblemAlert error={error} />;
  if (all.length < wanted.length) return <Pending />;
  return (
    <>
      {header}
      <Compared simulations={all} />
    </>
  );
}

function Compared({ simulations }: { simulations: readonly Simulation[] }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const differs = (of: (one: Simulation) => unknown) => new Set(simulations.map(of)).size > 1;
  const otherPlace = differs((one) => `${one.area?.id} ${one.year}`);
  const about: Row[] = [
    {
      key: "name",
      head: t("name"),
      cell: (one) => (
        <Anchor component={Link} to={`/simulations/${one.id}`} inherit>
          {one.name}
        </Anchor>
      ),
    },
    { key: "area", head: t("area"), cell: (one) => one.area?.name ?? common("nation") },
    { key: "year", head: t("year"), cell: (one) => one.year },
    { key: "standard", head: t("standard"), cell: (one) => <StandardOf row={one} /> },
    {
      key: "checked",
      head: t("checked"),
      cell: (one) => (one.verified ? common("yes") : <UnverifiedBadge />),
    },
  ];
  const codes = [...new Set(simulations.flatMap((one) => one.figures.map((figure) => figure.code)))];
  const figures: Row[] = codes.map((code) => {
    const of = (one: Simulation) => one.figures.find((figure) => figure.code === code);
    const named = simulations.map(of).find((figure) => figure !== undefined);
    return {
      key: code,
      head: named ? inLanguage(named.name) : code,
      cell: (one) => {
        const figure = of(one);
        if (!figure) return t("no_figure");
        const same = figure.rural === figure.urban;
        const text = same
          ? formatNumber(figure.rural)
          : `${formatNumber(figure.rural)} / ${formatNumber(figure.urban)}`;
        return figure.edited ? <b title={t("supposed")}>{text} *</b> : text;
      },
    };
  });
  const share = (part: number, whole: number) => (
    <>
      {formatNumber(part)} ({formatPercent(percentOf(part, whole))})
    </>
  );
  const counted: Row[] = [
    { key: "all", head: t("all_households"), cell: (one) => formatNumber(one.whole.households) },
    ...CLASSES.map((code) => ({
      key: code,
      head: common(`class_${code}`),
      cell: (one: Simulation) => share(households(one.whole, "after", code), one.whole.households),
    })),
    {
      key: "unjudged",
      head: t("unjudged"),
      cell: (one) => share(one.whole.unjudged.households, one.whole.households),
    },
    ...(["poor", "near_poor"] as const).map((code) => ({
      key: `${code}_change`,
      head: `${common(`class_${code}`)}: ${t("difference").toLowerCase()}`,
      cell: (one: Simulation) =>
        signed(households(one.whole, "after", code) - households(one.whole, "compared", code)),
    })),
  ];
  const money: Row[] = [
    { key: "cost_before", head: t("before"), cell: (one) => formatMoney(one.whole.before.cost_vnd_per_year) },
    { key: "cost_after", head: t("after"), cell: (one) => formatMoney(one.whole.after.cost_vnd_per_year) },
    {
      key: "cost_change",
      head: t("cost_change"),
      cell: (one) => `${signed(one.whole.cost_difference_vnd_per_year)}\u00a0đ`,
    },
  ];
  const table = (title: string, rows: readonly Row[]) => (
    <section>
      <Title order={2} mb={6}>
        {title}
      </Title>
      <DataTable<Row>
        label={title}
        stt={false}
        rows={rows}
        rowKey={(row) => row.key}
        columns={[
          { key: "what", head: t("measure"), phone: "title", width: "28%", cell: (row) => row.head },
          ...simulations.map(
            (one): Column<Row> => ({
              key: one.id,
              head: one.name,
              align: "right",
              cell: (row) => row.cell(one),
            }),
          ),
        ]}
      />
    </section>
  );
  return (
    <div className={classes.sections}>
      {(otherPlace || differs((one) => one.data_version)) && (
        <Stack gap="xs">
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            {otherPlace ? t("other_place") : t("other_data")}
          </Alert>
        </Stack>
      )}
      {table(t("after"), counted)}
      {simulations.some((one) => costs(one.whole)) && table(t("cost"), money)}
      {table(t("used"), [...about, ...figures])}
    </div>
  );
}
