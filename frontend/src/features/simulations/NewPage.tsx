// A simulation as it is set up: where and when, the standard with what is supposed of it, and benefits.
import {
  Checkbox,
  Fieldset,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { dayOfYear, useMe, usePlace } from "@/app/place";
import { FIRST_YEAR, homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { type Standard, standardsQuery } from "@/survey/queries";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DataTable } from "@/ui/DataTable";
import { FormPage } from "@/ui/FormPage";
import { formatNumber, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { AMOUNTS, type Draft, EMPTY, LIMITS, present, read, SETTINGS } from "./draft";
import { CLASSES, type SimulationInput } from "./queries";
import { simulationTexts } from "./texts";

export function NewPage() {
  const t = useTexts(simulationTexts);
  const standards = useQuery(standardsQuery);
  if (standards.error) return <ProblemAlert error={standards.error} />;
  if (!standards.data) return <Pending />;
  return (
    <>
      <PageHeader title={t("new_title")} back={{ to: "/simulations", label: t("title") }} />
      {standards.data.length > 0 ? (
        <Form standards={standards.data} />
      ) : (
        <Text size="sm">{t("no_standard")}</Text>
      )}
    </>
  );
}

/** Pointers whose errors stand at their fields. */
const SHOWN = [
  "/name",
  "/area",
  "/year",
  "/scenario/deprivation_cutoff",
  ...LIMITS.flatMap((key) => [`/scenario/${key}`, ...SETTINGS.map((s) => `/scenario/${key}/${s}`)]),
  ...CLASSES.flatMap((code) => AMOUNTS.map((amount) => `/benefits/${code}/${amount}`)),
];

function Form({ standards }: { standards: readonly Standard[] }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const me = useMe();
  const place = usePlace();
  const home = homeOf(me);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [picked, setArea] = useState<PickedArea | null | undefined>(undefined);
  const area = picked === undefined ? (place.area ?? home) : picked;
  const [year, setYear] = useState(place.year);
  const [units, setUnits] = useState<"then" | "today">("then");
  const [code, setCode] = useState(standards.at(-1)?.code ?? "");
  const standard = standards.find((one) => one.code === code) ?? (standards[0] as Standard);
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  const thisYear = Number(place.today.slice(0, 4));
  const years = Array.from({ length: thisYear - FIRST_YEAR + 1 }, (_, i) => String(thisYear - i));
  const run = useMutation({
    mutationFn: (body: SimulationInput) => ok(api.POST("/api/v1/simulations", { body })),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ["simulations", "list"] });
      await navigate({ to: "/simulations/$id", params: { id: made.id } });
    },
  });
  const problem = asProblem(run.error);
  const at = (pointer: string) => {
    if (wrong.includes(pointer)) return t("not_a_number");
    return problem?.at(pointer);
  };
  const submit = () => {
    setAsked(true);
    const filled = read(draft, standard);
    setWrong("wrong" in filled ? filled.wrong : []);
    if ("wrong" in filled || !name.trim()) return;
    run.mutate({ name: name.trim(), area: area?.id ?? null, year, units, ...filled.ok });
  };
  const nothing = t("no_figure");
  return (
    <FormPage
      width={880}
      submit={t("run")}
      busy={run.isPending}
      error={run.error}
      shown={SHOWN}
      onCancel={() => void navigate({ to: "/simulations" })}
      onSubmit={submit}
    >
      <TextInput
        label={t("name")}
        description={t("name_hint")}
        withAsterisk
        maxLength={120}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={asked && !name.trim() ? common("required") : problem?.at("/name")}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <AreaPicker
          field
          label={t("area")}
          value={area}
          on={units === "today" ? place.today : dayOfYear(year, place.today)}
          nation={home === null}
          home={home}
          {...(home ? { within: home.id } : {})}
          onChange={setArea}
          error={problem?.at("/area")}
        />
        <NativeSelect
          label={t("year")}
          value={String(year)}
          data={years}
          onChange={(event) => setYear(Number(event.currentTarget.value))}
          error={problem?.at("/year")}
        />
        <NativeSelect
          label={t("standard")}
          value={code}
          data={standards.map((one) => ({ value: one.code, label: `${one.code} – ${inLanguage(one.name)}` }))}
          onChange={(event) => {
            setCode(event.currentTarget.value);
            // The indicators of one standard may not be those of another.
            setDraft((old) => ({ ...old, leftOut: [] }));
          }}
        />
        <div>
          <Text size="sm" fw={500} mb={4} id="units-label">
            {t("units")}
          </Text>
          <SegmentedControl
            aria-labelledby="units-label"
            value={units}
            onChange={(value) => setUnits(value as "then" | "today")}
            data={[
              { value: "then", label: t("units_then") },
              { value: "today", label: t("units_today") },
            ]}
          />
        </div>
      </SimpleGrid>
      <Fieldset legend={t("figures")}>
        <Text size="sm" c="dimmed" mb={6}>
          {t("figures_hint")} {!standard.score && t("no_score")}
        </Text>
        <DataTable
          label={t("figures")}
          stt={false}
          rows={LIMITS}
          rowKey={(key) => key}
          columns={[
            { key: "name", head: t("figure"), phone: "title", cell: (key) => t(key) },
            ...SETTINGS.map((setting) => ({
              key: setting,
              head: t(setting),
              width: 190,
              cell: (key: (typeof LIMITS)[number]) => {
                const known = present(standard, key);
                const field = `${key}/${setting}` as const;
                return (
                  <TextInput
                    aria-label={`${t(key)}, ${t(setting)}`}
                    placeholder={known ? formatNumber(known[setting]) : nothing}
                    inputMode="numeric"
                    autoComplete="off"
                    value={draft.limits[field] ?? ""}
                    onChange={(event) => {
                      const text = event.currentTarget.value;
                      setDraft((old) => ({ ...old, limits: { ...old.limits, [field]: text } }));
                    }}
                    error={at(`/scenario/${field}`) ?? problem?.at(`/scenario/${key}`)}
                  />
                );
              },
            })),
          ]}
        />
        <TextInput
          mt="sm"
          maw={220}
          label={t("cutoff")}
          placeholder={String(standard.deprivation_cutoff.value)}
          inputMode="numeric"
          autoComplete="off"
          value={draft.cutoff}
          onChange={(event) => {
            const cutoff = event.currentTarget.value;
            setDraft((old) => ({ ...old, cutoff }));
          }}
          error={at("/scenario/deprivation_cutoff")}
        />
        <Indicators
          standard={standard}
          leftOut={draft.leftOut}
          onChange={(leftOut) => setDraft((old) => ({ ...old, leftOut }))}
        />
      </Fieldset>
      <Fieldset legend={t("benefits")}>
        <Text size="sm" c="dimmed" mb={6}>
          {t("benefits_hint")}
        </Text>
        <DataTable
          label={t("benefits")}
          stt={false}
          rows={CLASSES}
          rowKey={(one) => one}
          columns={[
            { key: "class", head: t("class"), phone: "title", cell: (one) => <ClassBadge value={one} /> },
            ...AMOUNTS.map((amount) => ({
              key: amount,
              head: t(amount),
              width: 210,
              cell: (one: (typeof CLASSES)[number]) => {
                const field = `${one}/${amount}` as const;
                return (
                  <TextInput
                    aria-label={`${common(`class_${one}`)}, ${t(amount)}`}
                    placeholder="0"
                    inputMode="numeric"
                    autoComplete="off"
                    value={draft.benefits[field] ?? ""}
                    onChange={(event) => {
                      const text = event.currentTarget.value;
                      setDraft((old) => ({ ...old, benefits: { ...old.benefits, [field]: text } }));
                    }}
                    error={at(`/benefits/${field}`)}
                  />
                );
              },
            })),
          ]}
        />
      </Fieldset>
    </FormPage>
  );
}

interface IndicatorsProps {
  standard: Standard;
  leftOut: readonly string[];
  onChange: (leftOut: readonly string[]) => void;
}

/** Which indicators are counted: all of them until one is left out. */
function Indicators({ standard, leftOut, onChange }: IndicatorsProps) {
  const t = useTexts(simulationTexts);
  const codes = standard.indicators.map((one) => one.code);
  const counted = codes.filter((code) => !leftOut.includes(code));
  return (
    <details style={{ marginTop: 12 }} open={leftOut.length > 0 || undefined}>
      <summary>
        {t("indicators")}: {t("indicators_count", { count: counted.length, all: codes.length })}
      </summary>
      <Checkbox.Group
        aria-label={t("indicators")}
        mt="xs"
        value={counted}
        onChange={(value) => onChange(codes.filter((code) => !value.includes(code)))}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" verticalSpacing={8}>
          {standard.indicators.map((one) => (
            <Stack key={one.code} gap={0}>
              <Checkbox value={one.code} label={inLanguage(one.name)} />
            </Stack>
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </details>
  );
}
