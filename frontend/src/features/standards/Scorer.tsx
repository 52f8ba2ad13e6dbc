// Tries a standard on a household that is not kept: the class and its reasons appear while one types.
import {
  Checkbox,
  Fieldset,
  Group,
  Loader,
  NativeSelect,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem, type ProblemError } from "@/api/problem";
import type { components } from "@/api/schema";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { inLanguage, parseWhole } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge, SampleBadge, StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { type Form, formsQuery, type Standard } from "./queries";
import classes from "./Scorer.module.css";
import { standardTexts } from "./texts";

type ScoreInput = components["schemas"]["ScoreInput"];
type Setting = "rural" | "urban";

const TYPING_MS = 300;

export function Scorer({ standard }: { standard: Standard }) {
  const t = useTexts(standardTexts);
  const { area } = usePlace();
  const commune = area && (area.level === "commune" || area.level === "village") ? area : null;
  const forms = useQuery(formsQuery);
  const b1Form = forms.data?.find((form) => form.kind === "b1" && standard.forms.includes(form.code));

  const [chosenSetting, setSetting] = useState<Setting | null>(null);
  const [income, setIncome] = useState("");
  const [b1, setB1] = useState("");
  const [byAnswers, setByAnswers] = useState(false);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [deprived, setDeprived] = useState<readonly string[]>([]);
  const setting = chosenSetting ?? (commune?.urban ? "urban" : "rural");

  const incomeVnd = income.trim() ? parseWhole(income) : undefined;
  const points = b1.trim() && !byAnswers ? parseWhole(b1) : undefined;
  const answered = byAnswers && commune && Object.keys(answers).length > 0;
  const body: ScoreInput = {
    // Form B1 needs the region, which the commune tells; so does the setting then.
    ...(answered ? { area: commune.id } : { setting }),
    findings: {
      ...(incomeVnd != null ? { income_vnd_per_person_month: incomeVnd } : {}),
      ...(points != null ? { b1: points } : {}),
      ...(answered ? { b1_answers: answers } : {}),
      deprivations: [...deprived],
    },
  };
  const typedRight = incomeVnd !== null && points !== null;
  const something = incomeVnd != null || points != null || Boolean(answered);
  const [asked] = useDebouncedValue(JSON.stringify(body), TYPING_MS);
  const score = useQuery({
    queryKey: ["standards", "score", standard.code, asked],
    queryFn: ({ signal }) => {
      const path = { code: standard.code };
      const parsed = JSON.parse(asked) as ScoreInput;
      return ok(api.POST("/api/v1/standards/{code}/score", { params: { path }, body: parsed, signal }));
    },
    enabled: typedRight && something,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const problem = something ? asProblem(score.error) : null;
  const wrongNumber = (value: number | null | undefined) => (value === null ? t("not_a_number") : undefined);
  const services = standard.services.map((service) => ({
    ...service,
    indicators: standard.indicators.filter((indicator) => indicator.service === service.code),
  }));

  return (
    <>
      <Title order={2}>{t("try_title")}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("try_hint")}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <Stack gap="sm">
          <div>
            <Text size="sm" fw={500} mb={4} id="setting-label">
              {t("setting")}
            </Text>
            <SegmentedControl
              aria-labelledby="setting-label"
              value={answered && commune ? (commune.urban ? "urban" : "rural") : setting}
              disabled={Boolean(answered)}
              onChange={(value) => setSetting(value as Setting)}
              data={[
                { value: "rural", label: t("rural") },
                { value: "urban", label: t("urban") },
              ]}
            />
          </div>
          <TextInput
            label={t("income")}
            description={t("income_hint")}
            inputMode="numeric"
            value={income}
            onChange={(event) => setIncome(event.currentTarget.value)}
            error={wrongNumber(incomeVnd) ?? problem?.at("/findings/income_vnd_per_person_month")}
          />
          {b1Form && (
            <SegmentedControl
              aria-label={t("b1")}
              value={byAnswers ? "answers" : "points"}
              onChange={(value) => setByAnswers(value === "answers")}
              data={[
                { value: "points", label: t("b1_points") },
                { value: "answers", label: t("b1_answers") },
              ]}
            />
          )}
          {byAnswers && b1Form ? (
            <B1Answers
              form={b1Form}
              commune={commune?.name ?? null}
              answers={answers}
              problem={problem}
              onChange={setAnswers}
            />
          ) : (
            standard.score && (
              <TextInput
                label={t("b1")}
                inputMode="numeric"
                value={b1}
                maw={160}
                onChange={(event) => setB1(event.currentTarget.value)}
                error={wrongNumber(points) ?? problem?.at("/findings/b1")}
              />
            )
          )}
          <Fieldset legend={`${t("deprivations")} (${deprived.length}/${standard.indicators.length})`}>
            <Checkbox.Group value={[...deprived]} onChange={setDeprived}>
              <Stack gap="xs">
                {services.map((service) => (
                  <div key={service.code}>
                    <Text size="xs" c="dimmed" mb={4}>
                      {inLanguage(service.name)}
                    </Text>
                    <Stack gap={6}>
                      {service.indicators.map((indicator) => (
                        <Checkbox
                          key={indicator.code}
                          value={indicator.code}
                          label={inLanguage(indicator.name)}
                        />
                      ))}
                    </Stack>
                  </div>
                ))}
              </Stack>
            </Checkbox.Group>
          </Fieldset>
        </Stack>
        <Paper withBorder p="md" className={classes.result} aria-live="polite">
          <Group justify="space-between" mb="xs">
            <Title order={2}>{t("result")}</Title>
            {score.isFetching && <Loader size={16} />}
          </Group>
          {!something && (
            <Text size="sm" c="dimmed">
              {t("result_none")}
            </Text>
          )}
          {problem && <ProblemAlert error={problem} shown={shownAtFields(b1Form)} />}
          {something && !problem && score.data && <Verdict score={score.data} />}
        </Paper>
      </SimpleGrid>
      {something && !problem && score.data && (
        <div className={classes.foot} aria-hidden>
          <ClassBadge value={score.data.class} />
          {figures(score.data)}
        </div>
      )}
    </>
  );
}

function shownAtFields(form: Form | undefined): string[] {
  const items = form?.items.map((item) => `/findings/b1_answers/${item.code}`) ?? [];
  return ["/findings/income_vnd_per_person_month", "/findings/b1", ...items];
}

function figures(score: { b1?: number | null | undefined; b2: number }): string {
  return score.b1 == null ? `B2: ${score.b2}` : `B1: ${score.b1} · B2: ${score.b2}`;
}

function Verdict({ score }: { score: components["schemas"]["ScoreView"] }) {
  const t = useTexts(standardTexts);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <ClassBadge value={score.class} />
        <StatusBadge>{score.basis === "income" ? t("basis_income") : t("basis_score")}</StatusBadge>
        {!score.verified && <UnverifiedBadge />}
      </Group>
      <Text size="sm">
        {figures(score)} · {t("deprivations_count", { count: score.deprivations.length })}
      </Text>
      <Text size="sm" fw={600}>
        {t("reasons")}
      </Text>
      <ul style={{ margin: 0, paddingLeft: 18, fontSize: 14 }}>
        {score.reasons.map((reason) => (
          <li key={reason.code + reason.vi}>{inLanguage(reason)}</li>
        ))}
      </ul>
    </Stack>
  );
}

