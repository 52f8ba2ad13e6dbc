// The survey of a case: its draft goes to the server as it is typed, and what contradicts itself is shown once it
// is sent.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy, IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { emptySurvey, type SurveyDraft } from "@/survey/draft";
import { sameDraft } from "@/survey/merge";
import { ByStandard } from "@/survey/Notes";
import type { Standard } from "@/survey/queries";
import { SurveyForm, type SurveyInput, usePhone } from "@/survey/SurveyForm";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatMoment } from "@/ui/format";
import { unsent } from "@/ui/kept";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ConflictView } from "./ConflictView";
import { heldOf, type Unsent } from "./held";
import { KeepingLine } from "./Keeping";
import { type CaseDetail, caseQuery, type RoundDetail, roundQuery, surveyChanged } from "./queries";
import { SentView } from "./SentView";
import { caseTexts } from "./texts";
import { useSentDraft } from "./useSentDraft";
import { type Conflict, unsentName, useSyncedDraft } from "./useSyncedDraft";

const route = getRouteApi("/shell/reviews/$id/cases/$household/survey");

export function CaseSurveyPage() {
  const { id, household } = route.useParams();
  // One household's answers never stand in another's form.
  return <Opening key={household} id={id} household={household} />;
}

/** A case as the server has it when the page opens: the form begins there, and no answer may be older. */
export function useOpened(id: string, household: string) {
  const round = useQuery(roundQuery(id));
  const found = useQuery({ ...caseQuery(id, household), refetchOnMount: "always" });
  const opened = useRef<CaseDetail | null>(null);
  if (!opened.current && found.data && found.isFetchedAfterMount) opened.current = found.data;
  return {
    round: round.data,
    found: opened.current,
    error: round.error ?? (opened.current ? null : found.error),
  };
}

function Opening({ id, household }: { id: string; household: string }) {
  const t = useTexts(caseTexts);
  const { round, found, error } = useOpened(id, household);
  const sent = useSentDraft(household, found?.survey_id ?? null);
  if (error) return <ProblemAlert error={error} />;
  if (sent.error) return <ProblemAlert error={sent.error} />;
  if (!round || !found || sent.loading) return <Pending />;
  if (!found.allowed.includes("survey")) {
    return <Closed round={id} household={household} title={t("closed")} text={t("closed_text")} />;
  }
  return <Survey round={round} opened={found} sent={sent.draft} />;
}

/** A form that can't be filled in now, and why. */
export function Closed(props: { round: string; household: string; title: string; text: string }) {
  const t = useTexts(caseTexts);
  return (
    <EmptyState
      page
      title={props.title}
      text={props.text}
      action={
        <Button
          component={Link}
          to="/reviews/$id/cases/$household"
          params={{ id: props.round, household: props.household } as never}
          variant="default"
        >
          {t("to_case")}
        </Button>
      }
    />
  );
}

interface Props {
  round: RoundDetail;
  opened: CaseDetail;
  /** The survey that counts, as a draft. */
  sent: SurveyDraft | null;
}

