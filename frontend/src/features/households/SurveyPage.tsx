// The survey form of a household, with the score as it is typed. On a phone, one question a screen.
import {
  Alert,
  Button,
  Group,
  Progress,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconDeviceFloppy, IconFlask } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { areaQuery } from "@/api/queries";
import type { components } from "@/api/schema";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { SampleBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { dropDraft, keepDraft, keptDraft } from "./kept";
import { NO_OPTIONS, Question } from "./Question";
import {
  type Form,
  formsQuery,
  type HouseholdView,
  householdChanged,
  householdQuery,
  type Standard,
  standardsQuery,
} from "./queries";
import { ScoreBar } from "./ScoreBar";
import {
  emptySurvey,
  findingsOf,
  isComplete,
  pointsOf,
  progressOf,
  type Rules,
  rulesOn,
  runningOf,
  type SurveyDraft,
  surveyWrongs,
  type Whereabouts,
} from "./survey";
import classes from "./survey.module.css";
import { type HouseholdTranslate, householdTexts } from "./texts";

type FindingsInput = components["schemas"]["FindingsInput"];

const route = getRouteApi("/shell/households/$id/survey");
const TYPING_MS = 250;

export function SurveyPage() {
  const { id } = route.useParams();
  const household = useQuery(householdQuery(id));
  const standards = useQuery(standardsQuery);
  const forms = useQuery(formsQuery);
  const error = household.error ?? standards.error ?? forms.error;
  if (error) return <ProblemAlert error={error} />;
  if (!household.data || !standards.data || !forms.data) return <Pending />;
  return <Survey household={household.data} standards={standards.data} forms={forms.data} />;
}

interface Props {
  household: HouseholdView;
  standards: readonly Standard[];
  forms: readonly Form[];
}

function Survey({ household, standards, forms }: Props) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const me = useMe();
  const { today } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const phone = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false }) ?? false;
  const name = `survey.${household.id}`;
  const fresh = useCallback(() => emptySurvey(formatDate(today), me.full_name), [today, me.full_name]);
  const [restored, setRestored] = useState(() => keptDraft<SurveyDraft>(name, me.id));
  const [draft, setDraft] = useState<SurveyDraft>(() => restored ?? fresh());
  const [tries, setTries] = useState(0);
  const page = useRef<HTMLDivElement>(null);

  const change = useCallback(
    (part: Partial<SurveyDraft> | ((old: SurveyDraft) => Partial<SurveyDraft>)) =>
      setDraft((old) => ({ ...old, ...(typeof part === "function" ? part(old) : part) })),
    [],
  );
  // Kept when it changed, and not before anything was typed.
  const first = useRef(draft);
  const [kept, setKept] = useState(restored !== null);
  useEffect(() => {
    if (draft !== first.current) setKept(keepDraft(name, me.id, draft));
  }, [draft, name, me.id]);

  const day = parseDate(draft.on);
  const rules = useMemo(() => (day ? rulesOn(day, standards, forms) : null), [day, standards, forms]);
  const score = useScore(household, draft, rules);
  const where = useWhereabouts(household, day);
  const save = useMutation({
    mutationFn: (findings: FindingsInput) =>
      ok(
        api.POST("/api/v1/households/{id}/surveys", {
          params: { path: { id: household.id }, header: ifMatch(household.version) },
          body: {
            surveyed_on: day ?? "",
            findings,
            surveyor: draft.surveyor.trim() || null,
            note: draft.note.trim() || null,
          },
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
  const stale = problem?.status === 412;
  const wrongs = tries > 0 ? surveyWrongs(draft, rules, today) : {};
  const told = (pointer: string): string | undefined => {
    const wrong = wrongs[pointer];
    if (wrong) return wrong === "required" ? common("required") : t(wrong);
    return problem?.at(pointer) ?? score.problem?.at(pointer);
  };
  const submit = () => {
    setTries((n) => n + 1);
    if (Object.keys(surveyWrongs(draft, rules, today)).length > 0) return;
    const findings = rules && findingsOf(draft, rules);
    if (findings) save.mutate(findings);
  };
  useEffect(() => {
    if (tries > 0) {
      page.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input")?.focus();
    }
  }, [tries]);

  const standard = rules?.standard;
  // Does not change while one types.
  const header = useMemo(
    () => (
      <PageHeader
        title={t("survey_title", { name: household.head_name })}
        back={{ to: `/households/${household.id}`, label: household.head_name }}
        subtitle={
          standard ? (
            <Group gap="xs">
              {t("by_standard", { name: inLanguage(standard.name) })}
              {!standard.verified && <UnverifiedBadge />}
            </Group>
          ) : undefined
        }
      />
    ),
    [household, standard, t],
  );
  const parts = useParts({ draft, rules, where, told, change, big: phone });
  const failed = Object.keys(wrongs).length > 0;
  const alerts = (
    <Stack gap="sm" mb={restored || save.error || failed ? "sm" : 0}>
      {restored && (
        <Alert color="blue" icon={<IconDeviceFloppy />} role="status">
          <Group gap="sm">
            <Text size="sm">{t("draft_restored")}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                dropDraft(name);
                setRestored(null);
                const empty = fresh();
                first.current = empty;
                setDraft(empty);
                setTries(0);
                setKept(false);
              }}
            >
              {t("draft_drop")}
            </Button>
          </Group>
        </Alert>
      )}
      {stale && problem.currentVersion !== household.version && (
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
      {!stale && (
        <ProblemAlert
          error={save.error}
          shown={problem?.fields.map((f) => f.pointer).filter((p) => parts.pointers.has(p)) ?? []}
        />
      )}
      {failed && (
        <Alert color="red" role="alert">
          {t("fix_first")}
        </Alert>
      )}
    </Stack>
  );
  const bar = (buttons: ReactNode) => (
    <ScoreBar
      score={score.data}
      loading={score.loading}
      waiting={waitingFor(draft, rules, score, t)}
      running={rules && !isComplete(draft, rules) ? runningOf(draft, rules, where) : null}
    >
      {buttons}
    </ScoreBar>
  );
  const saveButton = (
    <Button onClick={submit} loading={save.isPending}>
      {t("save_survey")}
    </Button>
  );
  return (
    <div ref={page}>
      {header}
      {phone ? (
        <Steps
          parts={parts}
          alerts={alerts}
          bar={bar}
          save={saveButton}
          kept={kept}
          draft={draft}
          rules={rules}
        />
      ) : (
        <div className={classes.page}>
          {alerts}
          {parts.sections.map((section) => (
            <section key={section.key} className={classes.part} aria-label={section.title}>
              <Group gap="sm" mb={6} align="baseline">
                <Title order={2}>{section.title}</Title>
                {section.done && (
                  <Text size="sm" c="dimmed">
                    {section.done}
                  </Text>
                )}
                {section.badge}
              </Group>
              {section.intro}
              <div className={section.grid ? classes[section.grid] : undefined}>
                {section.steps.map((step) => (
                  <div key={step.key}>{step.body}</div>
                ))}
              </div>
            </section>
          ))}
          {bar(saveButton)}
        </div>
      )}
    </div>
  );
}

/** Why there is no score to show; null when there is one. */
function waitingFor(
  draft: SurveyDraft,
  rules: Rules | null,
  score: ReturnType<typeof useScore>,
  t: HouseholdTranslate,
): string | null {
  if (!rules) return parseDate(draft.on) ? t("survey_no_standard") : t("survey_need_date");
  if (!isComplete(draft, rules)) return t("score_need");
  if (score.problem) return score.problem.fields[0]?.detail ?? score.problem.message;
  return score.data ? null : t("score_bar");
}

/** Where the household is; null until it is known. */
function useWhereabouts(household: HouseholdView, day: string | null): Whereabouts | null {
  const { on } = usePlace();
  const commune = household.commune?.id;
  const { data } = useQuery({ ...areaQuery(commune ?? "", day ?? on), enabled: commune !== undefined });
  return useMemo(() => {
    const province = data?.ancestors.find((area) => area.level === "province");
    return data && province ? { province: province.id, urban: data.urban } : null;
  }, [data]);
}

/** The API's verdict on what is typed, a moment after the last key; it is not asked while answers are open. */
function useScore(household: HouseholdView, draft: SurveyDraft, rules: Rules | null) {
  const findings = rules && isComplete(draft, rules) ? findingsOf(draft, rules) : null;
  const [asked] = useDebouncedValue(findings ? JSON.stringify(findings) : "", TYPING_MS);
  const code = rules?.standard.code ?? "";
  const area = household.commune?.id;
  const score = useQuery({
    queryKey: ["standards", "score", code, area ?? null, asked],
    queryFn: ({ signal }) => {
      const body = { findings: JSON.parse(asked) as FindingsInput, ...(area ? { area } : {}) };
      return ok(api.POST("/api/v1/standards/{code}/score", { params: { path: { code } }, body, signal }));
    },
    enabled: asked !== "" && code !== "",
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return {
    asked: findings !== null && asked !== "",
    data: score.data,
    loading: score.isFetching,
    problem: score.isError ? asProblem(score.error) : null,
  };
}

/** One question, or a few that belong together: a screen of a phone. */
interface Step {
  key: string;
  title: string;
  body: ReactNode;
  /** What it answers, by pointer, for jumping to what is wrong. */
  pointers: readonly string[];
  answered: boolean;
  /** One choice answers it, so the next can come by itself. */
  goesOn: boolean;
  value: string;
}

interface Section {
  key: string;
  title: string;
  done: string | null;
  badge: ReactNode;
  intro: ReactNode;
  grid: "fields" | "items" | null;
  steps: readonly Step[];
}

interface PartsInput {
  draft: SurveyDraft;
  rules: Rules | null;
  where: Whereabouts | null;
  told: (pointer: string) => string | undefined;
  change: (part: Partial<SurveyDraft> | ((old: SurveyDraft) => Partial<SurveyDraft>)) => void;
  big: boolean;
}

/** All questions, in sections, for both layouts. */
function useParts({ draft, rules, where, told, change, big }: PartsInput) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const { year } = usePlace();
  const day = parseDate(draft.on);
  const otherYear = day !== null && !day.startsWith(String(year));
  const answerB1 = useCallback(
    (code: string, value: string) => change((old) => ({ b1_answers: { ...old.b1_answers, [code]: value } })),
    [change],
  );
  const answerB2 = useCallback(
    (code: string, value: string) => change((old) => ({ b2: { ...old.b2, [code]: value } })),
    [change],
  );
  const size = big ? "lg" : "sm";
  const plain = { goesOn: false, value: "" };

  const sections: Section[] = [
    {
      key: "about",
      title: t("survey"),
      done: null,
      badge: null,
      intro: null,
      grid: "fields",
      steps: [
        {
          ...plain,
          key: "about",
          title: t("survey_date"),
          pointers: ["/surveyed_on", "/surveyor"],
          answered: rules !== null,
          body: (
            <div className={classes.fields}>
              <DateField
                label={t("survey_date")}
                description={
                  otherYear
                    ? t("survey_other_year", { year: (day ?? "").slice(0, 4), shown: year })
                    : undefined
                }
                inputWrapperOrder={["label", "input", "description", "error"]}
                size={size}
                maw="100%"
                withAsterisk
                value={draft.on}
                onChange={(on) => change({ on })}
                error={
                  told("/surveyed_on") ??
                  (parseDate(draft.on) && !rules ? t("survey_no_standard") : undefined)
                }
              />
              <TextInput
                label={t("survey_who")}
                size={size}
                maxLength={120}
                value={draft.surveyor}
                onChange={(event) => change({ surveyor: event.currentTarget.value })}
                error={told("/surveyor")}
              />
            </div>
          ),
        },
      ],
    },
  ];

  if (rules?.standard.score) {
    const form = rules.b1;
    const byAnswers = draft.mode === "answers" && form !== null;
    const mode = form && (
      <SegmentedControl
        aria-label={t("b1_mode")}
        value={draft.mode}
        orientation={big ? "vertical" : "horizontal"}
        fullWidth={big}
        size={big ? "md" : "sm"}
        onChange={(value) => change({ mode: value as SurveyDraft["mode"] })}
        data={[
          { value: "points", label: t("b1_points") },
          { value: "answers", label: t("b1_answers") },
        ]}
      />
    );
    const sample = form?.sample && byAnswers && (
      <Alert color="blue" icon={<IconFlask />} p="xs">
        <Text size="sm">{inLanguage(form.note)}</Text>
      </Alert>
    );
    const intro = (
      <Stack gap="sm" mb="sm" align={big ? "stretch" : "flex-start"}>
        {mode}
        {sample}
      </Stack>
    );
    const total: Step = {
      ...plain,
      key: "b1",
      title: t("b1_total"),
      pointers: ["/findings/b1"],
      answered: draft.b1.trim() !== "",
      body: (
        <TextInput
          label={t("b1_total")}
          description={t("b1_total_hint")}
          size={size}
          maw={big ? undefined : 240}
          inputMode="numeric"
          autoComplete="off"
          maxLength={5}
          value={draft.b1}
          onChange={(event) => change({ b1: event.currentTarget.value })}
          error={told("/findings/b1")}
        />
      ),
    };
    const items: Step[] = (form?.items ?? []).map((item) => {
      const value = draft.b1_answers[item.code] ?? "";
      const pointer = `/findings/b1_answers/${item.code}`;
      return {
        key: `b1-${item.code}`,
        title: inLanguage(item.name),
        pointers: [pointer],
        answered: value.trim() !== "",
        goesOn: item.kind !== "number",
        value,
        body: (
          <Question
            code={item.code}
            kind={item.kind}
            name={item.name}
            help={item.help ?? null}
            options={item.options ?? NO_OPTIONS}
            decimals={item.decimals ?? false}
            value={value}
            error={told(pointer)}
            points={form ? pointsOf(item, draft, form, where) : null}
            big={big}
            onAnswer={answerB1}
          />
        ),
      };
    });
    const steps = byAnswers ? items : [total];
    // On a phone the way of entering is a screen of its own.
    const choice: Step = {
      ...plain,
      key: "b1-mode",
      title: t("b1_mode"),
      pointers: [],
      answered: true,
      body: intro,
    };
    sections.push({
      key: "b1",
      title: t("b1_title"),
      done: byAnswers
        ? t("answered_of", { done: items.filter((s) => s.answered).length, total: items.length })
        : null,
      badge: form?.sample && byAnswers ? <SampleBadge /> : null,
      intro: big ? null : intro,
      grid: byAnswers ? "items" : null,
      steps: big && form ? [choice, ...steps] : steps,
    });
  }

  if (rules) {
    const steps: Step[] = rules.lacks.map((lack) => {
      const value = draft.b2[lack.code] ?? "";
      const pointer = `/findings/b2_answers/${lack.code}`;
      return {
        key: `b2-${lack.code}`,
        title: inLanguage(lack.name),
        pointers: [pointer],
        answered: value !== "",
        goesOn: true,
        value,
        body: (
          <Question
            code={lack.code}
            kind="mark"
            name={lack.name}
            help={lack.help}
            options={NO_OPTIONS}
            decimals={false}
            value={value}
            error={told(pointer)}
            points={null}
            big={big}
            onAnswer={answerB2}
          />
        ),
      };
    });
    sections.push({
      key: "b2",
      title: t("b2_title"),
      done: t("answered_of", { done: steps.filter((s) => s.answered).length, total: steps.length }),
      badge: null,
      intro: (
        <Text size="sm" c="dimmed">
          {t("b2_hint")}
        </Text>
      ),
      grid: null,
      steps,
    });
    sections.push({
      key: "other",
      title: t("other_title"),
      done: null,
      badge: null,
      intro: null,
      grid: null,
      steps: [
        {
          ...plain,
          key: "other",
          title: t("income_field"),
          pointers: ["/findings/income_vnd_per_person_month", "/note"],
          answered: rules.standard.score ? true : draft.income.trim() !== "",
          body: (
            <Stack gap="sm">
              <TextInput
                label={
                  rules.standard.score ? `${t("income_field")} (${common("optional")})` : t("income_field")
                }
                description={t(rules.standard.score ? "income_hint" : "income_needed")}
                size={size}
                maw={big ? undefined : 320}
                inputMode="numeric"
                autoComplete="off"
                maxLength={15}
                value={draft.income}
                onChange={(event) => change({ income: event.currentTarget.value })}
                error={told("/findings/income_vnd_per_person_month")}
              />
              <Textarea
                label={`${t("survey_note")} (${common("optional")})`}
                rows={2}
                maxLength={2000}
                value={draft.note}
                onChange={(event) => change({ note: event.currentTarget.value })}
                error={told("/note")}
              />
            </Stack>
          ),
        },
      ],
    });
  }
  const pointers = new Set(sections.flatMap((s) => s.steps.flatMap((step) => step.pointers)));
  return { sections, pointers };
}

interface StepsProps {
  parts: ReturnType<typeof useParts>;
  alerts: ReactNode;
  bar: (buttons: ReactNode) => ReactNode;
  save: ReactNode;
  /** Whether what was typed is kept on this device. */
  kept: boolean;
  draft: SurveyDraft;
  rules: Rules | null;
}

/** The next screen comes so long after the choice that one sees what was chosen. */
const GOES_ON_MS = 220;

function Steps({ parts, alerts, bar, save, kept, draft, rules }: StepsProps) {
  const t = useTexts(householdTexts);
  const steps = parts.sections.flatMap((section) =>
    section.steps.map((step) => ({ ...step, section: section.title, badge: section.badge })),
  );
  const [at, setAt] = useState(0);
  const top = useRef<HTMLDivElement>(null);
  const review = at >= steps.length;
  const step = steps[at];
  const go = (to: number) => {
    setAt(Math.max(0, Math.min(to, steps.length)));
    window.scrollTo({ top: 0 });
    top.current?.focus({ preventScroll: true });
  };

  // A choice brings the next question, but not when one comes back to look at it.
  const before = useRef({ at, value: step?.value ?? "" });
  const value = step?.value ?? "";
  const goesOn = step?.goesOn ?? false;
  useEffect(() => {
    const old = before.current;
    before.current = { at, value };
    if (!goesOn || old.at !== at || old.value === value || value === "" || old.value !== "") return;
    const timer = setTimeout(() => {
      setAt((now) => now + 1);
      window.scrollTo({ top: 0 });
      top.current?.focus({ preventScroll: true });
    }, GOES_ON_MS);
    return () => clearTimeout(timer);
  }, [at, value, goesOn]);

  const progress = rules ? progressOf(draft, rules) : { done: 0, total: 1 };
  const open = steps.map((candidate, i) => ({ ...candidate, i })).filter((candidate) => !candidate.answered);
  return (
    <>
      <div ref={top} tabIndex={-1} className={classes.stepHead} style={{ outline: "none" }}>
        <div className={classes.stepLine}>
          <span aria-live="polite">
            {review ? t("summary") : t("step_of", { n: at + 1, total: steps.length })}
          </span>
          {kept && (
            <span className={classes.kept}>
              <IconDeviceFloppy size={14} aria-hidden />
              {t("kept_here")}
            </span>
          )}
        </div>
        <Progress
          value={(progress.done / progress.total) * 100}
          aria-label={t("answered_of", { done: progress.done, total: progress.total })}
        />
      </div>
      <div className={classes.step}>
        {review ? (
          <>
            {alerts}
            <Title order={2} mb="xs">
              {t("summary")}: {t("answered_of", { done: progress.done, total: progress.total })}
            </Title>
            {open.map((candidate) => (
              <div key={candidate.key} className={classes.missing}>
                <span>{candidate.title}</span>
                <Button
                  size="sm"
                  variant="light"
                  onClick={() => go(candidate.i)}
                  aria-label={`${t("jump_to")}: ${candidate.title}`}
                >
                  {t("jump_to")}
                </Button>
              </div>
            ))}
          </>
        ) : (
          <>
            {at === 0 && alerts}
            <Group gap="xs" mb={6}>
              <Text size="sm" c="dimmed">
                {step?.section}
              </Text>
              {step?.badge}
            </Group>
            <div key={step?.key}>{step?.body}</div>
          </>
        )}
      </div>
      {bar(
        <>
          <Button variant="default" disabled={at === 0} onClick={() => go(at - 1)}>
            {t("previous")}
          </Button>
          {review ? (
            save
          ) : (
            <Button onClick={() => go(at + 1)} disabled={rules === null}>
              {at === steps.length - 1 ? t("finish") : t("next")}
            </Button>
          )}
        </>,
      )}
    </>
  );
}
