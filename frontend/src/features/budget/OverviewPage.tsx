// How the year's money is spent: totals, the course of the year, and a table by what one asks for.
import { Button, NativeSelect, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { itemsQuery } from "@/app/items";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber, formatPercent, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { BurnDown } from "./BurnDown";
import classes from "./budget.module.css";
import { addressOf, type Dimension, dimensionsOf, linesOf, monthsOf, OFFERED } from "./execution";
import { FilesMenu } from "./FilesMenu";
import { executionQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { ExecutionRow, Millions } from "./types";
import { Views } from "./Views";
import { Coded, ShareBar, Short, useWords } from "./words";

const route = getRouteApi("/shell/budget");
const SUMS = ["allotted", "committed", "advanced", "disbursed", "left"] as const;
type Sum = (typeof SUMS)[number];

export function OverviewPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const { area, areaId, year, today } = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const by = dimensionsOf(search.by, search.and);
  const until = monthsOf(year, today).find((month) => month === search.until);
  const filter = { year, area: areaId, by: by.join(","), until, programme: search.programme };
  const execution = useQuery({ ...executionQuery(filter), placeholderData: keepPreviousData });
  const place = area?.name ?? common("nation");
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: ".", search: (old) => ({ ...old, ...part }), replace: true });
  const total = execution.data?.total;
  const nothing = execution.data?.rows.length === 0;
  const thisYear = Number(today.slice(0, 4));
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle", { area: place, year })}
        actions={
          <>
            {!nothing && (
              <FilesMenu
                address={addressOf(filter)}
                stem={`ngan-sach-${area?.code ?? "vn"}-${year}-${by.join("-")}`}
              />
            )}
            {can("enter_budget") && (
              <Button
                component={Link}
                to="/budget/vouchers/new"
                leftSection={<IconPlus size={18} aria-hidden />}
              >
                {t("new_voucher")}
              </Button>
            )}
          </>
        }
      />
      <Views />
      {nothing && !search.programme && !until ? (
        <EmptyState
          title={t("execution_none", { year, area: place })}
          text={t("execution_none_text")}
          action={
            year !== thisYear && (
              <Button
                component={Link}
                to="/budget"
                search={{ area: areaId, year: thisYear } as never}
                variant="default"
              >
                {t("see_year", { year: thisYear })}
              </Button>
            )
          }
        />
      ) : (
        <>
          {total && <Totals total={total} />}
          <BurnDown year={year} area={areaId} />
          <section className={classes.section}>
            <Title order={2}>{t("execution")}</Title>
            <Text size="sm" c="dimmed" mb="xs">
              {t("execution_hint")}
            </Text>
            <Filters
              by={by}
              until={until}
              programme={search.programme}
              money={search.money}
              change={change}
            />
            <Table
              by={by}
              exact={search.money === "vnd"}
              rows={execution.data?.rows}
              total={total}
              error={execution.error}
            />
          </section>
        </>
      )}
    </>
  );
}

function Totals({ total }: { total: Omit<ExecutionRow, "keys" | "names"> }) {
  const t = useTexts(budgetTexts);
  return (
    <dl className={classes.totals} aria-label={t("totals")}>
      {SUMS.map((sum) => (
        <div key={sum} className={classes.total}>
          <dt>{t(sum)}</dt>
          <dd>
            <Short vnd={total[`${sum}_vnd`]}>{million(total.million, sum)}</Short>
            <small>{t("million_vnd")}</small>
          </dd>
        </div>
      ))}
      <div className={classes.total}>
        <dt>{t("rate")}</dt>
        <dd>
          {formatPercent(total.percent, 1)}
          <ShareBar percent={total.percent} label={`${t("rate")}: ${formatPercent(total.percent, 1)}`} />
        </dd>
      </div>
    </dl>
  );
}

/** Millions as the server rounded them, so that the parts of a table add up to its total. */
function million(millions: Millions, sum: Sum): string {
  return formatNumber(millions[sum]);
}

interface FiltersProps {
  by: readonly Dimension[];
  until: string | undefined;
  programme: string | undefined;
  money: string | undefined;
  change: (part: Record<string, string | undefined>) => void;
}

