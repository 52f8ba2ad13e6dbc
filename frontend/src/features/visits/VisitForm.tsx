// A visit as it is prepared or changed: what, where, when, by which checklist.
import { Alert, Anchor, Group, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AreasField, type Chosen, slim } from "./AreasField";
import { ItemsField } from "./ItemsField";
import {
  changeVisit,
  checklistsQuery,
  makeVisit,
  type Plan,
  type PlanLine,
  type Visit,
  type VisitDetail,
  type VisitInput,
  visitsChanged,
} from "./queries";
import { KINDS, type Kind, PURPOSES, type Purpose } from "./routes";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { useKindName } from "./words";

interface Props {
  /** The one to change. */
  detail?: VisitDetail;
  /** The plan and its line that a new one carries out. */
  of?: { plan: Plan; line: PlanLine } | undefined;
  onSaved: (saved: Visit) => void;
  onCancel: () => void;
}

interface Typed {
  title: string;
  kind: Kind;
  purpose: Purpose;
  area: Chosen | null;
  areas: Chosen[];
  items: string[];
  starts_on: string;
  ends_on: string;
  agenda: string;
  checklist: string;
}

const SHOWN = ["/title", "/area", "/areas", "/items", "/starts_on", "/ends_on", "/agenda", "/checklist"];