interface B1Props {
  form: Form;
  /** The commune that tells the region; null when none is chosen. */
  commune: string | null;
  answers: Readonly<Record<string, string>>;
  problem: ProblemError | null;
  onChange: (answers: Readonly<Record<string, string>>) => void;
}

function B1Answers({ form, commune, answers, problem, onChange }: B1Props) {
  const t = useTexts(standardTexts);
  if (!commune) return <Text size="sm">{t("b1_needs_commune")}</Text>;
  const set = (item: string, value: string) => {
    const { [item]: _, ...others } = answers;
    onChange(value === "" ? others : { ...others, [item]: value });
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {form.sample && <SampleBadge />}
        <Text size="sm" c="dimmed">
          {t("b1_where", { name: commune })}
        </Text>
      </Group>
      {form.items.map((item) => {
        const error = problem?.at(`/findings/b1_answers/${item.code}`);
        const value = answers[item.code] ?? "";
        if (item.kind === "single") {
          return (
            <NativeSelect
              key={item.code}
              label={inLanguage(item.name)}
              value={value}
              error={error}
              onChange={(event) => set(item.code, event.currentTarget.value)}
              data={[
                { value: "", label: t("choose") },
                ...(item.options ?? []).map((o) => ({ value: o.code, label: inLanguage(o.name) })),
              ]}
            />
          );
        }
        if (item.kind === "mark") {
          return (
            <Checkbox
              key={item.code}
              label={inLanguage(item.name)}
              checked={value === "yes"}
              error={error}
              onChange={(event) => set(item.code, event.currentTarget.checked ? "yes" : "")}
            />
          );
        }
        return (
          <TextInput
            key={item.code}
            label={inLanguage(item.name)}
            inputMode={item.decimals ? "decimal" : "numeric"}
            value={value}
            error={error}
            maw={200}
            // The API takes a point before decimals; people here type a comma.
            onChange={(event) => set(item.code, event.currentTarget.value.trim().replace(",", "."))}
          />
        );
      })}
    </Stack>
  );
}
