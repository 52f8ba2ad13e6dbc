// The form of a plan: a new one, or a draft.
import { ActionIcon, Button, Textarea, TextInput, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useItemOptions } from "@/app/items";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { EmptyState } from "@/ui/EmptyState";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { Pick } from "@/ui/Pick";
import { ProblemAlert } from "@/ui/ProblemAlert";
import {
  amountPointer,
  type Draft,
  draftOf,
  emptyActivity,
  emptyDraft,
  emptyOffice,
  readDraft,
  SOURCES,
} from "./draft";
import classes from "./plans.module.css";
import { type PlanDetail, planChanged, planQuery } from "./queries";
import { planTexts } from "./texts";

const route = getRouteApi("/shell/plans/$id/edit");

export function NewPage() {
  const t = useTexts(planTexts);
  return (
    <>
      <PageHeader title={t("new_title")} back={{ to: "/plans", label: t("title") }} />
      <Form plan={null} />
    </>
  );
}

export function EditPage() {
  const t = useTexts(planTexts);
  const { id } = route.useParams();
  const found = useQuery({ ...planQuery(id), refetchOnWindowFocus: false });
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  const plan = found.data;
  return (
    <>
      <PageHeader title={t("edit_title")} back={{ to: `/plans/${id}`, label: plan.title }} />
      {plan.allowed.includes("edit") ? (
        <Form plan={plan} />
      ) : (
        <EmptyState title={t("not_editable")} text={t("not_editable_text")} />
      )}
    </>
  );
}