export function VisitForm({ detail, of, onSaved, onCancel }: Props) {
  const visit = detail;
  const t = useTexts(visitTexts);
  const common = useCommon();
  const kindName = useKindName();
  const me = useMe();
  const client = useQueryClient();
  const { today } = usePlace();
  const home = homeOf(me);
  const checklists = useQuery(checklistsQuery(today));
  const line = of?.line;
  const name = visit?.id ?? (of ? `${of.plan.id}.${of.line.n}` : "new");
  const fresh: Typed = visit
    ? {
        title: visit.title,
        kind: visit.kind,
        purpose: visit.purpose,
        area: visit.area ? slim(visit.area) : null,
        areas: visit.areas.map(slim),
        items: visit.items,
        starts_on: formatDate(visit.starts_on),
        ends_on: formatDate(visit.ends_on),
        agenda: detail?.agenda ?? "",
        checklist: visit.checklist.code,
      }
    : {
        title: "",
        kind: line?.kind ?? "ad_hoc",
        purpose: line?.purpose ?? "inspection",
        area: of?.plan.area ? slim(of.plan.area) : home ? slim(home) : null,
        areas: line?.areas.flatMap((one) => (one.area && !one.visit_id ? [slim(one.area)] : [])) ?? [],
        items: line?.items ?? [],
        starts_on: "",
        ends_on: "",
        agenda: "",
        checklist: "",
      };
  const { value, set, clear, resumed } = useDraft<Typed>(`visits.visit.${name}`, fresh);
  const [asked, setAsked] = useState(false);
  const starts = parseDate(value.starts_on);
  const ends = parseDate(value.ends_on);
  const title = value.title.trim() || titleOf();
  const checklist = value.checklist || (checklists.data?.[0]?.checklist.code ?? "");

  /** What it is called when nothing else is said. */
  function titleOf(): string {
    if (value.areas.length === 0) return "";
    return t("visit_name", {
      kind: kindName(value),
      area: value.areas.map((area) => area.name).join(", "),
    });
  }

  const save = useMutation({
    mutationFn: (body: VisitInput) => {
      if (!visit) return makeVisit(body);
      const { title, areas, items, starts_on, ends_on, agenda } = body;
      return changeVisit(visit, { title, areas, items, starts_on, ends_on, agenda });
    },
    onSuccess: async (saved) => {
      clear();
      await visitsChanged(client);
      onSaved(saved);
    },
  });
  const problem = asProblem(save.error);
  const turned = starts !== null && ends !== null && ends < starts;
  const areaErrors = value.areas.map((area, i) => {
    const at = problem?.at(`/areas/${i}`);
    return at ? `${area.name}: ${at}` : undefined;
  });
  const itemErrors = value.items.flatMap((_, i) => problem?.at(`/items/${i}`) ?? []);
  const areasError = [problem?.at("/areas"), ...areaErrors].filter(Boolean).join(" ");
  return (
    <FormPage
      busy={save.isPending}
      error={save.error}
      shown={[
        ...SHOWN,
        ...value.areas.map((_, i) => `/areas/${i}`),
        ...value.items.map((_, i) => `/items/${i}`),
      ]}
      submit={visit ? common("save") : t("create")}
      width={680}
      onCancel={() => {
        clear();
        onCancel();
      }}
      onSubmit={() => {
        setAsked(true);
        if (!starts || !ends || turned || value.areas.length === 0 || !value.area || !checklist) return;
        save.mutate({
          title,
          kind: value.kind,
          purpose: value.purpose,
          area: value.area.id,
          areas: value.areas.map((area) => area.id),
          items: value.items,
          starts_on: starts,
          ends_on: ends,
          agenda: value.agenda.trim() || null,
          checklist,
          ...(of ? { plan_id: of.plan.id, plan_item: of.line.n } : {}),
        });
      }}
    >
      {resumed && (
        <Alert variant="light">
          {t("resumed")}{" "}
          <Anchor component="button" type="button" inherit underline="always" onClick={clear}>
            {t("start_over")}
          </Anchor>
        </Alert>
      )}
      {of && (
        <Alert variant="light">
          {t("by_plan", { title: of.plan.title })} {of.line.notes}
        </Alert>
      )}
      {!visit && (
        <>
          <div className={classes.trio}>
            <NativeSelect
              label={t("purpose")}
              data={PURPOSES.map((one) => ({ value: one, label: t(`purpose_${one}`) }))}
              value={value.purpose}
              onChange={(event) => set({ purpose: event.currentTarget.value as Purpose })}
            />
            <NativeSelect
              label={t("kind")}
              data={KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
              value={value.kind}
              onChange={(event) => set({ kind: event.currentTarget.value as Kind })}
            />
          </div>
          <AreaPicker
            field
            label={t("sender")}
            description={<span className={classes.hint}>{t("sender_hint")}</span>}
            required
            value={value.area as never}
            on={today}
            home={home}
            {...(home ? { within: home.id } : {})}
            onChange={(area) => set({ area: area ? slim(area) : null })}
            error={asked && !value.area ? common("required") : problem?.at("/area")}
          />
        </>
      )}
      <AreasField
        label={t("areas_to_visit")}
        description={t("areas_hint")}
        value={value.areas}
        within={value.area?.id}
        onChange={(areas) => set({ areas })}
        error={asked && value.areas.length === 0 ? t("areas_pick") : areasError || undefined}
      />
      <ItemsField
        label={`${t("items")} (${common("optional")})`}
        value={value.items}
        onChange={(items) => set({ items })}
        error={itemErrors.join(" ") || undefined}
      />
      <TextInput
        label={`${t("visit_title")} (${common("optional")})`}
        description={t("visit_title_hint")}
        placeholder={titleOf()}
        maxLength={300}
        value={value.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        error={problem?.at("/title")}
      />
      <Group align="flex-start" gap="md">
        <DateField
          label={t("starts_on")}
          withAsterisk
          value={value.starts_on}
          onChange={(text) => set({ starts_on: text })}
          error={asked && !starts ? t("bad_date") : problem?.at("/starts_on")}
        />
        <DateField
          label={t("ends_on")}
          withAsterisk
          value={value.ends_on}
          onChange={(text) => set({ ends_on: text })}
          error={(asked && !ends && t("bad_date")) || (turned && t("days_turned")) || problem?.at("/ends_on")}
        />
      </Group>
      {!visit && (
        <>
          <ProblemAlert error={checklists.error} />
          <NativeSelect
            label={t("checklist")}
            description={t("checklist_hint")}
            data={(checklists.data ?? []).map(({ checklist: one }) => ({
              value: one.code,
              label: inLanguage(one.name),
            }))}
            value={checklist}
            onChange={(event) => set({ checklist: event.currentTarget.value })}
            error={problem?.at("/checklist")}
          />
        </>
      )}
      <Textarea
        label={`${t("agenda")} (${common("optional")})`}
        placeholder={t("agenda_example")}
        autosize
        minRows={3}
        maxLength={4000}
        value={value.agenda}
        onChange={(event) => set({ agenda: event.currentTarget.value })}
        error={problem?.at("/agenda")}
      />
    </FormPage>
  );
}
