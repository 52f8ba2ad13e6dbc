// What a visit found, and what it recommends for each finding.
import { Anchor, Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useItemOptions } from "@/app/items";
import { useCan, usePlace } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { EmptyState } from "@/ui/EmptyState";
import { FormPage } from "@/ui/FormPage";
import { inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { Pick } from "@/ui/Pick";
import {
  addFinding,
  changeFinding,
  type Finding,
  makeRecommendation,
  type Severity,
  samplesQuery,
  type VisitDetail,
  visitsChanged,
} from "./queries";
import { RecommendationCard } from "./RecommendationCard";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { SEVERITIES, SeverityBadge } from "./words";

export function FindingsTab({ detail }: { detail: VisitDetail }) {
  const visit = detail;
  const { findings } = detail;
  const t = useTexts(visitTexts);
  const [editing, setEditing] = useState<Finding | "new" | null>(null);
  const [advising, setAdvising] = useState<Finding | null>(null);
  const can = useCan();
  const { today } = usePlace();
  const items = useItemOptions(
    today,
    findings.flatMap(({ item }) => item ?? []),
  );
  const may = visit.allowed.includes("find");
  const add = may && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing("new")}>
      {t("finding_add")}
    </Button>
  );
  return (
    <section aria-label={t("part_findings")}>
      {findings.length === 0 ? (
        <EmptyState
          title={t("findings_none")}
          text={t(may ? "findings_none_text" : "findings_none_other")}
          action={add}
        />
      ) : (
        <Group mb="md">{add}</Group>
      )}
      <ol className={classes.findings}>
        {findings.map((finding, i) => (
          <li key={finding.id} className={classes.finding} data-severity={finding.severity}>
            <div className={classes.findingHead}>
              <SeverityBadge severity={finding.severity} />
              <span className={classes.small}>
                {[finding.area?.name, finding.unit, finding.question].filter(Boolean).join(" · ")}
              </span>
              {may && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  leftSection={<IconPencil size={14} aria-hidden />}
                  aria-label={t("finding_edit_n", { n: i + 1 })}
                  onClick={() => setEditing(finding)}
                >
                  {t("finding_edit")}
                </Button>
              )}
            </div>
            <p className={classes.text}>{finding.text}</p>
            {finding.item && (
              <p className={classes.noted}>
                {t("item")}: {items.find(({ value }) => value === finding.item)?.label}
              </p>
            )}
            {finding.household_id && can("view_households") && (
              <p className={classes.noted}>
                <Anchor
                  component={Link}
                  to="/households/$id"
                  params={{ id: finding.household_id } as never}
                  inherit
                >
                  {t("finding_see_household")}
                </Anchor>
              </p>
            )}
            {finding.evidence && (
              <p className={classes.noted}>
                {t("evidence")}: {finding.evidence}
              </p>
            )}
            <ul className={classes.advice}>
              {finding.recommendations.map((one) => (
                <li key={one.id}>
                  <RecommendationCard recommendation={one} within />
                </li>
              ))}
            </ul>
            {may && (
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconPlus size={14} aria-hidden />}
                aria-label={t("recommend_n", { n: i + 1 })}
                onClick={() => setAdvising(finding)}
              >
                {t("recommend")}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {editing && (
        <FindingDialog
          detail={detail}
          finding={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {advising && <RecommendDialog detail={detail} finding={advising} onClose={() => setAdvising(null)} />}
    </section>
  );
}

interface DialogProps {
  detail: VisitDetail;
  onClose: () => void;
}

function FindingDialog({ detail, finding, onClose }: DialogProps & { finding: Finding | null }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const visit = detail;
  const { value, set, clear, resumed } = useDraft(`visits.finding.${visit.id}.${finding?.id ?? "new"}`, {
    severity: (finding?.severity ?? "medium") as Severity,
    text: finding?.text ?? "",
    area: finding?.area?.id ?? visit.areas[0]?.id ?? "",
    unit: finding?.unit ?? "",
    question: finding?.question ?? "",
    item: "",
    household: "",
    evidence: finding?.evidence ?? "",
  });
  const [asked, setAsked] = useState(false);
  const { today } = usePlace();
  const items = useItemOptions(today, [value.item]);
  const samples = useQuery({ ...samplesQuery(visit.id), enabled: !finding });
  const households = (samples.data ?? []).flatMap(({ units }) =>
    units.flatMap(({ household_id, head_name, stratum, seq }) =>
      household_id ? [{ value: household_id, label: `${seq}. ${head_name ?? stratum}` }] : [],
    ),
  );
  const save = useMutation({
    mutationFn: () => {
      const body = {
        severity: value.severity,
        text: value.text.trim(),
        unit: value.unit.trim() || null,
        evidence: value.evidence.trim() || null,
      };
      // Where and about what it is stays as it was entered.
      return finding
        ? changeFinding(visit.id, finding, body)
        : addFinding(visit.id, {
            ...body,
            area: value.area,
            question: value.question || null,
            item: value.item || null,
            household_id: value.household || null,
          });
    },
    onSuccess: async () => {
      clear();
      notify(t("finding_saved"));
      await visitsChanged(client);
      onClose();
    },
  });
  const problem = asProblem(save.error);
  const { areas } = visit;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(finding ? "finding_edit" : "finding_add")}
      size={600}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        busy={save.isPending}
        error={save.error}
        shown={["/severity", "/text", "/area", "/unit", "/question", "/item", "/household_id", "/evidence"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (value.text.trim()) save.mutate();
        }}
      >
        {resumed && (
          <Text size="sm" c="dimmed">
            {t("resumed")}
          </Text>
        )}
        <Textarea
          label={t("finding_text")}
          withAsterisk
          autosize
          minRows={3}
          maxLength={4000}
          value={value.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
          error={asked && !value.text.trim() ? common("required") : problem?.at("/text")}
        />
        <NativeSelect
          label={t("severity")}
          data={SEVERITIES.map((one) => ({ value: one, label: t(`severity_${one}`) }))}
          value={value.severity}
          onChange={(event) => set({ severity: event.currentTarget.value as Severity })}
          error={problem?.at("/severity")}
        />
        {!finding && areas.length > 1 && (
          <NativeSelect
            label={t("area")}
            data={areas.map((area) => ({ value: area.id, label: area.name }))}
            value={value.area}
            onChange={(event) => set({ area: event.currentTarget.value })}
            error={problem?.at("/area")}
          />
        )}
        <TextInput
          label={`${t("unit")} (${common("optional")})`}
          placeholder={t("unit_example")}
          maxLength={200}
          value={value.unit}
          onChange={(event) => set({ unit: event.currentTarget.value })}
          error={problem?.at("/unit")}
        />
        {!finding && (
          <NativeSelect
            label={`${t("question")} (${common("optional")})`}
            data={[
              { value: "", label: t("question_none") },
              ...detail.questions.questions.map((one) => ({
                value: one.code,
                label: `${one.code}. ${inLanguage(one.text)}`,
              })),
            ]}
            value={value.question}
            onChange={(event) => set({ question: event.currentTarget.value })}
            error={problem?.at("/question")}
          />
        )}
        {!finding && (
          <Pick
            label={`${t("item")} (${common("optional")})`}
            data={items}
            value={value.item}
            onChange={(item) => set({ item })}
            clearable
            error={problem?.at("/item")}
          />
        )}
        {!finding && households.length > 0 && (
          <Pick
            label={`${t("finding_household")} (${common("optional")})`}
            description={t("finding_household_hint")}
            data={households}
            value={value.household}
            onChange={(household) => set({ household })}
            clearable
            error={problem?.at("/household_id")}
          />
        )}
        <Textarea
          label={`${t("evidence")} (${common("optional")})`}
          description={t("evidence_hint")}
          autosize
          minRows={2}
          maxLength={2000}
          value={value.evidence}
          onChange={(event) => set({ evidence: event.currentTarget.value })}
          error={problem?.at("/evidence")}
        />
      </FormPage>
    </Modal>
  );
}

function RecommendDialog({ detail, finding, onClose }: DialogProps & { finding: Finding }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const visit = detail;
  const { value, set, clear } = useDraft(`visits.recommend.${finding.id}`, {
    text: "",
    office: finding.unit ?? "",
    owner: "",
    due_on: "",
  });
  const [asked, setAsked] = useState(false);
  const due = parseDate(value.due_on);
  const save = useMutation({
    mutationFn: () =>
      makeRecommendation(visit.id, finding.id, {
        text: value.text.trim(),
        area: finding.area?.id ?? null,
        office: value.office.trim() || null,
        owner: value.owner.trim(),
        due_on: due ?? "",
      }),
    onSuccess: async () => {
      clear();
      notify(t("recommendation_saved"));
      await visitsChanged(client);
      onClose();
    },
  });
  const problem = asProblem(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("recommend")}
      size={600}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed" lineClamp={3}>
          {finding.text}
        </Text>
        <FormPage
          busy={save.isPending}
          error={save.error}
          shown={["/text", "/office", "/owner", "/due_on"]}
          onCancel={onClose}
          onSubmit={() => {
            setAsked(true);
            if (value.text.trim() && value.owner.trim() && due) save.mutate();
          }}
        >
          <Textarea
            label={t("recommendation_text")}
            withAsterisk
            autosize
            minRows={3}
            maxLength={4000}
            value={value.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            error={asked && !value.text.trim() ? common("required") : problem?.at("/text")}
          />
          <TextInput
            label={`${t("office")} (${common("optional")})`}
            description={t("office_hint", { area: finding.area?.name ?? "" })}
            maxLength={200}
            value={value.office}
            onChange={(event) => set({ office: event.currentTarget.value })}
            error={problem?.at("/office")}
          />
          <TextInput
            label={t("owner")}
            placeholder={t("owner_example")}
            withAsterisk
            maxLength={100}
            value={value.owner}
            onChange={(event) => set({ owner: event.currentTarget.value })}
            error={asked && !value.owner.trim() ? common("required") : problem?.at("/owner")}
          />
          <DateField
            label={t("due_on")}
            withAsterisk
            value={value.due_on}
            onChange={(text) => set({ due_on: text })}
            error={asked && !due ? t("bad_date") : problem?.at("/due_on")}
          />
        </FormPage>
      </Stack>
    </Modal>
  );
}
