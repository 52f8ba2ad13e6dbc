// Budget lines: what each unit has for an item, of a source; with what stands on one, and the vouchers behind it.
import { Button, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { itemsQuery } from "@/app/items";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { Facts } from "@/ui/Facts";
import { formatDate, formatNumber, formatPercent, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./budget.module.css";
import { share } from "./numbers";
import { fundingQuery, linesQuery, sourcesQuery, vouchersQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Funding, Line } from "./types";
import { Views } from "./Views";
import { VoucherTable } from "./VoucherTable";
import { Coded, ShareBar, unitName, useWords, VoucherLink } from "./words";

const route = getRouteApi("/shell/budget/lines");
const SUMS = ["allotted", "passed_on", "available", "committed", "advanced"] as const;
const ACCOUNTS = [...SUMS, "disbursed", "settled", "returned", "carried"] as const;

export function LinesPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const { area, areaId, year, on } = usePlace();
  const { line: chosen, ...search } = route.useSearch();
  const navigate = useNavigate();
  const items = useQuery(itemsQuery(on));
  const sources = useQuery(sourcesQuery);
  const { unit, item, source, capital } = search;
  const filter = { year, ...(unit ? { unit } : { area: areaId }), item, source, capital };
  const lines = useQuery({ ...linesQuery(filter), placeholderData: keepPreviousData });
  const rows = lines.data?.items;
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: ".", search: (old) => ({ ...old, line: undefined, ...part }), replace: true });
  const open = rows?.find((line) => line.id === chosen);
  const clear = (
    <Button
      variant="default"
      onClick={() => change({ unit: undefined, item: undefined, source: undefined, capital: undefined })}
    >
      {t("clear")}
    </Button>
  );
  const narrowed = unit || item || source || capital;
  const nameOfUnit = unit && rows?.[0] ? unitName(rows[0].unit) : unit;
  return (
    <>
      <PageHeader
        title={t("lines_title")}
        subtitle={t("subtitle", { area: nameOfUnit ?? area?.name ?? common("nation"), year })}
      />
      <Views />
      <Text size="sm" c="dimmed" mb="xs">
        {t("lines_hint")}
      </Text>
      <search className={classes.filters}>
        <NativeSelect
          label={t("item")}
          maw={360}
          value={item ?? ""}
          onChange={(event) => change({ item: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("all") },
            ...(items.data ?? []).map((one) => ({
              value: one.code,
              label: `${one.code} · ${inLanguage(one.name)}`,
            })),
            ...(item && items.data && !items.data.some((one) => one.code === item)
              ? [{ value: item, label: item }]
              : []),
          ]}
        />
        <NativeSelect
          label={t("source")}
          value={source ?? ""}
          onChange={(event) => change({ source: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("all") },
            ...(sources.data?.sources ?? []).map((one) => ({ value: one.code, label: inLanguage(one.name) })),
          ]}
        />
        <NativeSelect
          label={t("capital")}
          value={capital ?? ""}
          onChange={(event) => change({ capital: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("all") },
            ...(sources.data?.capital_kinds ?? []).map((one) => ({
              value: one.code,
              label: inLanguage(one.name),
            })),
          ]}
        />
        {narrowed && clear}
      </search>
      {open && <Chosen line={open} onClose={() => change({ line: undefined })} />}
      {lines.data?.more && (
        <Text size="sm" mb="xs">
          {t("lines_more", { count: lines.data.items.length })}
        </Text>
      )}
      <DataTable<Line>
        label={t("lines_title")}
        rows={rows}
        rowKey={(line) => line.id}
        error={lines.error}
        empty={
          <EmptyState
            title={t("lines_none")}
            text={t("lines_none_text")}
            action={narrowed ? clear : undefined}
          />
        }
        onOpen={(line) => change({ line: line.id })}
        isSelected={(line) => line.id === chosen}
        columns={[
          {
            key: "unit",
            head: t("unit"),
            phone: "title",
            cell: (line) => (
              <Link
                to="."
                search={((old: Record<string, unknown>) => ({ ...old, line: line.id })) as never}
                className={classes.link}
              >
                {unitName(line.unit)}
              </Link>
            ),
          },
          {
            key: "item",
            head: t("item"),
            phone: "text",
            cell: (line) => <Coded name={inLanguage(line.item.name)} code={line.item.code} />,
          },
          {
            key: "source",
            head: t("source"),
            cell: (line) => <Coded name={words.source(line.source)} code={words.capital(line.capital)} />,
          },
          ...(["allotted", "passed_on", "available", "committed"] as const).map((sum) => ({
            key: sum,
            head: t(sum),
            unit: t("vnd"),
            align: "right" as const,
            nowrap: true,
            cell: (line: Line) => formatNumber(line[`${sum}_vnd`]),
          })),
          {
            key: "disbursed",
            head: t("disbursed"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (line) => (
              <>
                {formatNumber(line.disbursed_vnd)}
                <span className={classes.below}>
                  <ShareBar percent={shareOf(line)} label={formatPercent(shareOf(line), 1)} />
                </span>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

/** What of a line's own money, not passed on, was disbursed. */
function shareOf(line: Line): number | null {
  return share(line.disbursed_vnd, line.allotted_vnd - (line.passed_on_vnd ?? 0));
}

function Chosen({ line, onClose }: { line: Line; onClose: () => void }) {
  const t = useTexts(budgetTexts);
  const vouchers = useInfiniteQuery(vouchersQuery({ line: line.id }));
  const rows = vouchers.data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.panel} aria-label={t("line_accounts")}>
      <Stack gap="md">
        <div>
          <Title order={2}>{inLanguage(line.item.name)}</Title>
          <Text size="sm" c="dimmed">
            {unitName(line.unit)} · {line.item.code}
          </Text>
        </div>
        <div className={classes.two}>
          <div>
            <Title order={3} mb={6}>
              {t("line_vouchers")}
            </Title>
            <VoucherTable
              rows={rows}
              error={vouchers.error}
              onMore={vouchers.hasNextPage ? () => void vouchers.fetchNextPage() : undefined}
              loadingMore={vouchers.isFetchingNextPage}
              short
              line={line.id}
            />
          </div>
          <div>
            <Title order={3} mb={6}>
              {t("line_accounts")} ({t("vnd")})
            </Title>
            <Facts facts={ACCOUNTS.map((sum) => [t(sum), formatNumber(line[`${sum}_vnd`])] as const)} />
          </div>
        </div>
        <Funds line={line} />
        <Button variant="default" onClick={onClose} style={{ alignSelf: "flex-start" }}>
          {t("close_line")}
        </Button>
      </Stack>
    </section>
  );
}

/** The decisions that gave a line its money, those of units above too. */
function Funds({ line }: { line: Line }) {
  const t = useTexts(budgetTexts);
  const words = useWords();
  const funding = useQuery(fundingQuery(line.id));
  return (
    <div>
      <Title order={3} mb={6}>
        {t("line_funding")}
      </Title>
      <DataTable<Funding>
        label={t("line_funding")}
        stt={false}
        rows={funding.data}
        rowKey={(row) => `${row.number} ${row.unit.id} ${row.amount_vnd}`}
        error={funding.error}
        columns={[
          {
            key: "number",
            head: t("number"),
            phone: "title",
            cell: (row) => (
              <Coded
                name={
                  row.voucher_id ? <VoucherLink id={row.voucher_id}>{row.number}</VoucherLink> : row.number
                }
                code={words.kind(row.kind)}
              />
            ),
          },
          { key: "date", head: t("date"), nowrap: true, cell: (row) => formatDate(row.on_date) },
          { key: "unit", head: t("unit"), cell: (row) => unitName(row.unit) },
          { key: "purpose", head: t("purpose"), phone: "text", cell: (row) => row.purpose },
          {
            key: "amount",
            head: t("amount"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (row) => formatNumber(row.amount_vnd),
          },
        ]}
      />
    </div>
  );
}
