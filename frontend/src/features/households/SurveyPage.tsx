// The survey of a household by itself, out of any round: its draft stays in the tab until it is saved.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { emptySurvey, type SurveyDraft } from "@/survey/draft";
import { ByStandard, KeptHere } from "@/survey/Notes";
import type { Change } from "@/survey/parts";
import type { Standard } from "@/survey/queries";
import { SurveyForm, type SurveyInput } from "@/survey/SurveyForm";
import { formatDate } from "@/ui/format";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type HouseholdView, householdChanged, householdQuery } from "./queries";
import { householdTexts } from "./texts";

const route = getRouteApi("/shell/households/$id/survey");

export function SurveyPage() {
  const { id } = route.useParams();
  const household = useQuery(householdQuery(id));
  if (household.error) return <ProblemAlert error={household.error} />;
  if (!household.data) return <Pending />;
  return <Survey household={household.data} />;
}

function Survey({ household }: { household: HouseholdView }) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const me = useMe();
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const name = `survey.${household.id}`;
  const fresh = useCallback(() => emptySurvey(formatDate(today), me.full_name), [today, me.full_name]);
  const [restored, setRestored] = useState(() => keptDraft<SurveyDraft>(name, me.id));
  const [draft, setDraft] = useState<SurveyDraft>(() => restored ?? fresh());
  // Counts the fresh starts: the form forgets what it was at.
  const [start, setStart] = useState(0);
  const change: Change = useCallback(
    (part) => setDraft((old) => ({ ...old, ...(typeof part === "function" ? part(old) : part) })),
    [],
  );
  // Kept when it changed, and not before anything was typed.
  const first = useRef(draft);
  const [kept, setKept] = useState(restored !== null);
  useEffect(() => {
    if (draft !== first.current) setKept(keepDraft(name, me.id, draft));
  }, [draft, name, me.id]);

  const save = useMutation({
    mutationFn: (survey: SurveyInput) =>
      ok(
        api.POST("/api/v1/households/{id}/surveys", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: survey,
        }),
      ),
    onSuccess: async (saved) => {
      dropDraft(name);
      notify(t("survey_saved", { class: common(`class_${saved.class}` as "class_poor") }));
      await householdChanged(queryClient);
      await navigate({ to: "/households/$id", params: { id: household.id } });
    },
  });
  const problem = asProblem(save.error);
  const stale = problem?.status === 412 && problem.currentVersion !== household.version;
  const { id, head_name } = household;
  const header = useCallback(
    (standard: Standard | null) => (
      <PageHeader
        title={t("survey_title", { name: head_name })}
        back={{ to: `/households/${id}`, label: head_name }}
        subtitle={standard ? <ByStandard standard={standard} /> : undefined}
      />
    ),
    [id, head_name, t],
  );
  const startAnew = () => {
    dropDraft(name);
    setRestored(null);
    const empty = fresh();
    first.current = empty;
    setDraft(empty);
    setKept(false);
    setStart((n) => n + 1);
  };
  const notices = (restored || stale) && (
    <>
      {restored && (
        <Alert color="blue" icon={<IconDeviceFloppy />} role="status">
          <Group gap="sm">
            <Text size="sm">{t("draft_restored")}</Text>
            <Button size="compact-sm" variant="default" onClick={startAnew}>
              {t("draft_drop")}
            </Button>
          </Group>
        </Alert>
      )}
      {stale && (
        <Alert color="yellow" role="alert">
          <Text size="sm" mb={6}>
            {t("stale_dialog")}
          </Text>
          <Button
            size="compact-sm"
            onClick={() =>
              void queryClient.invalidateQueries({ queryKey: householdQuery(household.id).queryKey })
            }
          >
            {t("stale_reload")}
          </Button>
        </Alert>
      )}
    </>
  );
  return (
    <SurveyForm
      key={start}
      commune={household.commune?.id}
      draft={draft}
      onChange={change}
      onSubmit={(survey) => save.mutate(survey)}
      submit={t("save_survey")}
      busy={save.isPending}
      error={save.error}
      header={header}
      notices={notices}
      status={kept ? <KeptHere /> : null}
    />
  );
}
