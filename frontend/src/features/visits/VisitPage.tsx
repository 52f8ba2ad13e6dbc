// One visit: where it stands, the next act for who may, and all that belongs to it, a tab each.
import { Alert, Button } from "@mantine/core";
import { IconBan, IconClockExclamation, IconFileCertificate, IconFlag, IconWalk } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AboutTab } from "./AboutTab";
import { ActDialog, type VisitAct } from "./ActDialog";
import { ChecklistTab } from "./ChecklistTab";
import { ComparisonTab } from "./ComparisonTab";
import { FilesTab } from "./FilesTab";
import { FindingsTab } from "./FindingsTab";
import { type VisitDetail, visitQuery } from "./queries";
import { ReportMenu } from "./ReportMenu";
import { PARTS, type Part, type State } from "./routes";
import { SampleTab } from "./SampleTab";
import { SignaturesTab } from "./SignaturesTab";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { days, VisitState } from "./words";

const route = getRouteApi("/shell/visits/$id");
/** How often what others of the team do is looked for. */
const REFRESH_MS = 60_000;

export function VisitPage() {
  const { id } = route.useParams();
  const found = useQuery({ ...visitQuery(id), refetchInterval: REFRESH_MS });
  // What was read once stays in sight while the network is away.
  if (!found.data) return found.error ? <ProblemAlert error={found.error} /> : <Pending />;
  return <Shown detail={found.data} key={id} />;
}

/** Acts in the order of the way; the API says which of them this user may do now. */
const ACTS: readonly { act: VisitAct; Icon: typeof IconWalk }[] = [
  { act: "mandate", Icon: IconFileCertificate },
  { act: "start", Icon: IconWalk },
  { act: "finish", Icon: IconFlag },
  { act: "close", Icon: IconFileCertificate },
  { act: "cancel", Icon: IconBan },
];

/** A report says something once the team has been out. */
const REPORTED: readonly State[] = ["in_field", "reporting", "closed"];

function Shown({ detail }: { detail: VisitDetail }) {
  const t = useTexts(visitTexts);
  const { part } = route.useSearch();
  const visit = detail;
  const [acting, setActing] = useState<VisitAct | null>(null);
  return (
    <>
      <PageHeader
        title={visit.title}
        back={{ to: "/visits", label: t("title") }}
        subtitle={
          <span className={classes.subtitle}>
            <VisitState state={visit.state} />
            <span>{t("visit_number", { number: visit.number })}</span>
            <span>{days(visit.starts_on, visit.ends_on)}</span>
            {visit.late && (
              <span className={classes.late}>
                <IconClockExclamation size={14} aria-hidden />
                {t("visit_late")}
              </span>
            )}
          </span>
        }
        actions={
          <>
            {ACTS.filter(({ act }) => visit.allowed.includes(act)).map(({ act, Icon }) => (
              <Button
                key={act}
                {...(act === "cancel" ? { variant: "subtle", color: "dark" } : {})}
                leftSection={<Icon size={18} aria-hidden />}
                onClick={() => setActing(act)}
              >
                {t(`act_${act}`)}
              </Button>
            ))}
            {REPORTED.includes(visit.state) && <ReportMenu visit={visit} />}
          </>
        }
      />
      {visit.state === "cancelled" && (
        <Alert color="gray" mb="md">
          {t("is_cancelled", { reason: detail.cancel_reason ?? "" })}
        </Alert>
      )}
      <TabBar detail={detail} />
      <Tab part={part} detail={detail} />
      {acting && <ActDialog detail={detail} act={acting} onClose={() => setActing(null)} />}
    </>
  );
}

function Tab({ part, detail }: { part: Part | undefined; detail: VisitDetail }) {
  const visit = detail;
  switch (part) {
    case "checklist":
      return <ChecklistTab detail={detail} />;
    case "sample":
      return <SampleTab visit={visit} />;
    case "files":
      return <FilesTab visit={visit} />;
    case "findings":
      return <FindingsTab detail={detail} />;
    case "comparison":
      return <ComparisonTab visit={visit} />;
    case "signatures":
      return <SignaturesTab detail={detail} />;
    default:
      return <AboutTab detail={detail} />;
  }
}

function TabBar({ detail }: { detail: VisitDetail }) {
  const t = useTexts(visitTexts);
  const { part } = route.useSearch();
  const count = detail.findings.length;
  const bar = useRef<HTMLElement>(null);
  // On a phone the bar is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another part is shown
  useEffect(() => {
    bar.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [part]);
  return (
    <nav ref={bar} className={`${classes.tabs} gn-no-print`} aria-label={t("parts")}>
      {[undefined, ...PARTS].map((one) => (
        <Link
          key={one ?? "about"}
          to="/visits/$id"
          params={{ id: detail.id } as never}
          search={((old: object) => ({ ...old, part: one })) as never}
          aria-current={part === one ? "page" : undefined}
          resetScroll={false}
        >
          {t(`part_${one ?? "about"}`)}
          {one === "findings" && count > 0 && <small> {formatNumber(count)}</small>}
        </Link>
      ))}
    </nav>
  );
}
