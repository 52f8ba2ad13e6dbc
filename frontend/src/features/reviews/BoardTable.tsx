// Communes (of the nation: provinces) by how far their review is.
import { Anchor, Button, Group, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber } from "@/ui/format";
import { COUNTS, shown } from "./board";
import type { BoardRow, BoardView } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { Dots, stateName } from "./words";

const route = getRouteApi("/shell/reviews");

export function BoardTable({ board }: { board: BoardView }) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const place = usePlace();
  const search = route.useSearch();
  const [typed, setTyped] = useState(search.q ?? "");
  const rows = shown(board.rows, search);
  const byProvince = !board.area;
  const go = (changed: object) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...changed })) as never, replace: true });
  const sum = (of: (row: BoardRow) => number) => formatNumber(rows.reduce((all, row) => all + of(row), 0));
  const columns: Column<BoardRow>[] = [
    {
      key: "area",
      head: byProvince ? t("province") : t("commune"),
      phone: "title",
      total: common("total"),
      cell: (row) =>
        row.round_id ? (
          <Anchor component={Link} to={`/reviews/${row.round_id}`} inherit fw={500}>
            {row.area?.name}
          </Anchor>
        ) : row.area ? (
          <Anchor
            component={Link}
            to="."
            search={((old: object) => ({ ...old, area: row.area?.id })) as never}
            inherit
            fw={500}
          >
            {row.area.name}
          </Anchor>
        ) : (
          "–"
        ),
    },
    byProvince
      ? {
          key: "rounds",
          head: t("rounds"),
          align: "right",
          cell: (row) => formatNumber(row.rounds),
          total: sum((row) => row.rounds),
        }
      : {
          key: "state",
          head: t("step"),
          nowrap: true,
          cell: (row) => (
            <span className={classes.at}>
              <Dots state={row.state ?? ""} steps={board.steps} />
              {stateName(t, row.state ?? "")}
            </span>
          ),
        },
    ...(byProvince
      ? [
          {
            key: "recognised",
            phone: "hide",
            head: t("state_recognised"),
            align: "right",
            cell: (row) => formatNumber(row.by_state.recognised ?? 0),
            total: sum((row) => row.by_state.recognised ?? 0),
          } satisfies Column<BoardRow>,
          {
            key: "late_rounds",
            head: t("late_rounds"),
            align: "right",
            cell: (row) => (row.late > 0 ? <b className={classes.red}>{formatNumber(row.late)}</b> : "0"),
            total: sum((row) => row.late),
          } satisfies Column<BoardRow>,
        ]
      : []),
    {
      key: "due",
      phone: "hide",
      head: byProvince ? t("first_due") : t("due"),
      nowrap: true,
      cell: (row) => formatDate(row.due_on),
    },
    {
      key: "late",
      head: t("late"),
      unit: t("days"),
      align: "right",
      cell: (row) => (row.days_late > 0 ? <b className={classes.red}>{formatNumber(row.days_late)}</b> : ""),
    },
    ...COUNTS.map(
      (key): Column<BoardRow> => ({
        key,
        phone: "hide",
        head: t(`count_${key}`),
        align: "right",
        cell: (row) =>
          row.counts[key] === 0 && key !== "total" ? (
            <span className={classes.zero}>0</span>
          ) : key === "open_complaints" ? (
            <b>{formatNumber(row.counts[key])}</b>
          ) : (
            formatNumber(row.counts[key])
          ),
        total: sum((row) => row.counts[key]),
      }),
    ),
  ];
  const narrowed = search.state || search.late || search.q;
  return (
    <section aria-label={t("title")}>
      <div className={classes.filters}>
        <TextInput
          className={classes.search}
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            go({ q: event.currentTarget.value || undefined });
          }}
        />
        <Group gap="xs" className={classes.countLine}>
          <span>{t("shown", { shown: formatNumber(rows.length), of: formatNumber(board.rows.length) })}</span>
          {narrowed && (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconX size={14} aria-hidden />}
              onClick={() => {
                setTyped("");
                go({ state: undefined, late: undefined, q: undefined });
              }}
            >
              {t("clear_filters")}
            </Button>
          )}
        </Group>
      </div>
      <DataTable
        lines
        label={t("title")}
        rows={rows}
        rowKey={(row) => row.round_id ?? row.area?.id ?? "none"}
        columns={columns}
        empty={t("none_match")}
        onOpen={(row) => {
          if (row.round_id) void navigate({ to: "/reviews/$id", params: { id: row.round_id } });
          else if (row.area) place.go({ area: row.area.id });
        }}
      />
    </section>
  );
}
