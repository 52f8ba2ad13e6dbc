// The areas below as a table and, where boundaries are known, as a map beside it.
import { Anchor, Button, NativeSelect, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { boundariesQuery } from "@/ui/boundaries";
import { chartTexts } from "@/ui/chartTexts";
import { type Column, DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber } from "@/ui/format";
import { bareRate } from "./figures";
import { HouseholdsLink } from "./links";
import classes from "./overview.module.css";
import type { AreaCounts, Overview } from "./queries";
import { KEYS, type SortKey, sorted } from "./sorting";
import { overviewTexts } from "./texts";

const route = getRouteApi("/shell/");
// It waits for the boundaries anyhow.
const AreaMap = lazy(() => import("./AreaMap").then((module) => ({ default: module.AreaMap })));
/** How many areas a phone shows at first. */
const LINES = 20;

export function Below({ overview, name }: { overview: Overview; name: string }) {
  const t = useTexts(overviewTexts);
  const charts = useTexts(chartTexts);
  const place = usePlace();
  const { units } = route.useSearch();
  const level = overview.area?.level ?? "nation";
  const drawable = level === "nation" || level === "province";
  const boundaries = useQuery({
    ...boundariesQuery(overview.area?.id, overview.on),
    enabled: drawable && overview.children.length > 0,
  });
  if (level === "village") return null;
  const shapes = boundaries.data ?? [];
  // A commune that came later: what lies below it then are the communes it was made of.
  const old = level === "commune" && overview.children.some((child) => child.area?.level === "commune");
  return (
    <section>
      <div className={classes.belowHead}>
        <div>
          <Title order={2}>{old ? t("below_old", { name }) : t("below")}</Title>
          <Text size="sm" c="dimmed">
            {t("below_on", { on: formatDate(overview.on) })}
          </Text>
        </div>
        {place.on !== place.today && <UnitsChoice />}
      </div>
      <div className={classes.below} data-map={shapes.length > 0 || undefined}>
        <AreaTable overview={overview} />
        {shapes.length > 0 ? (
          <Suspense>
            <AreaMap overview={overview} shapes={shapes} />
          </Suspense>
        ) : (
          drawable &&
          boundaries.data && (
            <Text size="sm" c="dimmed" className="gn-no-print">
              {units !== "today" && place.on !== place.today ? (
                <>
                  {charts("no_boundaries_then", { year: overview.year })}{" "}
                  <Anchor component={Link} to="." search={withUnits("today")} inherit underline="always">
                    {t("show_today")}
                  </Anchor>
                </>
              ) : (
                charts("no_boundaries", { area: name })
              )}
            </Text>
          )
        )}
      </div>
    </section>
  );
}

function withUnits(units: "today" | undefined) {
  return ((old: object) => ({ ...old, units })) as never;
}

/** The areas of the year, or those of today. */
function UnitsChoice() {
  const t = useTexts(overviewTexts);
  const { units } = route.useSearch();
  return (
    <nav className={`${classes.choice} gn-no-print`} aria-label={t("units")}>
      <Link
        to="."
        search={withUnits(undefined)}
        aria-current={units !== "today" ? "true" : undefined}
        replace
      >
        {t("units_then")}
      </Link>
      <Link to="." search={withUnits("today")} aria-current={units === "today" ? "true" : undefined} replace>
        {t("units_today")}
      </Link>
    </nav>
  );
}

function AreaTable({ overview }: { overview: Overview }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { sort } = route.useSearch();
  const { counts, year } = overview;
  const phone = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  const [whole, setWhole] = useState(false);
  const all = sorted(overview.children, sort);
  const cut = phone && !whole && all.length > LINES;
  const rows = cut ? all.slice(0, LINES) : all;
  const sortBy = (next: string | undefined) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, sort: next })) as never, replace: true });
  const sortable = (key: SortKey) => ({
    now: sort === key ? ("ascending" as const) : sort === `-${key}` ? ("descending" as const) : undefined,
    // Figures begin with the largest; a third click goes back to the names.
    toggle: () => sortBy(sort === `-${key}` ? key : sort === key ? undefined : `-${key}`),
  });
  const figure = (key: "households" | "poor" | "near_poor", of: string | undefined) => (row: AreaCounts) =>
    row.area && row.counts[key] > 0 ? (
      <HouseholdsLink area={row.area.id} year={year} {...(of ? { class: of } : {})}>
        {formatNumber(row.counts[key])}
      </HouseholdsLink>
    ) : (
      formatNumber(row.counts[key])
    );
  const share = (key: "poor_rate" | "near_poor_rate" | "multidimensional_rate", row: AreaCounts) =>
    bareRate(row.counts[key].percent);
  const columns: Column<AreaCounts>[] = [
    {
      key: "name",
      head: phone ? t("name_short") : t("name"),
      phone: "title",
      ...(phone ? { width: "38%" } : {}),
      total: common("total"),
      cell: (row) =>
        row.area ? (
          row.area.level === "village" ? (
            row.area.name
          ) : (
            <Anchor
              component={Link}
              to="."
              search={((old: object) => ({ ...old, area: row.area?.id, sort: undefined })) as never}
              inherit
            >
              {row.area.name}
            </Anchor>
          )
        ) : (
          <Text span inherit fs="italic" c="dimmed">
            {t("no_unit")}
          </Text>
        ),
    },
    {
      key: "households",
      head: t("total_households"),
      align: "right",
      sort: sortable("households"),
      cell: figure("households", undefined),
      total: formatNumber(counts.households),
    },
    {
      key: "poor",
      head: t("poor"),
      phone: "hide",
      align: "right",
      sort: sortable("poor"),
      cell: figure("poor", "poor"),
      total: formatNumber(counts.poor),
    },
    {
      key: "poor_rate",
      head: phone ? t("poor_short") : t("rate"),
      unit: "%",
      align: "right",
      sort: sortable("poor_rate"),
      cell: (row) => share("poor_rate", row),
      total: bareRate(counts.poor_rate.percent),
    },
    {
      key: "near_poor",
      head: t("near_poor"),
      phone: "hide",
      align: "right",
      sort: sortable("near_poor"),
      cell: figure("near_poor", "near_poor"),
      total: formatNumber(counts.near_poor),
    },
    {
      key: "near_poor_rate",
      head: phone ? t("near_poor_short") : t("rate"),
      unit: "%",
      align: "right",
      sort: sortable("near_poor_rate"),
      cell: (row) => share("near_poor_rate", row),
      total: bareRate(counts.near_poor_rate.percent),
    },
    {
      key: "multidimensional_rate",
      head: t("both_rate"),
      phone: "hide",
      unit: "%",
      align: "right",
      sort: sortable("multidimensional_rate"),
      cell: (row) => share("multidimensional_rate", row),
      total: bareRate(counts.multidimensional_rate.percent),
    },
  ];
  const names: Record<SortKey, string> = {
    households: t("total_households"),
    poor: t("poor"),
    poor_rate: t("poor_rate"),
    near_poor: t("near_poor"),
    near_poor_rate: t("near_poor_rate"),
    multidimensional_rate: t("multidimensional_rate"),
  };
  return (
    <div className={classes.table}>
      <NativeSelect
        className={classes.phoneSort}
        label={t("sort_by")}
        value={sort ?? ""}
        onChange={(event) => sortBy(event.currentTarget.value || undefined)}
        data={[
          { value: "", label: t("sort_name") },
          ...KEYS.flatMap((key) => [
            { value: `-${key}`, label: `${names[key]} ↓` },
            { value: key, label: `${names[key]} ↑` },
          ]),
        ]}
      />
      <DataTable
        label={t("below")}
        rows={rows}
        rowKey={(row) => row.area?.id ?? "none"}
        columns={columns}
        empty={t("none_below")}
        maxHeight="640px"
        lines
      />
      {cut && (
        <Button variant="default" fullWidth onClick={() => setWhole(true)}>
          {t("all_below", { count: all.length })}
        </Button>
      )}
    </div>
  );
}
