// One commune's round: where it stands, what is to be done now and by whom, and all that belongs to it.
import { Alert, Anchor, Button } from "@mantine/core";
import { IconCertificate, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatDate } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { SampleBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { CancelDialog } from "./CancelDialog";
import { roundQuery } from "./cases/queries";
import { History } from "./History";
import { MeetingsTab } from "./Meetings";
import { Papers } from "./Papers";
import { PostingTab } from "./Posting";
import type { RoundDetail } from "./queries";
import classes from "./reviews.module.css";
import { PARTS, type Part } from "./routes";
import { Steps } from "./Steps";
import { reviewTexts } from "./texts";
import { Late, roundName, StateBadge } from "./words";

const route = getRouteApi("/shell/reviews/$id");
/** How often what others do is looked for. */
const REFRESH_MS = 30_000;

export function RoundPage() {
  const { id } = route.useParams();
  const round = useQuery({ ...roundQuery(id), refetchInterval: REFRESH_MS });
  if (!round.data) return round.error ? <ProblemAlert error={round.error} /> : <Pending />;
  return <Round round={round.data} key={id} />;
}

function Round({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const { part } = route.useSearch();
  const [cancelling, setCancelling] = useState(false);
  useYearOf(round);
  return (
    <>
      <PageHeader
        title={`${round.commune?.name ?? ""} – ${roundName(t, round)}`}
        back={{ to: "/reviews", label: t("title") }}
        subtitle={
          <span className={classes.subtitle}>
            <StateBadge state={round.state} />
            {round.due_on && <span>{t("due_on", { date: formatDate(round.due_on) })}</span>}
            <Late days={round.days_late} />
            <span>
              {t("opened_on", { date: formatDate(round.opened_on) })}
              {round.document && ` · ${round.document}`}
            </span>
            {round.sample_form && <SampleBadge />}
            {!round.verified && <UnverifiedBadge />}
          </span>
        }
        actions={
          <>
            {round.allowed.includes("cancel") && (
              <Button
                variant="subtle"
                color="dark"
                leftSection={<IconX size={16} aria-hidden />}
                onClick={() => setCancelling(true)}
              >
                {t("cancel_round")}
              </Button>
            )}
            {round.recognition_id && (
              <Button
                component={Link}
                to={`/recognitions/${round.recognition_id}`}
                leftSection={<IconCertificate size={18} aria-hidden />}
              >
                {t("see_recognition")}
              </Button>
            )}
          </>
        }
      />
      <TabBar round={round} />
      <Shown part={part} round={round} />
      {cancelling && <CancelDialog round={round} onClose={() => setCancelling(false)} />}
    </>
  );
}

/** The shell shows the round's year, wherever the link came from, so that the way back leads to its board. */
function useYearOf(round: RoundDetail): void {
  const { year } = usePlace();
  const navigate = useNavigate();
  const shown = useRef(false);
  useEffect(() => {
    if (shown.current) return;
    shown.current = true;
    if (year === round.year) return;
    const search = ((old: object) => ({ ...old, year: round.year })) as never;
    void navigate({ to: ".", search, replace: true });
  }, [year, round.year, navigate]);
}

function Shown({ part, round }: { part: Part | undefined; round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  switch (part) {
    case "meetings":
      return <MeetingsTab round={round} />;
    case "posting":
      return <PostingTab round={round} />;
    case "papers":
      return <Papers round={round} />;
    case "history":
      return <History round={round} />;
    default:
      return (
        <>
          {round.state === "cancelled" && (
            <Alert color="gray" mb="md">
              {t("is_cancelled")}{" "}
              <Anchor
                component={Link}
                to="."
                search={{ part: "history" } as never}
                inherit
                underline="always"
              >
                {t("tab_history")}
              </Anchor>
            </Alert>
          )}
          <Steps round={round} />
        </>
      );
  }
}

/** The parts of a round; its households have pages of their own. */
function TabBar({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const can = useCan();
  const { part } = route.useSearch();
  const personal = can("view_households");
  // Minutes and complaints name people.
  const seen = PARTS.filter(
    (one) => (one !== "meetings" || personal) && (one !== "papers" || can("export_households")),
  );
  const link = (one: Part | undefined, text: string) => (
    <Link
      key={text}
      to="/reviews/$id"
      params={{ id: round.id }}
      search={((old: object) => ({ ...old, part: one })) as never}
      aria-current={part === one ? "page" : undefined}
      resetScroll={false}
    >
      {text}
    </Link>
  );
  return (
    <nav className={`${classes.tabs} gn-no-print`} aria-label={t("parts")}>
      {link(undefined, t("tab_steps"))}
      {personal && (
        <Link to={`/reviews/${round.id}/cases` as string}>
          {t("tab_cases")} <small>{round.counts.total}</small>
        </Link>
      )}
      {seen.map((one) => link(one, t(`tab_${one}`)))}
    </nav>
  );
}
