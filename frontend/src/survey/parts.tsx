// All questions of a survey, in sections, for a laptop's page and for a phone's screens.
import { Alert, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { type ReactNode, useCallback } from "react";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { inLanguage, parseDate } from "@/ui/format";
import { SampleBadge } from "@/ui/StatusBadge";
import { pointsOf, type Rules, type SurveyDraft, type Whereabouts } from "./draft";
import { NO_OPTIONS, Question } from "./Question";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

/** Changes some of what is typed. */
export type Change = (part: Partial<SurveyDraft> | ((old: SurveyDraft) => Partial<SurveyDraft>)) => void;

/** One question, or a few that belong together: a screen of a phone. */
export interface Step {
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

export interface Section {
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
  change: Change;
  big: boolean;
}

/** All questions, in sections, for both layouts. */
export function useParts({ draft, rules, where, told, change, big }: PartsInput) {
  const common = useCommon();
  const t = useTexts(surveyTexts);
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
