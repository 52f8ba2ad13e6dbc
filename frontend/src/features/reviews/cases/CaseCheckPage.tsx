// The spot check of a case: the same form, asked anew by somebody else. What the first visit found is not shown
// before this one is sent.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy, IconEyeOff, IconUsers } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { emptySurvey, type SurveyDraft } from "@/survey/draft";
import { ByStandard } from "@/survey/Notes";
import type { Change } from "@/survey/parts";
import type { Standard } from "@/survey/queries";
import { SurveyForm, type SurveyInput, usePhone } from "@/survey/SurveyForm";
import { formatDate } from "@/ui/format";
import { unsent } from "@/ui/kept";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Closed, StartAnew, useOpened } from "./CaseSurveyPage";
import { KeepingLine } from "./Keeping";
import { type CaseDetail, casesChanged, type RoundDetail, readCase } from "./queries";
import { CheckedView } from "./SentView";
import { caseTexts } from "./texts";
import type { Keeping } from "./useSyncedDraft";
import { useIsOwn } from "./words";

const route = getRouteApi("/shell/reviews/$id/cases/$household/check");

export function CaseCheckPage() {
  const { id, household } = route.useParams();
  return <Opening key={household} id={id} household={household} />;
}

function Opening({ id, household }: { id: string; household: string }) {
  const t = useTexts(caseTexts);
  const isOwn = useIsOwn();
  const { round, found, error } = useOpened(id, household);
  if (error) return <ProblemAlert error={error} />;
  if (!round || !found) return <Pending />;
  if (!found.allowed.includes("spot_check") || isOwn(found)) {
    return (
      <Closed round={id} household={household} title={t("closed_check")} text={t("closed_check_text")} />
    );
  }
  return <Check round={round} opened={found} />;
}

const DEVICE: Keeping = { at: "device" };
const NOWHERE: Keeping = { at: "nowhere" };

function Check({ round, opened }: { round: RoundDetail; opened: CaseDetail }) {
  const t = useTexts(caseTexts);
  const me = useMe();
  const { today } = usePlace();
  const client = useQueryClient();
  const phone = usePhone();
  const household = opened.household_id;
  // The server keeps drafts of surveys alone: that of a check stays on this device until it is sent.
  const name = `check.${round.id}.${household}`;
  // At the door the form is asked item by item.
  const fresh = (): SurveyDraft => ({ ...emptySurvey(formatDate(today), me.full_name), mode: "answers" });
  const [left] = useState(() => unsent.read<SurveyDraft>(name, me.id));
  const [draft, setDraft] = useState<SurveyDraft>(() => left ?? fresh());
  const now = useRef(draft);
  const [begun, setBegun] = useState(0);
  const [keeping, setKeeping] = useState<Keeping>(left ? DEVICE : NOWHERE);
  const [found, setFound] = useState(opened);
  const [done, setDone] = useState<CaseDetail | null>(null);
  const change: Change = useCallback(
    (part) => {
      const next = { ...now.current, ...(typeof part === "function" ? part(now.current) : part) };
      now.current = next;
      setDraft(next);
      setKeeping(unsent.keep(name, me.id, next) ? DEVICE : NOWHERE);
    },
    [name, me.id],
  );
  const dropMine = () => {
    unsent.drop(name, me.id);
    now.current = fresh();
    setDraft(now.current);
    setKeeping(NOWHERE);
    setBegun((n) => n + 1);
  };
  const send = useMutation({
    mutationFn: async ({ survey, known }: { survey: SurveyInput; known: CaseDetail }) => {
      const post = (version: number) =>
        ok(
          api.POST("/api/v1/review-rounds/{id}/cases/{household}/check", {
            params: { path: { id: round.id, household }, header: ifMatch(version) },
            body: survey,
          }),
        );
      return post(known.version).catch(async (error: unknown) => {
        if (asProblem(error)?.status !== 412) throw error;
        const anew = await readCase(round.id, household);
        setFound(anew);
        // Only another check is in the way of this one; that is the user's to decide.
        const another =
          anew.check && anew.check.on + anew.check.by !== (known.check?.on ?? "") + known.check?.by;
        if (another) throw error;
        return post(anew.version);
      });
    },
    onSuccess: async (answer) => {
      unsent.drop(name, me.id);
      setDone(answer);
      await casesChanged(client);
    },
  });
  const waiting = useRef<SurveyInput | null>(null);
  const taken = asProblem(send.error)?.status === 412 && found.check ? found.check : null;
  const status = useMemo(() => <KeepingLine keeping={keeping} />, [keeping]);
  const { head_name } = opened;
  const header = useCallback(
    (standard: Standard | null) => (
      <PageHeader
        title={t("check_title", { name: head_name })}
        back={{ to: `/reviews/${round.id}/cases`, label: t("to_list") }}
        subtitle={
          <Group gap="xs">
            {standard && <ByStandard standard={standard} />}
            {!phone && status}
          </Group>
        }
      />
    ),
    [t, head_name, round.id, status, phone],
  );
  if (done) return <CheckedView round={round.id} sent={done} />;
  return (
    <SurveyForm
      key={begun}
      commune={round.commune?.id}
      draft={draft}
      onChange={change}
      onSubmit={(survey) => {
        waiting.current = survey;
        send.mutate({ survey, known: found });
      }}
      submit={t("send_check")}
      busy={send.isPending}
      error={send.error}
      header={header}
      status={status}
      notices={
        <>
          <Alert color="blue" icon={<IconEyeOff />}>
            {t("check_blind")}
          </Alert>
          {left && begun === 0 && (
            <Alert color="blue" icon={<IconDeviceFloppy />} role="status">
              <Text size="sm" mb={6}>
                {t("check_left")}
              </Text>
              <StartAnew onSure={dropMine} />
            </Alert>
          )}
          {taken && (
            <Alert color="yellow" icon={<IconUsers />} role="alert">
              <Text size="sm" mb={6}>
                {t("check_taken", { name: taken.by ?? t("somebody"), date: formatDate(taken.on) })}
              </Text>
              <Group gap="xs">
                <Button
                  size="compact-sm"
                  onClick={() => waiting.current && send.mutate({ survey: waiting.current, known: found })}
                >
                  {t("check_mine")}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    unsent.drop(name, me.id);
                    setDone(found);
                  }}
                >
                  {t("check_theirs")}
                </Button>
              </Group>
            </Alert>
          )}
        </>
      }
    />
  );
}
