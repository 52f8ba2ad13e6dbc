// Any indicators for any periods and areas, to look up and to take out as a file.
import { Button, Menu, MultiSelect, NativeSelect, Stack } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { download } from "@/api/client";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { FIRST_YEAR } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { fold } from "@/ui/fold";
import { inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { FigureTable } from "./FigureTable";
import { HEADLINES } from "./headlines";
import classes from "./indicators.module.css";
import { OpenFigure } from "./OpenFigure";
import { periodCodes, periodName } from "./periods";
import { analyticsQuery, type Framework, frameworkQuery, type Question } from "./queries";
import { DIMENSIONS, LEVELS, type TableSearch } from "./routes";
import { indicatorTexts } from "./texts";

const route = getRouteApi("/shell/indicators/table");
/** What the API takes at most. */
const [MOST_INDICATORS, MOST_PERIODS] = [100, 60];

const FILES = [
  { key: "csv_long", accept: "text/csv", form: "long", extension: "csv" },
  { key: "csv_table", accept: "text/csv", form: "table", extension: "csv" },
  { key: "sdmx", accept: "application/vnd.sdmx.data+csv", form: undefined, extension: "sdmx.csv" },
] as const;

function list(text: string): string[] {
  return text.split(",").filter(Boolean);
}

export function TablePage() {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { areaId, area, year, on, today } = usePlace();
  const search = route.useSearch();
  const indicators = list(search.indicators ?? HEADLINES.slice(0, 3).join(","));
  const periods = list(search.periods ?? `${year - 1},${year}`);
  const level = search.level ?? "below";
  const question: Question = {
    indicators: indicators.join(","),
    periods: periods.join(","),
    area: areaId,
    level,
    units: search.units ?? "today",
    by: search.by,
  };
  const asked = indicators.length > 0 && periods.length > 0;
  const found = useQuery({ ...analyticsQuery(question), placeholderData: keepPreviousData, enabled: asked });
  const framework = useQuery(frameworkQuery(on));
  const offered = periodCodes(FIRST_YEAR, today);
  const change = (part: TableSearch) =>
    void navigate({
      to: ".",
      search: ((old: object) => ({ ...old, ...part })) as never,
      replace: true,
      resetScroll: false,
    });
  const option = (code: string) => {
    const name = periodName(code);
    return { value: code, label: name ? t(name.key, { ...name.values }) : code };
  };
  const others = periods.filter(
    (code) => ![...offered.years, ...offered.halves, ...offered.quarters].includes(code),
  );
  return (
    <>
      <PageHeader
        title={t("table_title")}
        subtitle={t("table_subtitle")}
        back={{ to: "/indicators", label: t("title") }}
        actions={asked && <Download question={question} />}
      />
      <Stack gap="md">
        <search className={classes.filters}>
          <MultiSelect
            className={classes.wide ?? ""}
            label={t("pick_indicators")}
            placeholder={t("pick_indicators_hint")}
            data={framework.data ? offeredIndicators(framework.data, indicators) : indicators}
            value={indicators}
            maxValues={MOST_INDICATORS}
            onChange={(codes) => change({ indicators: codes.join(",") || "," })}
            searchable
            filter={({ options, search: typed }) => {
              const wanted = fold(typed.trim());
              const holds = (label: string) => fold(label).includes(wanted);
              return options
                .map((one) =>
                  "group" in one ? { ...one, items: one.items.filter((item) => holds(item.label)) } : one,
                )
                .filter((one) => ("group" in one ? one.items.length > 0 : holds(one.label)));
            }}
            hidePickedOptions
            maxDropdownHeight={320}
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
          <MultiSelect
            className={classes.wide ?? ""}
            label={t("pick_periods")}
            data={[
              { group: t("years"), items: [...offered.years, ...others].map(option) },
              { group: t("halves"), items: offered.halves.map(option) },
              { group: t("quarters"), items: offered.quarters.map(option) },
            ]}
            value={periods}
            maxValues={MOST_PERIODS}
            onChange={(codes) => change({ periods: [...codes].sort().join(",") || "," })}
            searchable
            hidePickedOptions
            maxDropdownHeight={320}
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
          <NativeSelect
            label={t("level")}
            value={level}
            onChange={(event) => change({ level: event.currentTarget.value as TableSearch["level"] })}
            data={LEVELS.map((one) => ({
              value: one,
              label: t(`level_${one}`, { area: area?.name ?? common("nation") }),
            }))}
          />
          <NativeSelect
            label={t("units")}
            value={search.units ?? "today"}
            onChange={(event) => change({ units: event.currentTarget.value === "then" ? "then" : undefined })}
            data={[
              { value: "today", label: t("units_today") },
              { value: "then", label: t("units_then") },
            ]}
          />
          <NativeSelect
            label={t("by")}
            value={search.by ?? ""}
            onChange={(event) =>
              change({ by: (event.currentTarget.value || undefined) as TableSearch["by"] })
            }
            data={[
              { value: "", label: t("by_none") },
              ...DIMENSIONS.map((one) => ({ value: one, label: t(`by_${one}`) })),
            ]}
          />
        </search>
        {framework.error && <ProblemAlert error={framework.error} />}
        {!asked && <EmptyState title={t("choose_something")} />}
        {asked && found.error && <ProblemAlert error={found.error} />}
        {asked && found.isPending && <Pending />}
        {asked && found.data && !found.error && (
          <div className={classes.page} data-stale={found.isPlaceholderData || undefined}>
            <FigureTable key={JSON.stringify(question)} view={found.data} />
          </div>
        )}
      </Stack>
      <OpenFigure search={search} />
    </>
  );
}

/** The indicators in force by their results, and those of the address that aren't. */
function offeredIndicators(framework: Framework, chosen: readonly string[]) {
  const groups: { code: string; group: string; items: { value: string; label: string }[] }[] = [];
  for (const { kind, code, result, objective, indicator } of framework.items) {
    const heading = result ?? objective;
    if (heading) groups.push({ code, group: `${code} · ${inLanguage(heading.name)}`, items: [] });
    if (kind !== "indicator" || !indicator) continue;
    const own = groups.find((group) => group.code === indicator.parent);
    own?.items.push({ value: code, label: `${code} · ${inLanguage(indicator.name)}` });
  }
  const known = groups.flatMap((group) => group.items.map((item) => item.value));
  const unknown = chosen.filter((code) => !known.includes(code));
  return [
    ...groups.filter((group) => group.items.length > 0).map(({ group, items }) => ({ group, items })),
    ...(unknown.length > 0
      ? [{ group: "–", items: unknown.map((code) => ({ value: code, label: code })) }]
      : []),
  ];
}

function Download({ question }: { question: Question }) {
  const t = useTexts(indicatorTexts);
  const take = useMutation({
    mutationFn: (file: (typeof FILES)[number]) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries({ ...question, form: file.form })) {
        if (value) params.set(name, value);
      }
      const name = ["chi-so", question.area?.split(".")[0], question.periods.split(",").at(-1)];
      return download(
        `/api/v1/analytics?${params}`,
        file.accept,
        `${name.filter(Boolean).join("-")}.${file.extension}`,
      );
    },
    onSuccess: () => notify(t("downloaded")),
  });
  return (
    <>
      {take.error && <ProblemAlert error={take.error} />}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            loading={take.isPending}
            leftSection={<IconDownload size={18} aria-hidden />}
            rightSection={<IconChevronDown size={15} aria-hidden />}
          >
            {t("download")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FILES.map((file) => (
            <Menu.Item key={file.key} onClick={() => take.mutate(file)}>
              {t(file.key)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
