// A report: its head with what can be done now, and its content, comments and history.
import { Alert, Button, Group, Tabs, Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowBackUp, IconFileSpreadsheet } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatMoment, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { ActDialog } from "./ActDialog";
import { Comments } from "./Comments";
import { Content } from "./Content";
import { FilesMenu } from "./FilesMenu";
import { History } from "./History";
import { type Act, type ReportDetail, reportQuery } from "./queries";
import classes from "./reports.module.css";
import { VIEWS, type View } from "./routes";
import { SheetDialog } from "./SheetDialog";
import { reportTexts } from "./texts";
import { useFilling } from "./useFilling";
import { LateBadge, periodOf, StateBadge } from "./words";

const route = getRouteApi("/shell/reports/$id");

export function ReportPage() {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const { id } = route.useParams();
  const found = useQuery(reportQuery(id));
  if (found.data) return <Page key={id} detail={found.data} />;
  return (
    <>
      <PageHeader back={{ to: "/reports", label: t("title") }} title={t("title")} />
      {found.error ? <ProblemAlert error={found.error} /> : <EmptyState title={common("loading")} />}
    </>
  );
}

/** The acts that are a button of their own, the main one last. */
const BUTTONS = ["revise", "return", "accept", "submit"] as const satisfies readonly Act[];

function Page({ detail }: { detail: ReportDetail }) {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  const { view = "content" } = route.useSearch();
  const filling = useFilling(detail);
  const [act, setAct] = useState<(typeof BUTTONS)[number] | null>(null);
  const [sheet, setSheet] = useState(false);
  const { report, template } = detail;
  const open = detail.comments.filter((comment) => !comment.resolved).length;
  const show = (next: string | null) => {
    const chosen: View | undefined = VIEWS.find((one) => one === next && one !== "content");
    void navigate({
      to: ".",
      search: ((old: object) => ({ ...old, view: chosen, cell: undefined })) as never,
      replace: true,
    });
  };
  /** An act is of what was saved. */
  const begin = async (chosen: (typeof BUTTONS)[number]) => {
    if (filling.invalid.size === 0 && (await filling.flush())) setAct(chosen);
  };
  return (
    <>
      <PageHeader
        back={{ to: `/reports/rounds/${report.round_id}`, label: t("back_round") }}
        title={inLanguage(template.name)}
        subtitle={
          <span className={classes.facts}>
            <b>{report.area?.name}</b>
            <span>{periodOf(report)}</span>
            <span>
              {t("due")}: {formatDate(report.due_on)}
            </span>
            {template.form_no && <span>{template.form_no}</span>}
            {report.version_no > 1 && <span>{t("version_no", { version: report.version_no })}</span>}
            <StateBadge state={report.state} />
            <LateBadge report={report} />
            {!template.verified && <UnverifiedBadge />}
          </span>
        }
        actions={
          <>
            <FilesMenu report={report} />
            {report.allowed.includes("fill") && (
              <Button
                variant="default"
                leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
                onClick={() => void filling.flush().then(() => setSheet(true))}
              >
                {t("sheet")}
              </Button>
            )}
            {BUTTONS.filter((one) => report.allowed.includes(one)).map((one) => (
              <Button
                key={one}
                variant={one === "accept" || one === "submit" ? "filled" : "default"}
                onClick={() => void begin(one)}
              >
                {t(one === "accept" && report.top ? "sign" : one)}
              </Button>
            ))}
          </>
        }
      />
      <Why detail={detail} />
      {filling.state === "conflict" && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={t("conflict")} role="alert" mb="sm">
          <Text size="sm" mb="xs">
            {t("conflict_text", { count: filling.pending.size })}
          </Text>
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => void filling.flush()}>
              {t("conflict_mine")}
            </Button>
            <Button size="compact-sm" variant="default" onClick={filling.drop}>
              {t("conflict_theirs")}
            </Button>
          </Group>
        </Alert>
      )}
      {filling.state === "failed" && <ProblemAlert error={filling.error} />}
      <Tabs value={view} onChange={show} keepMounted={false} activateTabWithKeyboard={false}>
        <Tabs.List aria-label={t("views")} mb="sm">
          <Tabs.Tab value="content">{t("content")}</Tabs.Tab>
          <Tabs.Tab value="comments">
            {t("comments")}
            {open > 0 && ` (${open})`}
          </Tabs.Tab>
          <Tabs.Tab value="history">{t("history")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="content">
          <Content detail={detail} filling={filling} />
        </Tabs.Panel>
        <Tabs.Panel value="comments">
          <Comments detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History detail={detail} />
        </Tabs.Panel>
      </Tabs>
      {act && <ActDialog act={act} detail={detail} onClose={() => setAct(null)} />}
      {sheet && <SheetDialog report={report} onClose={() => setSheet(false)} />}
    </>
  );
}

/** Why a report is where it is: sent back, being revised, submitted incomplete. */
function Why({ detail }: { detail: ReportDetail }) {
  const t = useTexts(reportTexts);
  const { report, events } = detail;
  const returned = report.state === "returned" ? events.find((event) => event.act === "return") : undefined;
  const revised =
    report.state !== "accepted" && report.version_no > 1
      ? events.find((event) => event.act === "revise")
      : undefined;
  return (
    <>
      {returned && (
        <Alert color="yellow" icon={<IconArrowBackUp />} title={t("returned_why")} mb="sm">
          <p className={classes.paragraph}>{returned.note}</p>
          <Text size="xs" c="dimmed">
            {[returned.actor, formatMoment(returned.at)].filter(Boolean).join(" · ")}
            {report.allowed.includes("fill") && ` · ${t("returned_text")}`}
          </Text>
        </Alert>
      )}
      {revised && (
        <Alert color="blue" title={t("revision_why", { version: report.version_no })} mb="sm">
          <p className={classes.paragraph}>{revised.note}</p>
        </Alert>
      )}
      {detail.empty_reason && (report.state === "submitted" || report.state === "accepted") && (
        <Alert color="blue" title={t("empty_reason")} mb="sm">
          <p className={classes.paragraph}>{detail.empty_reason}</p>
        </Alert>
      )}
    </>
  );
}
