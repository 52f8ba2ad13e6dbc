// The survey form with the score as it is typed: sections on a laptop, one question a screen on a phone. It knows
// neither where the draft is kept nor what the survey is for: the pages do.
import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import type { components } from "@/api/schema";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { parseDate } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { findingsOf, isComplete, rulesOn, runningOf, type SurveyDraft, surveyWrongs } from "./draft";
import { type Change, useParts } from "./parts";
import { type Form, formsQuery, type Standard, standardsQuery } from "./queries";
import { ScoreBar } from "./ScoreBar";
import { Steps } from "./Steps";
import { useScore, useWhereabouts, waitingFor } from "./score";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

export type SurveyInput = components["schemas"]["SurveyInput"];

interface Props {
  /** The id of the household's commune-level unit. */
  commune: string | undefined;
  draft: SurveyDraft;
  onChange: Change;
  /** Sends what is complete. */
  onSubmit: (survey: SurveyInput) => void;
  submit: string;
  busy: boolean;
  /** Why it was refused; a stale version is the page's to tell. */
  error: unknown;
  /** The page's head, by the standard of the day. Memoise it: typing draws the form anew. */
  header: (standard: Standard | null) => ReactNode;
  /** What the page has to say above the form. */
  notices: ReactNode;
  /** Where what is typed is kept, on a phone's screen. */
  status: ReactNode;
}

/** Loads the law that a survey goes by, then shows the form. */
export function SurveyForm(props: Props) {
  const standards = useQuery(standardsQuery);
  const forms = useQuery(formsQuery);
  const error = standards.error ?? forms.error;
  if (error) return <ProblemAlert error={error} />;
  if (!standards.data || !forms.data) return <Pending />;
  return <Loaded {...props} standards={standards.data} forms={forms.data} />;
}

/** Whether the screen is a phone's: then one question stands alone. */
export function usePhone(): boolean {
  return useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false }) ?? false;
}

function Loaded(props: Props & { standards: readonly Standard[]; forms: readonly Form[] }) {
  const common = useCommon();
  const t = useTexts(surveyTexts);
  const { today } = usePlace();
  const phone = usePhone();
  const { commune, draft, standards, forms, onChange, notices, status } = props;
  const [tries, setTries] = useState(0);
  const page = useRef<HTMLDivElement>(null);
  const day = parseDate(draft.on);
  const rules = useMemo(() => (day ? rulesOn(day, standards, forms) : null), [day, standards, forms]);
  const score = useScore(commune, draft, rules);
  const where = useWhereabouts(commune, day);
  const problem = asProblem(props.error);
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
    if (!findings) return;
    props.onSubmit({
      surveyed_on: day ?? "",
      findings,
      surveyor: draft.surveyor.trim() || null,
      note: draft.note.trim() || null,
    });
  };
  useEffect(() => {
    if (tries > 0) {
      page.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input")?.focus();
    }
  }, [tries]);

  const standard = rules?.standard ?? null;
  const { header: headerOf } = props;
  // Does not change while one types.
  const header = useMemo(() => headerOf(standard), [headerOf, standard]);
  const parts = useParts({ draft, rules, where, told, change: onChange, big: phone });
  const failed = Object.keys(wrongs).length > 0;
  const alerts = (
    <Stack gap="sm" mb={notices || props.error || failed ? "sm" : 0}>
      {notices}
      {!stale && (
        <ProblemAlert
          error={props.error}
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
    <Button onClick={submit} loading={props.busy}>
      {props.submit}
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
          status={status}
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
