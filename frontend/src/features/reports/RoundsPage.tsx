// What the user's own unit has to report, and the rounds of the area.
import { Anchor, Button, Text, Title } from "@mantine/core";
import { IconPlus, IconTable } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { OpenDialog } from "./OpenDialog";
import { ownQuery, type Report, type Round, roundsQuery } from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";
import { LateBadge, periodOf, ReportLink, StateBadge } from "./words";

export function RoundsPage() {
  const t = useTexts(reportTexts);
  const can = useCan();
  const [opening, setOpening] = useState(false);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <>
            <Button
              component={Link}
              to="/reports/templates"
              variant="default"
              leftSection={<IconTable size={18} aria-hidden />}
            >
              {t("templates")}
            </Button>
            {can("open_report_rounds") && (
              <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpening(true)}>
                {t("open_round")}
              </Button>
            )}
          </>
        }
      />
      {can("fill_reports") && <Own />}
      <Rounds />
      {opening && <OpenDialog onClose={() => setOpening(false)} />}
    </>
  );
}

function Own() {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  const own = useInfiniteQuery(ownQuery);
  const rows = own.data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.section}>
      <Title order={2}>{t("own")}</Title>
      <DataTable<Report>
        label={t("own")}
        stt={false}
        rows={rows}
        rowKey={(report) => report.id}
        error={own.error}
        empty={
          <Text size="sm" c="dimmed">
            {t("own_none")}
          </Text>
        }
        onMore={own.hasNextPage ? () => void own.fetchNextPage() : undefined}
        loadingMore={own.isFetchingNextPage}
        onOpen={(report) => void navigate({ to: "/reports/$id", params: { id: report.id } })}
        columns={[
          {
            key: "template",
            head: t("template"),
            phone: "title",
            cell: (report) => (
              <>
                <ReportLink id={report.id}>{inLanguage(report.template.name)}</ReportLink>
                <Text size="xs" c="dimmed">
                  {report.area?.name}
                  {report.version_no > 1 && ` · ${t("version_no", { version: report.version_no })}`}
                </Text>
              </>
            ),
          },
          { key: "period", head: t("period"), cell: periodOf },
          { key: "due", head: t("due"), nowrap: true, cell: (report) => formatDate(report.due_on) },
          {
            key: "state",
            head: t("state"),
            cell: (report) => (
              <span className={classes.badges}>
                <StateBadge state={report.state} />
                <LateBadge report={report} />
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

function Rounds() {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { areaId } = usePlace();
  const rounds = useInfiniteQuery(roundsQuery(areaId));
  const rows = rounds.data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.section}>
      <Title order={2}>{t("rounds")}</Title>
      <DataTable<Round>
        label={t("rounds")}
        stt={false}
        rows={rows}
        rowKey={(round) => round.id}
        error={rounds.error}
        empty={<EmptyState title={t("rounds_none")} text={t("rounds_none_text")} />}
        onMore={rounds.hasNextPage ? () => void rounds.fetchNextPage() : undefined}
        loadingMore={rounds.isFetchingNextPage}
        onOpen={(round) => void navigate({ to: "/reports/rounds/$id", params: { id: round.id } })}
        columns={[
          {
            key: "template",
            head: t("template"),
            phone: "title",
            cell: (round) => (
              <Anchor component={Link} to={`/reports/rounds/${round.id}`} inherit fw={500}>
                {inLanguage(round.template.name)}
              </Anchor>
            ),
          },
          { key: "period", head: t("period"), cell: periodOf },
          { key: "area", head: t("asked_by"), cell: (round) => round.area?.name ?? common("nation") },
          { key: "opened", head: t("opened"), nowrap: true, cell: (round) => formatDate(round.opened_on) },
          { key: "due", head: t("due"), nowrap: true, cell: (round) => formatDate(round.due_on) },
          {
            key: "units",
            head: t("unit"),
            nowrap: true,
            cell: (round) => t("units", { count: round.units }),
          },
        ]}
      />
    </section>
  );
}
