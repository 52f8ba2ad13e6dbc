// What was submitted and what its hashes are, what two versions say differently, and who did what.
import { Button, CopyButton, Group, NativeSelect, Text, Title } from "@mantine/core";
import { IconCheck, IconCopy, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatMoment } from "@/ui/format";
import { StatusBadge } from "@/ui/StatusBadge";
import { shownDecimal } from "./cells";
import { FilesMenu } from "./FilesMenu";
import {
  type Change,
  differencesQuery,
  type Report,
  type ReportDetail,
  type Version,
  versionsQuery,
} from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";
import { StateBadge } from "./words";

const route = getRouteApi("/shell/reports/$id");

export function History({ detail }: { detail: ReportDetail }) {
  const t = useTexts(reportTexts);
  const { report, events } = detail;
  const versions = useQuery(versionsQuery(report.id));
  return (
    <>
      <section className={classes.section}>
        <Title order={2}>{t("versions")}</Title>
        <DataTable<Version>
          label={t("versions")}
          stt={false}
          rows={versions.data}
          rowKey={(one) => String(one.version_no)}
          error={versions.error}
          empty={
            <Text size="sm" c="dimmed">
              {t("versions_none")}
            </Text>
          }
          columns={[
            {
              key: "version",
              head: t("version"),
              phone: "title",
              cell: (one) => (
                <span className={classes.badges}>
                  {t("version_no", { version: one.version_no })}
                  {one.frozen ? (
                    <StatusBadge tone="good" icon={<IconLock size={13} aria-hidden />}>
                      {t("frozen")}
                    </StatusBadge>
                  ) : (
                    <StatusBadge>{t("not_frozen")}</StatusBadge>
                  )}
                </span>
              ),
            },
            {
              key: "submitted",
              head: t("submitted_by"),
              cell: (one) => <Who name={one.submitted_by} at={one.submitted_at} />,
            },
            {
              key: "accepted",
              head: t("accepted_by"),
              cell: (one) => one.accepted_at && <Who name={one.accepted_by} at={one.accepted_at} />,
            },
            {
              key: "signer",
              head: t("signer"),
              cell: (one) =>
                one.number && (
                  <>
                    {one.number}, {formatDate(one.signed_on)}
                    <Text size="xs" c="dimmed">
                      {[one.signer_title, one.signer].filter(Boolean).join(" ")}
                    </Text>
                  </>
                ),
            },
            { key: "hash", head: t("hash"), phone: "text", cell: (one) => <Hash hash={one.hash} /> },
            {
              key: "files",
              head: t("files"),
              cell: (one) => <FilesMenu report={report} version={one.version_no} compact />,
            },
          ]}
        />
      </section>
      {report.version_no > 1 && <Differences report={report} />}
      <section className={classes.section}>
        <Title order={2}>{t("events")}</Title>
        <DataTable
          label={t("events")}
          stt={false}
          rows={events}
          rowKey={(one) => `${one.at}${one.act}`}
          empty={t("events_none")}
          columns={[
            { key: "what", head: t("event_what"), phone: "title", cell: (one) => t(`act_${one.act}`) },
            {
              key: "state",
              head: t("state"),
              cell: (one) => <StateBadge state={one.to_state} />,
            },
            { key: "when", head: t("event_when"), nowrap: true, cell: (one) => formatMoment(one.at) },
            { key: "who", head: t("event_who"), cell: (one) => one.actor ?? "–" },
            { key: "note", head: t("event_note"), phone: "text", cell: (one) => one.note },
          ]}
        />
      </section>
    </>
  );
}

function Who({ name, at }: { name: string | null | undefined; at: string }) {
  return (
    <>
      {name ?? "–"}
      <Text size="xs" c="dimmed">
        {formatMoment(at)}
      </Text>
    </>
  );
}

function Hash({ hash }: { hash: string }) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  return (
    <Group gap={6} wrap="nowrap">
      <code className={classes.hash} title={hash}>
        {hash.slice(0, 16)}…
      </code>
      <CopyButton value={hash}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="default"
            onClick={copy}
            aria-label={`${common(copied ? "copied" : "copy")}: ${t("hash")} ${hash.slice(0, 8)}`}
            leftSection={copied ? <IconCheck size={12} aria-hidden /> : <IconCopy size={12} aria-hidden />}
          >
            {copied ? common("copied") : common("copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

function Differences({ report }: { report: Report }) {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  const search = route.useSearch();
  const to = Math.min(search.to ?? report.version_no, report.version_no);
  const from = Math.min(search.from ?? Math.max(to - 1, 1), report.version_no);
  const found = useQuery(differencesQuery(report.id, from, to));
  const numbers = Array.from({ length: report.version_no }, (_, i) => {
    const now = i + 1 === report.version_no && report.state !== "accepted";
    return { value: String(i + 1), label: `${i + 1}${now ? ` (${t("now")})` : ""}` };
  });
  const go = (changed: object) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...changed })) as never, replace: true });
  const shown = (value: string | null | undefined) =>
    value == null ? "–" : /^-?\d+(\.\d+)?$/.test(value) ? shownDecimal(value) : value;
  return (
    <section className={classes.section}>
      <Title order={2}>{t("differences")}</Title>
      <div className={classes.filters}>
        <NativeSelect
          label={t("diff_from")}
          value={String(from)}
          data={numbers}
          onChange={(event) => go({ from: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("diff_to")}
          value={String(to)}
          data={numbers}
          onChange={(event) => go({ to: event.currentTarget.value })}
        />
      </div>
      <DataTable<Change>
        label={t("differences")}
        rows={found.data?.changes}
        rowKey={(one) => one.cell}
        error={found.error}
        empty={t("diff_none")}
        columns={[
          { key: "cell", head: t("diff_cell"), phone: "title", cell: (one) => one.label },
          { key: "before", head: t("diff_before"), align: "right", cell: (one) => shown(one.before) },
          { key: "after", head: t("diff_after"), align: "right", cell: (one) => <b>{shown(one.after)}</b> },
        ]}
      />
    </section>
  );
}
