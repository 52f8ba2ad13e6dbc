// The board of a round: where the report of every unit stands, late ones first.
import { Checkbox, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { fold } from "@/ui/fold";
import { formatDate, formatNumber, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { type RoundDetail, type RoundRow, roundQuery } from "./queries";
import classes from "./reports.module.css";
import { type BoardSearch, STATES } from "./routes";
import { reportTexts } from "./texts";
import { LateBadge, periodOf, ReportLink, StateBadge } from "./words";

const route = getRouteApi("/shell/reports/rounds/$id");

export function RoundPage() {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const { id } = route.useParams();
  const found = useQuery(roundQuery(id));
  const round = found.data?.round;
  return (
    <>
      <PageHeader
        back={{ to: "/reports", label: t("title") }}
        title={round ? inLanguage(round.template.name) : t("back_round")}
        subtitle={
          round && (
            <span className={classes.facts}>
              <span>{periodOf(round)}</span>
              <span>{round.area?.name ?? common("nation")}</span>
              <span>
                {t("due")}: <b>{formatDate(round.due_on)}</b>
              </span>
              {round.document && <span>{round.document}</span>}
              {!round.template.verified && <UnverifiedBadge />}
            </span>
          )
        }
      />
      <ProblemAlert error={found.error} />
      {found.data && <Board detail={found.data} />}
    </>
  );
}

function Board({ detail }: { detail: RoundDetail }) {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  const search = route.useSearch();
  const [typed, setTyped] = useState(search.q ?? "");
  const go = (changed: BoardSearch) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...changed })) as never, replace: true });
  const wanted = fold(search.q ?? "");
  const rows = detail.rows.filter(
    (row) =>
      (!search.state || row.state === search.state) &&
      (!search.late || row.late) &&
      fold(row.area?.name ?? "").includes(wanted),
  );
  const { totals } = detail;
  return (
    <>
      <dl className={classes.totals}>
        {STATES.map((state) => (
          <div key={state} data-state={state}>
            <dt>{t(`state_${state}`)}</dt>
            <dd>{formatNumber(totals[state])}</dd>
          </div>
        ))}
        <div data-state={totals.overdue > 0 ? "overdue" : undefined}>
          <dt>{t("overdue")}</dt>
          <dd>{formatNumber(totals.overdue)}</dd>
        </div>
        <div data-state={totals.submitted_late > 0 ? "late" : undefined}>
          <dt>{t("submitted_late")}</dt>
          <dd>{formatNumber(totals.submitted_late)}</dd>
        </div>
      </dl>
      <div className={classes.filters}>
        <TextInput
          aria-label={t("search_unit")}
          placeholder={t("search_unit")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            go({ q: event.currentTarget.value || undefined });
          }}
        />
        <NativeSelect
          aria-label={t("filter_state")}
          value={search.state ?? ""}
          onChange={(event) => go({ state: STATES.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: "", label: `${t("filter_state")}: ${t("all").toLocaleLowerCase("vi")}` },
            ...STATES.map((one) => ({ value: one, label: t(`state_${one}`) })),
          ]}
        />
        <Checkbox
          label={t("only_late")}
          checked={search.late === "yes"}
          onChange={(event) => go({ late: event.currentTarget.checked ? "yes" : undefined })}
        />
        <Text size="sm" c="dimmed">
          {t("shown", { shown: formatNumber(rows.length), of: formatNumber(detail.rows.length) })}
        </Text>
      </div>
      <DataTable<RoundRow>
        label={t("unit")}
        rows={rows}
        rowKey={(row) => row.report_id}
        empty={t("none_match")}
        onOpen={(row) => void navigate({ to: "/reports/$id", params: { id: row.report_id } })}
        columns={[
          {
            key: "unit",
            head: t("unit"),
            phone: "title",
            cell: (row) => (
              <>
                <ReportLink id={row.report_id}>{row.area?.name ?? "–"}</ReportLink>
                {row.top && (
                  <Text span size="xs" c="dimmed">
                    {" "}
                    · {t("top_unit")}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: "state",
            head: t("state"),
            cell: (row) => (
              <span className={classes.badges}>
                <StateBadge state={row.state} />
                {row.version_no > 1 && (
                  <Text span size="xs" c="dimmed">
                    {t("version_no", { version: row.version_no })}
                  </Text>
                )}
              </span>
            ),
          },
          {
            key: "late",
            head: t("late"),
            cell: (row) =>
              row.late ? <LateBadge report={row} /> : row.first_submitted_on ? t("on_time") : "",
          },
          {
            key: "submitted",
            head: t("submitted_on"),
            nowrap: true,
            cell: (row) => formatDate(row.first_submitted_on),
          },
          {
            key: "comments",
            head: t("comments"),
            cell: (row) =>
              row.open_comments > 0 && (
                <StatusBadge tone="warning">{t("comments_open", { count: row.open_comments })}</StatusBadge>
              ),
          },
        ]}
      />
    </>
  );
}
