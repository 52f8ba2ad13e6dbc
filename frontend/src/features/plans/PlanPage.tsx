// One plan: where it stands, its activities in time, what it says, what was reported, and what may be done with it.
import { Anchor, Button, Title } from "@mantine/core";
import { IconDownload, IconEdit } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { download } from "@/api/client";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatDate, formatMoment, formatNumber, NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import { type Act, ActDialog, ReportDialog } from "./dialogs";
import classes from "./plans.module.css";
import { type Activity, type PlanDetail, planQuery } from "./queries";
import { Timeline } from "./Timeline";
import { planTexts } from "./texts";
import { Progress, StateBadge } from "./words";

const route = getRouteApi("/shell/plans/$id");
const PDF = "application/pdf";
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ACTS = ["issue", "start", "close"] as const;

export function PlanPage() {
  const { id } = route.useParams();
  const found = useQuery(planQuery(id));
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  return <Plan plan={found.data} />;
}

function Plan({ plan }: { plan: PlanDetail }) {
  const t = useTexts(planTexts);
  const [act, setAct] = useState<Act | null>(null);
  const [reported, setReported] = useState<Activity | null>(null);
  const file = useMutation({
    mutationFn: ({ media, ending }: { media: string; ending: string }) =>
      download(`/api/v1/plans/${plan.id}/file`, media, `ke-hoach-${plan.fiscal_year}.${ending}`),
  });
  const facts: [string, ReactNode][] = [
    [t("state"), <StateBadge key="state" state={plan.state} />],
    [t("overall"), <Progress key="progress" percent={plan.state === "draft" ? null : plan.progress} />],
    [t("area"), plan.area?.name ?? NOTHING],
    [t("period"), t("period_from_to", { from: formatDate(plan.from), to: formatDate(plan.to) })],
    [t("fiscal_year"), plan.fiscal_year],
  ];
  if (plan.item) facts.push([t("item"), plan.item]);
  if (plan.number) facts.push([t("number"), plan.number.startsWith("/") ? `……${plan.number}` : plan.number]);
  if (plan.issued_on) facts.push([t("issued_on"), plan.issued_on.split("-").reverse().join("/")]);
  facts.push([t("drafted"), [plan.drafted_by, formatMoment(plan.drafted_at)].filter(Boolean).join(", ")]);
  if (plan.issued_by) facts.push([t("issued_by"), plan.issued_by]);
  if (plan.started_on) facts.push([t("started_on"), formatDate(plan.started_on)]);
  if (plan.closed_on) facts.push([t("closed_on"), formatDate(plan.closed_on)]);
  if (plan.closing_note) facts.push([t("closing_note"), plan.closing_note]);
  if (plan.document_id) {
    facts.push([
      t("document"),
      <Anchor key="document" component={Link} to={`/documents/${plan.document_id}`} inherit>
        {t("open_document")}
      </Anchor>,
    ]);
  }
  const { content } = plan;
  return (
    <>
      <PageHeader
        title={plan.title}
        subtitle={plan.issuer}
        back={{ to: "/plans", label: t("title") }}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => file.mutate({ media: PDF, ending: "pdf" })}
            >
              {t("pdf")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => file.mutate({ media: DOCX, ending: "docx" })}
            >
              {t("word")}
            </Button>
            {plan.allowed.includes("edit") && (
              <Button
                component={Link}
                to={`/plans/${plan.id}/edit`}
                variant="default"
                leftSection={<IconEdit size={16} aria-hidden />}
              >
                {t("edit")}
              </Button>
            )}
            {ACTS.filter((one) => plan.allowed.includes(one)).map((one) => (
              <Button key={one} onClick={() => setAct(one)}>
                {t(one === "close" ? "close_plan" : one)}
              </Button>
            ))}
          </>
        }
      />
      {file.error && <ProblemAlert error={file.error} />}
      <Facts facts={facts} />
      <Timeline plan={plan} onReport={setReported} />
      <Reports plan={plan} />
      <Points title={t("legal_bases")} points={content.legal_bases} />
      <Points title={t("purposes")} points={content.purposes} />
      <Points title={t("subjects")} points={content.subjects} />
      {content.budget && content.budget.length > 0 && (
        <section className={classes.section}>
          <Title order={2}>{t("budget")}</Title>
          <DataTable
            label={t("budget")}
            rows={content.budget}
            rowKey={(line) => line.source}
            lines
            columns={[
              {
                key: "source",
                head: t("source"),
                cell: (line) => worded(t, "source", line.source),
                total: t("total"),
              },
              {
                key: "amount",
                head: t("amount"),
                unit: t("unit_vnd"),
                align: "right",
                cell: (line) => formatNumber(line.amount_vnd),
                total: formatNumber(plan.budget_vnd),
              },
            ]}
          />
        </section>
      )}
      {content.responsible && content.responsible.length > 0 && (
        <section className={classes.section}>
          <Title order={2}>{t("offices")}</Title>
          <DataTable
            label={t("offices")}
            rows={content.responsible}
            rowKey={(one) => one.office + one.task}
            columns={[
              { key: "office", head: t("office"), phone: "title", width: "35%", cell: (one) => one.office },
              { key: "task", head: t("task"), phone: "text", cell: (one) => one.task },
            ]}
          />
        </section>
      )}
      <Points title={t("recipients")} points={content.recipients} />
      {act && <ActDialog act={act} plan={plan} onClose={() => setAct(null)} />}
      {reported && <ReportDialog activity={reported} plan={plan} onClose={() => setReported(null)} />}
    </>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] | undefined }) {
  if (!points?.length) return null;
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      <ul className={classes.points}>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  );
}

function Reports({ plan }: { plan: PlanDetail }) {
  const t = useTexts(planTexts);
  if (plan.state === "draft" || plan.state === "issued") return null;
  return (
    <section className={classes.section}>
      <Title order={2}>{t("reports")}</Title>
      <DataTable
        label={t("reports")}
        stt={false}
        rows={plan.reports}
        rowKey={(report) => `${report.n} ${report.on} ${report.progress} ${report.note ?? ""}`}
        empty={t("reports_none")}
        columns={[
          { key: "on", head: t("day"), nowrap: true, cell: (report) => formatDate(report.on) },
          {
            key: "n",
            head: t("activity"),
            phone: "title",
            cell: (report) => `${report.n}. ${plan.activities.find((one) => one.n === report.n)?.text ?? ""}`,
          },
          {
            key: "progress",
            head: t("progress"),
            nowrap: true,
            cell: (report) =>
              `${t("per_cent", { percent: report.progress })} · ${worded(t, "activity", report.state)}`,
          },
          { key: "note", head: t("note"), phone: "text", cell: (report) => report.note ?? NOTHING },
          { key: "by", head: t("who"), cell: (report) => report.by ?? NOTHING },
        ]}
      />
    </section>
  );
}