function Filters({ by, until, programme, money, change }: FiltersProps) {
  const t = useTexts(budgetTexts);
  const { year, on, today } = usePlace();
  const items = useQuery(itemsQuery(on));
  const programmes = items.data?.filter((item) => item.kind === "programme") ?? [];
  const [first, second] = by;
  return (
    <search className={classes.filters}>
      <NativeSelect
        label={t("by")}
        value={first}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          change({ by: chosen, and: chosen === second ? "none" : (second ?? "none") });
        }}
        data={OFFERED.map((one) => ({ value: one, label: t(`by_${one}`) }))}
      />
      <NativeSelect
        label={t("and")}
        value={second ?? "none"}
        onChange={(event) => change({ by: first, and: event.currentTarget.value })}
        data={[
          { value: "none", label: t("and_none") },
          ...OFFERED.filter((one) => one !== first).map((one) => ({ value: one, label: t(`by_${one}`) })),
        ]}
      />
      <NativeSelect
        label={t("until")}
        value={until ?? ""}
        onChange={(event) => change({ until: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("until_end") },
          ...monthsOf(year, today).map((month) => ({
            value: month,
            label: t("month_of", { month: Number(month.slice(5)) }),
          })),
        ]}
      />
      <NativeSelect
        label={t("programme")}
        value={programme ?? ""}
        onChange={(event) => change({ programme: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("all_programmes") },
          ...programmes.map((one) => ({ value: one.code, label: inLanguage(one.name) })),
        ]}
        maw={320}
      />
      <NativeSelect
        label={t("money_unit")}
        value={money === "vnd" ? "vnd" : ""}
        onChange={(event) => change({ money: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("million_vnd") },
          { value: "vnd", label: t("vnd") },
        ]}
      />
    </search>
  );
}

interface TableProps {
  by: readonly Dimension[];
  exact: boolean;
  rows: readonly ExecutionRow[] | undefined;
  total: Omit<ExecutionRow, "keys" | "names"> | undefined;
  error: unknown;
}

function Table({ by, exact, rows, total, error }: TableProps) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const navigate = useNavigate();
  // A month's row is what moved in it: nothing is left of a month, and it has no rate.
  const monthly = by.includes("month");
  const unit = exact ? t("vnd") : t("million_vnd");
  const amount = (row: Omit<ExecutionRow, "keys" | "names">, sum: Sum) =>
    exact ? (
      formatNumber(row[`${sum}_vnd`])
    ) : (
      <Short vnd={row[`${sum}_vnd`]}>{million(row.million, sum)}</Short>
    );
  const nameOf = (row: ExecutionRow, dimension: Dimension): string => {
    const key = row.keys[dimension] ?? "";
    if (dimension === "capital") return words.capital(key);
    if (dimension === "month") {
      const [year = "", month = ""] = key.split("-");
      return t("month_year", { month: Number(month), year });
    }
    const name = row.names[dimension];
    return name ? inLanguage(name) : key;
  };
  return (
    <DataTable<ExecutionRow>
      label={t("execution")}
      rows={rows}
      rowKey={(row) => by.map((dimension) => row.keys[dimension]).join("/")}
      error={error}
      onOpen={
        by.every((dimension) => dimension === "month")
          ? undefined
          : (row) => void navigate({ to: "/budget/lines", search: linesOf(row.keys) as never })
      }
      columns={[
        ...by.map((dimension, i) => ({
          key: dimension,
          head: t(dimension),
          ...(i === 0 ? { phone: "title" as const, total: common("total") } : {}),
          cell: (row: ExecutionRow) => {
            const name = nameOf(row, dimension);
            const code = row.keys[dimension];
            const shown =
              i === 0 && dimension !== "month" ? (
                <Link
                  to="/budget/lines"
                  search={linesOf(row.keys) as never}
                  className={classes.link}
                  aria-label={t("open_lines", { name })}
                >
                  {name}
                </Link>
              ) : (
                name
              );
            return dimension === "project" || dimension === "item" ? (
              <Coded name={shown} code={code} />
            ) : (
              shown
            );
          },
        })),
        ...SUMS.filter((sum) => !monthly || sum !== "left").map((sum) => ({
          key: sum,
          head: t(sum),
          unit: monthly ? t("in_month", { unit }) : unit,
          align: "right" as const,
          nowrap: true,
          total: total && amount(total, sum),
          cell: (row: ExecutionRow) => amount(row, sum),
        })),
        ...(monthly
          ? []
          : [
              {
                key: "rate",
                head: t("rate_short"),
                align: "right" as const,
                width: 150,
                total: total && formatPercent(total.percent, 1),
                cell: (row: ExecutionRow) => (
                  <span className={classes.rate}>
                    <ShareBar percent={row.percent} label={formatPercent(row.percent, 1)} />
                    <span aria-hidden>{formatPercent(row.percent, 1)}</span>
                  </span>
                ),
              },
            ]),
      ]}
    />
  );
}
