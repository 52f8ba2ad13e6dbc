// A poverty standard: thresholds, classes, indicators, forms, and a scorer to try it.
import { Alert, NativeSelect, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge, StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { Forms } from "./Forms";
import { type Standard, standardsQuery } from "./queries";
import { TABS, type Tab } from "./routes";
import { Scorer } from "./Scorer";
import { standardTexts } from "./texts";

const route = getRouteApi("/shell/standards");

export function StandardsPage() {
  const t = useTexts(standardTexts);
  const { on } = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const standards = useQuery(standardsQuery);
  if (standards.error) return <ProblemAlert error={standards.error} />;
  if (!standards.data) return <Pending />;

  const inYear = standards.data.find((s) => s.valid_from <= on && on <= s.valid_to);
  const standard = standards.data.find((s) => s.code === search.code) ?? inYear ?? standards.data.at(-1);
  if (!standard) return null;
  const go = (change: { code?: string; tab?: Tab }) =>
    void navigate({ to: "/standards", search: (old) => ({ ...old, ...change }), replace: true });
  const tab = search.tab ?? "rule";
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={inLanguage(standard.name)}
        actions={
          <NativeSelect
            aria-label={t("standard")}
            value={standard.code}
            onChange={(event) => go({ code: event.currentTarget.value })}
            data={standards.data.map((s) => ({
              value: s.code,
              label: `${s.code} (${s.valid_from.slice(0, 4)}–${s.valid_to.slice(0, 4)})`,
            }))}
          />
        }
      />
      <Tabs value={tab} onChange={(value) => go({ tab: (value ?? "rule") as Tab })} keepMounted={false}>
        <Tabs.List mb="md" style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name} style={{ whiteSpace: "nowrap" }}>
              {t(`tab_${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="rule">
          <Rule standard={standard} />
        </Tabs.Panel>
        <Tabs.Panel value="indicators">
          <Indicators standard={standard} />
        </Tabs.Panel>
        <Tabs.Panel value="forms">
          <Forms standard={standard} />
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <Scorer key={standard.code} standard={standard} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

interface Source {
  document: string;
  article?: string | null | undefined;
}

function sourceText(source: Source): string {
  return source.article ? `${source.document}, ${source.article}` : source.document;
}

interface FigureRow {
  name: string;
  unit: string;
  rural: number;
  urban: number;
  verified: boolean;
  source: Source;
}

function Rule({ standard }: { standard: Standard }) {
  const common = useCommon();
  const t = useTexts(standardTexts);
  const vnd = common("unit_vnd_month");
  const both = (figure: { value: number; verified: boolean; source: Source }) => ({
    ...figure,
    rural: figure.value,
    urban: figure.value,
  });
  const rows: FigureRow[] = [
    { name: t("income_threshold"), unit: vnd, ...standard.income_threshold_vnd_per_person_month },
  ];
  const upper = standard.average_living_upper_vnd_per_person_month;
  if (upper) rows.push({ name: t("average_upper"), unit: vnd, ...upper });
  const score = standard.score;
  if (score) {
    rows.push({ name: t("b1_cutoff"), unit: t("points"), ...score.b1_cutoff });
    if (score.b1_average_upper) {
      rows.push({ name: t("b1_average"), unit: t("points"), ...score.b1_average_upper });
    }
    rows.push({ name: t("b2_cutoff"), unit: t("points"), ...both(score.b2_cutoff) });
    rows.push({ name: t("b2_points"), unit: t("points"), ...both(score.b2_points_per_indicator) });
  }
  rows.push({
    name: t("deprivation_cutoff"),
    unit: t("indicators_unit"),
    ...both(standard.deprivation_cutoff),
  });

  return (
    <Stack gap="lg">
      <div>
        <Text size="sm" mb={6}>
          {t("applies", { from: formatDate(standard.valid_from), to: formatDate(standard.valid_to) })}{" "}
          {standard.in_force ? (
            <StatusBadge tone="good">{t("in_force")}</StatusBadge>
          ) : (
            <StatusBadge>{t("not_in_force")}</StatusBadge>
          )}
        </Text>
        <Text size="sm">
          {t("sources")}: {standard.sources.map(sourceText).join("; ")}
        </Text>
      </div>
      {!standard.verified && (
        <Alert color="yellow" icon={<IconAlertTriangle />}>
          {t("unverified_alert")}
        </Alert>
      )}
      <Section title={t("thresholds")}>
        <DataTable<FigureRow>
          label={t("thresholds")}
          rows={rows}
          rowKey={(row) => row.name}
          columns={[
            { key: "name", head: t("figure"), cell: (row) => row.name, phone: "title" },
            {
              key: "rural",
              head: t("rural"),
              align: "right",
              nowrap: true,
              cell: (row) => formatNumber(row.rural),
            },
            {
              key: "urban",
              head: t("urban"),
              align: "right",
              nowrap: true,
              cell: (row) => formatNumber(row.urban),
            },
            { key: "unit", head: t("unit"), cell: (row) => row.unit },
            { key: "source", head: t("source"), cell: (row) => sourceText(row.source) },
            { key: "checked", head: t("checked"), cell: (row) => <Checked verified={row.verified} /> },
          ]}
        />
        {!score && <Note>{t("no_score")}</Note>}
        {!upper && <Note>{t("no_average")}</Note>}
      </Section>
      <Section title={t("classes")} hint={t("classes_hint")}>
        <DataTable
          label={t("classes")}
          rows={standard.classes}
          rowKey={(row) => row.class}
          columns={[
            {
              key: "class",
              head: t("class"),
              phone: "title",
              nowrap: true,
              cell: (row) => <ClassBadge value={row.class} />,
            },
            {
              key: "when",
              head: t("when"),
              phone: "text",
              cell: (row) => <When row={row} cutoff={standard.deprivation_cutoff.value} />,
            },
            { key: "source", head: t("source"), cell: (row) => sourceText(row.source) },
            { key: "checked", head: t("checked"), cell: (row) => <Checked verified={row.verified} /> },
          ]}
        />
      </Section>
    </Stack>
  );
}

function When({ row, cutoff }: { row: Standard["classes"][number]; cutoff: number }) {
  const t = useTexts(standardTexts);
  const { resources, deprived } = row.when;
  const parts: string[] = [];
  if (resources === "low") parts.push(t("when_low"));
  else if (resources === "average") parts.push(t("when_average"));
  else if (resources) parts.push(t("when_high"));
  if (deprived === true) parts.push(t("when_deprived", { n: cutoff }));
  if (deprived === false) parts.push(t("when_not_deprived", { n: cutoff }));
  return <>{parts.length > 0 ? parts.join(` ${t("and")} `) : t("when_else")}</>;
}

function Indicators({ standard }: { standard: Standard }) {
  const t = useTexts(standardTexts);
  const services = new Map(standard.services.map((service) => [service.code, inLanguage(service.name)]));
  return (
    <DataTable
      label={t("tab_indicators")}
      rows={standard.indicators}
      rowKey={(row) => row.code}
      columns={[
        {
          key: "service",
          head: t("service"),
          nowrap: true,
          cell: (row) => services.get(row.service) ?? row.service,
        },
        { key: "name", head: t("indicator"), phone: "title", cell: (row) => inLanguage(row.name) },
        {
          key: "when",
          head: t("deprived_when"),
          phone: "text",
          cell: (row) => inLanguage(row.deprived_when),
        },
        {
          key: "source",
          head: t("source"),
          width: 200,
          cell: (row) => sourceText(row.source),
          phone: "hide",
        },
        { key: "checked", head: t("checked"), cell: (row) => <Checked verified={row.verified} /> },
      ]}
    />
  );
}

function Checked({ verified }: { verified: boolean }) {
  const common = useCommon();
  return verified ? <StatusBadge tone="good">{common("yes")}</StatusBadge> : <UnverifiedBadge />;
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" mt={6}>
      {children}
    </Text>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} mb={hint ? 0 : 6}>
        {title}
      </Title>
      {hint && (
        <Text size="sm" c="dimmed" mb={6}>
          {hint}
        </Text>
      )}
      {children}
    </section>
  );
}