function Survey({ round, opened, sent }: Props) {
  const t = useTexts(caseTexts);
  const me = useMe();
  const { today } = usePlace();
  const client = useQueryClient();
  const phone = usePhone();
  const server = useRef(heldOf(opened).draft).current;
  // At the door the form is asked item by item.
  const fresh = (): SurveyDraft => ({ ...emptySurvey(formatDate(today), me.full_name), mode: "answers" });
  // What lay here when the page opened; later it is what is being typed.
  const [left] = useState(() => unsent.read<Unsent>(unsentName(round.id, opened.household_id), me.id));
  const [start] = useState(() => server ?? sent ?? fresh());
  const form = useSyncedDraft({ round: round.id, found: opened, start, left });
  // Counts the fresh starts: the form forgets what it was at.
  const [begun, setBegun] = useState(0);
  const [done, setDone] = useState<CaseDetail | null>(null);
  const submit = useMutation({
    mutationFn: form.submit,
    onSuccess: async (answer) => {
      if (!answer) return;
      setDone(answer);
      await surveyChanged(client);
    },
  });
  const { keeping } = form;
  const status = useMemo(() => <KeepingLine keeping={keeping} />, [keeping]);
  const { household_id, head_name } = opened;
  const header = useCallback(
    (standard: Standard | null) => (
      <PageHeader
        title={t("survey_title", { name: head_name })}
        back={{ to: `/reviews/${round.id}/cases/${household_id}`, label: t("to_case") }}
        subtitle={
          <Group gap="xs">
            {standard && <ByStandard standard={standard} />}
            {!phone && status}
          </Group>
        }
      />
    ),
    [t, head_name, household_id, round.id, status, phone],
  );
  if (form.conflict) {
    return (
      <Meeting
        round={round.id}
        conflict={form.conflict}
        start={fresh()}
        onSame={(answer) => setDone(answer)}
        onResolve={(chosen, theirs) => {
          form.resolve(chosen, theirs);
          submit.reset();
          setBegun((n) => n + 1);
        }}
      />
    );
  }
  if (done) {
    return (
      <SentView
        round={round.id}
        sent={done}
        onCorrect={() => {
          setDone(null);
          submit.reset();
          setBegun((n) => n + 1);
        }}
      />
    );
  }
  const anew = (
    <StartAnew
      onSure={() => {
        form.begin(fresh());
        setBegun((n) => n + 1);
      }}
    />
  );
  return (
    <SurveyForm
      key={begun}
      commune={round.commune?.id}
      draft={form.draft}
      onChange={form.change}
      onSubmit={(survey: SurveyInput) => submit.mutate(survey)}
      submit={t("send_survey")}
      busy={submit.isPending}
      error={submit.error}
      header={header}
      status={status}
      notices={
        <>
          {keeping.at === "refused" && <ProblemAlert error={keeping.error} />}
          {opened.state === "returned" && opened.read_note && (
            <Alert color="yellow" icon={<IconInfoCircle />}>
              {t("returned_because", { note: opened.read_note })}
            </Alert>
          )}
          {begun === 0 && (left || server || sent) && (
            <Alert color="blue" icon={<IconDeviceFloppy />} role="status">
              <Text size="sm" mb={6}>
                {left
                  ? t("draft_left")
                  : server
                    ? t("draft_of", {
                        name: opened.draft_by ?? t("somebody"),
                        at: formatMoment(opened.draft_at),
                      })
                    : t("from_sent", { date: formatDate(opened.surveyed_on) })}
              </Text>
              {anew}
            </Alert>
          )}
        </>
      }
    />
  );
}

/** Drops all answers, after asking once more. */
export function StartAnew({ onSure }: { onSure: () => void }) {
  const t = useTexts(caseTexts);
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        {t("start_anew")}
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <Text size="sm" fw={600}>
        {t("start_anew_sure")}
      </Text>
      <Button size="compact-sm" color="red" onClick={onSure}>
        {t("start_anew_do")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
        {t("start_anew_not")}
      </Button>
    </Group>
  );
}

interface MeetingProps {
  round: string;
  conflict: Conflict;
  /** What an empty form looks like. */
  start: SurveyDraft;
  /** The server has the very survey that was sent from here. */
  onSame: (answer: CaseDetail) => void;
  onResolve: (chosen: SurveyDraft, theirs: SurveyDraft) => void;
}

/** What was typed here meets what somebody else left or sent. */
function Meeting({ round, conflict, start, onSame, onResolve }: MeetingProps) {
  const t = useTexts(caseTexts);
  const { found, mine, base } = conflict;
  const held = heldOf(found);
  // A survey sent meanwhile counts more than the draft it came from.
  const sentAnew = held.survey !== base.survey;
  const sent = useSentDraft(found.household_id, sentAnew && !held.draft ? held.survey : null);
  const theirs = held.draft ?? sent.draft ?? start;
  const same = !sent.loading && sameDraft(mine, theirs);
  const answered = useRef(false);
  useEffect(() => {
    if (!same || answered.current) return;
    answered.current = true;
    onResolve(theirs, theirs);
    if (sentAnew && !held.draft) onSame(found);
  }, [same, theirs, sentAnew, held.draft, found, onResolve, onSame]);
  if (sent.error) return <ProblemAlert error={sent.error} />;
  if (sent.loading || same) return <Pending />;
  const draftOf = held.draft !== null;
  const who = (draftOf ? found.draft_by : found.surveyed_by) ?? t("somebody");
  return (
    <ConflictView
      who={who}
      text={
        draftOf
          ? t("conflict_draft", { name: who, at: formatMoment(found.draft_at) })
          : t("conflict_survey", { name: who, date: formatDate(found.surveyed_on) })
      }
      back={{ to: `/reviews/${round}/cases/${found.household_id}`, label: t("to_case") }}
      mine={mine}
      theirs={theirs}
      base={base.draft}
      onResolve={(chosen) => onResolve(chosen, theirs)}
    />
  );
}