function Form({ plan }: { plan: PlanDetail | null }) {
  const t = useTexts(planTexts);
  const common = useCommon();
  const home = homeOf(useMe());
  const navigate = useNavigate();
  const client = useQueryClient();
  const { today, area: here } = usePlace();
  const [area, setArea] = useState<PickedArea | null>(plan?.area ?? here ?? home);
  const [draft, setDraft] = useState<Draft>(() =>
    plan ? draftOf(plan) : emptyDraft(Number(today.slice(0, 4))),
  );
  const [asked, setAsked] = useState(false);
  const items = useItemOptions(today, [draft.item, ...draft.activities.map(({ item }) => item)]);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const { input, faults } = readDraft(draft, area?.id ?? "");
  const save = useMutation({
    mutationFn: () =>
      plan
        ? ok(
            api.PUT("/api/v1/plans/{id}", {
              params: { path: { id: plan.id }, header: ifMatch(plan.version) },
              body: input,
            }),
          )
        : ok(api.POST("/api/v1/plans", { body: input })),
    onSuccess: async (saved) => {
      notify(t("saved"));
      await planChanged(client, saved);
      await navigate({ to: "/plans/$id", params: { id: saved.id } });
    },
  });
  const problem = asProblem(save.error);
  const shown: string[] = [];
  const at = (pointer: string) => {
    shown.push(pointer);
    const fault = asked ? faults.get(pointer) : undefined;
    if (fault === "required") return common("required");
    return fault ? t(fault) : problem?.at(pointer);
  };
  const text = (key: keyof Draft & ("title" | "issuer" | "issuerAbove" | "signerName" | "fiscalYear")) => ({
    value: draft[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [key]: event.currentTarget.value }),
  });
  const points = (
    key: "legalBases" | "purposes" | "subjects" | "recipients",
    pointer: string,
    label: string,
  ) => (
    <Textarea
      label={label}
      description={t("one_a_line")}
      autosize
      minRows={2}
      value={draft[key]}
      onChange={(event) => change({ [key]: event.currentTarget.value })}
      error={at(pointer)}
    />
  );
  const optional = (label: string) => `${label} (${common("optional")})`;
  const content = (
    <>
      <Title order={2}>{t("part_general")}</Title>
      <TextInput label={t("name")} withAsterisk maxLength={500} {...text("title")} error={at("/title")} />
      <div className={classes.pair}>
        <AreaPicker
          field
          required
          label={t("area")}
          value={area}
          on={today}
          home={home}
          {...(home ? { within: home.id } : {})}
          onChange={setArea}
          error={at("/area")}
        />
        <Pick
          label={optional(t("item"))}
          clearable
          data={items}
          value={draft.item}
          onChange={(item) => change({ item })}
          error={at("/item")}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label={t("fiscal_year")}
          withAsterisk
          inputMode="numeric"
          maxLength={4}
          {...text("fiscalYear")}
          error={at("/fiscal_year")}
        />
        <DateField
          label={t("from")}
          withAsterisk
          value={draft.from}
          onChange={(from) => change({ from })}
          error={at("/from")}
        />
        <DateField
          label={t("to")}
          withAsterisk
          value={draft.to}
          onChange={(to) => change({ to })}
          error={at("/to")}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label={t("issuer")}
          withAsterisk
          maxLength={200}
          {...text("issuer")}
          error={at("/issuer")}
        />
        <TextInput
          label={optional(t("issuer_above"))}
          maxLength={200}
          {...text("issuerAbove")}
          error={at("/issuer_above")}
        />
      </div>
      <div className={classes.pair}>
        <Textarea
          label={t("signer_title")}
          withAsterisk
          autosize
          minRows={2}
          maxLength={200}
          value={draft.signerTitle}
          onChange={(event) => change({ signerTitle: event.currentTarget.value })}
          error={at("/signer_title")}
        />
        <TextInput
          label={optional(t("signer_name"))}
          maxLength={100}
          {...text("signerName")}
          error={at("/signer_name")}
        />
      </div>
      <Title order={2} mt="md">
        {t("part_content")}
      </Title>
      {points("legalBases", "/content/legal_bases", t("legal_bases"))}
      {points("purposes", "/content/purposes", t("purposes"))}
      {points("subjects", "/content/subjects", t("subjects"))}
      <Title order={2} mt="md">
        {t("activities")}
      </Title>
      {draft.activities.map((activity, i) => {
        const set = (part: Partial<typeof activity>) =>
          change({ activities: draft.activities.map((one, k) => (k === i ? { ...one, ...part } : one)) });
        const pointer = `/activities/${i}`;
        return (
          <fieldset key={activity.key} className={classes.group} aria-label={t("activity_n", { n: i + 1 })}>
            <div className={classes.groupHead}>
              <b>{t("activity_n", { n: i + 1 })}</b>
              {draft.activities.length > 1 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("remove_activity", { n: i + 1 })}
                  onClick={() => change({ activities: draft.activities.filter((_, k) => k !== i) })}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              )}
            </div>
            <div className={classes.fields}>
              <Textarea
                label={t("what")}
                withAsterisk
                autosize
                maxLength={2000}
                value={activity.text}
                onChange={(event) => set({ text: event.currentTarget.value })}
                error={at(`${pointer}/text`)}
              />
              <div className={classes.pair}>
                <DateField
                  label={t("from")}
                  withAsterisk
                  value={activity.from}
                  onChange={(from) => set({ from })}
                  error={at(`${pointer}/from`)}
                />
                <DateField
                  label={t("to")}
                  withAsterisk
                  value={activity.to}
                  onChange={(to) => set({ to })}
                  error={at(`${pointer}/to`)}
                />
                <TextInput
                  label={t("responsible")}
                  withAsterisk
                  maxLength={200}
                  value={activity.responsible}
                  onChange={(event) => set({ responsible: event.currentTarget.value })}
                  error={at(`${pointer}/responsible`)}
                />
                <Pick
                  label={optional(t("item"))}
                  clearable
                  data={items}
                  value={activity.item}
                  onChange={(item) => set({ item })}
                  error={at(`${pointer}/item`)}
                />
              </div>
            </div>
          </fieldset>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => change({ activities: [...draft.activities, emptyActivity()] })}
        >
          {t("add_activity")}
        </Button>
      </div>
      <Title order={2} mt="md">
        {t("budget")}
      </Title>
      <div className={classes.pair}>
        {SOURCES.map((source) => (
          <TextInput
            key={source}
            label={`${t(`source_${source}`)} (${t("unit_vnd")})`}
            inputMode="numeric"
            maxLength={21}
            value={draft.budget[source]}
            onChange={(event) => change({ budget: { ...draft.budget, [source]: event.currentTarget.value } })}
            error={draft.budget[source].trim() ? at(amountPointer(draft, source)) : undefined}
          />
        ))}
      </div>
      <Title order={2} mt="md">
        {t("offices")}
      </Title>
      {draft.responsible.map((office, i) => {
        const set = (part: Partial<typeof office>) =>
          change({ responsible: draft.responsible.map((one, k) => (k === i ? { ...one, ...part } : one)) });
        return (
          <fieldset key={office.key} className={classes.group} aria-label={t("office_n", { n: i + 1 })}>
            <div className={classes.groupHead}>
              <b>{t("office_n", { n: i + 1 })}</b>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("remove_office", { n: i + 1 })}
                onClick={() => change({ responsible: draft.responsible.filter((_, k) => k !== i) })}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </div>
            <div className={classes.pair}>
              <TextInput
                label={t("office")}
                withAsterisk
                maxLength={200}
                value={office.office}
                onChange={(event) => set({ office: event.currentTarget.value })}
                error={at(`/content/responsible/${i}/office`)}
              />
              <Textarea
                label={t("task")}
                autosize
                maxLength={2000}
                value={office.task}
                onChange={(event) => set({ task: event.currentTarget.value })}
                error={at(`/content/responsible/${i}/task`)}
              />
            </div>
          </fieldset>
        );
      })}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => change({ responsible: [...draft.responsible, emptyOffice()] })}
        >
          {t("add_office")}
        </Button>
      </div>
      {points("recipients", "/content/recipients", t("recipients"))}
    </>
  );
  return (
    <FormPage
      submit={t("save_draft")}
      busy={save.isPending}
      error={save.error}
      shown={shown}
      width={860}
      onCancel={() => void navigate(plan ? { to: "/plans/$id", params: { id: plan.id } } : { to: "/plans" })}
      onSubmit={() => {
        setAsked(true);
        if (faults.size === 0) save.mutate();
        else requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      }}
    >
      {content}
    </FormPage>
  );
}
