// The plan of a year's visits: what it says, changing it, and its issue.
import {
  Alert,
  Anchor,
  Button,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import {
  IconClockExclamation,
  IconFileCertificate,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useItemOptions } from "@/app/items";
import { Pending } from "@/app/pages";
import { useCan, useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { DataTable } from "@/ui/DataTable";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, NOTHING, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { AreasField, type Chosen, slim } from "./AreasField";
import { ItemsField } from "./ItemsField";
import { isOpen, missed } from "./months";
import { issuePlan, type Plan, type PlanLine, planQuery, savePlan, visitsChanged } from "./queries";
import { KINDS, type Kind, PURPOSES, type Purpose } from "./routes";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";
import { useKindName, VisitState } from "./words";

const route = getRouteApi("/shell/visits/plans/$id");

export function PlanPage() {
  const { id } = route.useParams();
  const plan = useQuery(planQuery(id));
  if (!plan.data) return plan.error ? <ProblemAlert error={plan.error} /> : <Pending />;
  return <PlanView plan={plan.data} key={id} />;
}

function PlanView({ plan }: { plan: Plan }) {
  const t = useTexts(visitTexts);
  const kindName = useKindName();
  const { today } = usePlace();
  const items = useItemOptions(
    today,
    plan.items.flatMap((line) => line.items),
  );
  const itemName = (code: string) => items.find(({ value }) => value === code)?.label ?? code;
  const [editing, setEditing] = useState(false);
  const [issuing, setIssuing] = useState(false);
  const head = (
    <PageHeader
      title={plan.title}
      back={{ to: "/visits", label: t("title") }}
      subtitle={
        <span className={classes.subtitle}>
          <StatusBadge tone={plan.state === "issued" ? "good" : "neutral"}>
            {t(`plan_${plan.state}`)}
          </StatusBadge>
          <span>{plan.area?.name}</span>
          {plan.number && (
            <span>{t("plan_number", { number: plan.number, date: formatDate(plan.issued_on) })}</span>
          )}
        </span>
      }
      actions={
        !editing &&
        plan.state === "draft" && (
          <>
            {plan.allowed.includes("change") && (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t("plan_edit")}
              </Button>
            )}
            {plan.allowed.includes("issue") && (
              <Button
                leftSection={<IconFileCertificate size={18} aria-hidden />}
                onClick={() => setIssuing(true)}
              >
                {t("plan_issue")}
              </Button>
            )}
          </>
        )
      }
    />
  );
  if (editing) {
    return (
      <>
        {head}
        <PlanForm plan={plan} onDone={() => setEditing(false)} />
      </>
    );
  }
  return (
    <>
      {head}
      <DataTable<PlanLine>
        label={plan.title}
        rows={plan.items}
        rowKey={(line) => String(line.n)}
        columns={[
          {
            key: "month",
            head: t("when"),
            nowrap: true,
            phone: "title",
            cell: (line) => t("month_year", { month: line.month, year: plan.year }),
          },
          {
            key: "what",
            head: t("purpose"),
            cell: kindName,
          },
          {
            key: "areas",
            head: t("areas"),
            phone: "text",
            cell: (line) => line.areas.flatMap((one) => one.area?.name ?? []).join(", "),
          },
          {
            key: "items",
            head: t("items"),
            phone: "text",
            cell: (line) => line.items.map(itemName).join("; ") || NOTHING,
          },
          { key: "notes", head: t("notes"), phone: "text", cell: (line) => line.notes || NOTHING },
          {
            key: "visit",
            head: t("visit"),
            cell: (line) => <LineVisit plan={plan} line={line} today={today} />,
          },
        ]}
      />
      {issuing && <IssueDialog plan={plan} onClose={() => setIssuing(false)} />}
    </>
  );
}

function LineVisit({ plan, line, today }: { plan: Plan; line: PlanLine; today: string }) {
  const t = useTexts(visitTexts);
  const can = useCan();
  const made = [
    ...new Map(line.areas.flatMap((one) => (one.visit_id ? [[one.visit_id, one] as const] : []))),
  ];
  return (
    <div className={classes.lineVisits}>
      {made.map(([id, one]) => (
        <span key={id}>
          <Anchor component={Link} to="/visits/$id" params={{ id } as never} inherit>
            {line.areas.length > 1 ? one.area?.name : t("see_visit")}
          </Anchor>{" "}
          {one.visit_state && <VisitState state={one.visit_state} />}
        </span>
      ))}
      {plan.state === "issued" && missed(line, plan.year, today) && (
        <span className={classes.late}>
          <IconClockExclamation size={14} aria-hidden />
          {t("line_missed")}
        </span>
      )}
      {plan.state === "issued" && isOpen(line) && can("conduct_visits") && (
        <Button
          component={Link}
          to="/visits/new"
          search={{ plan: plan.id, line: line.n } as never}
          size="compact-sm"
          variant="default"
        >
          {t("make_visit")}
        </Button>
      )}
      {plan.state === "draft" && made.length === 0 && NOTHING}
    </div>
  );
}

function IssueDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { today } = usePlace();
  const [number, setNumber] = useState("");
  const [on, setOn] = useState(formatDate(today));
  const [asked, setAsked] = useState(false);
  const day = parseDate(on);
  const issue = useMutation({
    mutationFn: () => issuePlan(plan, { number: number.trim(), on: day ?? "" }),
    onSuccess: async () => {
      notify(t("plan_is_issued"));
      await visitsChanged(client);
      onClose();
    },
  });
  const problem = asProblem(issue.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("plan_issue")}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={t("plan_issue")}
        busy={issue.isPending}
        error={issue.error}
        shown={["/number", "/on"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (number.trim() && day) issue.mutate();
        }}
      >
        <Text size="sm">{t("plan_issue_text")}</Text>
        <TextInput
          label={t("document_number")}
          placeholder="25/KH-UBND"
          withAsterisk
          maxLength={60}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          error={asked && !number.trim() ? common("required") : problem?.at("/number")}
        />
        <DateField
          label={t("issued_on")}
          withAsterisk
          value={on}
          onChange={setOn}
          error={asked && !day ? t("bad_date") : problem?.at("/on")}
        />
      </FormPage>
    </Modal>
  );
}

export function NewPlanPage() {
  const t = useTexts(visitTexts);
  return (
    <>
      <PageHeader title={t("plan_new")} back={{ to: "/visits", label: t("title") }} />
      <PlanForm plan={null} onDone={() => undefined} />
    </>
  );
}

interface LineDraft {
  key: number;
  kind: Kind;
  purpose: Purpose;
  month: string;
  areas: Chosen[];
  items: string[];
  notes: string;
}

const blankLine = (key: number): LineDraft => ({
  key,
  kind: "periodic",
  purpose: "inspection",
  month: "",
  areas: [],
  items: [],
  notes: "",
});

function PlanForm({ plan, onDone }: { plan: Plan | null; onDone: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { year, today, area } = usePlace();
  const home = homeOf(me);
  const { value, set, clear, resumed } = useDraft(`visits.plan.${plan?.id ?? "new"}`, {
    title: plan?.title ?? "",
    year: String(plan?.year ?? Math.max(year, Number(today.slice(0, 4)))),
    area: plan?.area ? slim(plan.area) : area ? slim(area) : home ? slim(home) : null,
    lines: plan
      ? plan.items.map((line) => ({
          key: line.n,
          kind: line.kind,
          purpose: line.purpose,
          month: String(line.month),
          areas: line.areas.flatMap((one) => (one.area ? [slim(one.area)] : [])),
          items: line.items,
          notes: line.notes ?? "",
        }))
      : [blankLine(1)],
  });
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      savePlan(plan, {
        title: value.title.trim(),
        year: Number(value.year),
        area: value.area?.id ?? "",
        items: value.lines.map((line) => ({
          kind: line.kind,
          purpose: line.purpose,
          month: Number(line.month),
          areas: line.areas.map((one) => one.id),
          items: line.items,
          notes: line.notes.trim() || null,
        })),
      }),
    onSuccess: async (saved) => {
      clear();
      notify(t("plan_saved"));
      await visitsChanged(client);
      if (plan) onDone();
      else await navigate({ to: "/visits/plans/$id", params: { id: saved.id } as never });
    },
  });
  const problem = asProblem(save.error);
  const change = (key: number, changed: Partial<LineDraft>) =>
    set({ lines: value.lines.map((line) => (line.key === key ? { ...line, ...changed } : line)) });
  const complete =
    value.title.trim() !== "" &&
    value.area !== null &&
    value.lines.length > 0 &&
    value.lines.every((line) => line.month !== "" && line.areas.length > 0);
  const at = (i: number, field: string) => problem?.at(`/items/${i}/${field}`);
  /** What is wrong with the areas of a line, each by its name. */
  const areasAt = (i: number, areas: readonly Chosen[]) =>
    [at(i, "areas"), ...areas.map((one, j) => at(i, `areas/${j}`) && `${one.name}: ${at(i, `areas/${j}`)}`)]
      .filter(Boolean)
      .join(" ") || undefined;
  const fields = value.lines.flatMap((line, i) =>
    [
      "month",
      "areas",
      "notes",
      ...line.areas.map((_, j) => `areas/${j}`),
      ...line.items.map((_, j) => `items/${j}`),
    ].map((one) => `/items/${i}/${one}`),
  );
  return (
    <FormPage
      busy={save.isPending}
      error={save.error}
      shown={["/title", "/area", "/year", ...fields]}
      width={760}
      submit={t("plan_save")}
      onCancel={() => {
        clear();
        if (plan) onDone();
        else void navigate({ to: "/visits" });
      }}
      onSubmit={() => {
        setAsked(true);
        if (complete) save.mutate();
      }}
    >
      {resumed && <Alert variant="light">{t("resumed")}</Alert>}
      <TextInput
        label={t("plan_title")}
        placeholder={t("plan_title_example", { year: value.year })}
        withAsterisk
        maxLength={300}
        value={value.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        error={asked && !value.title.trim() ? common("required") : problem?.at("/title")}
      />
      <Group align="flex-start" gap="md">
        <NativeSelect
          label={common("year")}
          data={[
            ...new Set([value.year, ...[1, 0, -1].map((n) => String(Number(today.slice(0, 4)) + n))]),
          ].sort()}
          value={value.year}
          onChange={(event) => set({ year: event.currentTarget.value })}
          error={problem?.at("/year")}
        />
        <div className={classes.grow}>
          <AreaPicker
            field
            label={t("plan_area")}
            required
            value={value.area as never}
            on={today}
            home={home}
            {...(home ? { within: home.id } : {})}
            onChange={(chosen) => set({ area: chosen ? slim(chosen) : null })}
            error={asked && !value.area ? common("required") : problem?.at("/area")}
          />
        </div>
      </Group>
      {value.lines.map((line, i) => (
        <Fieldset key={line.key} legend={t("plan_line", { n: i + 1 })}>
          <Stack gap="sm">
            <div className={classes.trio}>
              <NativeSelect
                label={t("when")}
                withAsterisk
                data={[
                  { value: "", label: t("pick_month") },
                  ...Array.from({ length: 12 }, (_, n) => ({
                    value: String(n + 1),
                    label: t("month", { month: n + 1 }),
                  })),
                ]}
                value={line.month}
                onChange={(event) => change(line.key, { month: event.currentTarget.value })}
                error={asked && !line.month ? common("required") : at(i, "month")}
              />
              <NativeSelect
                label={t("purpose")}
                data={PURPOSES.map((one) => ({ value: one, label: t(`purpose_${one}`) }))}
                value={line.purpose}
                onChange={(event) => change(line.key, { purpose: event.currentTarget.value as Purpose })}
              />
              <NativeSelect
                label={t("kind")}
                data={KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
                value={line.kind}
                onChange={(event) => change(line.key, { kind: event.currentTarget.value as Kind })}
              />
            </div>
            <AreasField
              label={t("areas_to_visit")}
              description={t("areas_hint")}
              value={line.areas}
              within={value.area?.id}
              onChange={(areas) => change(line.key, { areas })}
              error={asked && line.areas.length === 0 ? t("areas_pick") : areasAt(i, line.areas)}
            />
            <ItemsField
              label={`${t("items")} (${common("optional")})`}
              value={line.items}
              onChange={(items) => change(line.key, { items })}
              error={line.items.flatMap((_, j) => at(i, `items/${j}`) ?? []).join(" ") || undefined}
            />
            <TextInput
              label={`${t("notes")} (${common("optional")})`}
              maxLength={1000}
              value={line.notes}
              onChange={(event) => change(line.key, { notes: event.currentTarget.value })}
              error={at(i, "notes")}
            />
            {value.lines.length > 1 && (
              <Group>
                <Button
                  variant="subtle"
                  color="dark"
                  size="compact-sm"
                  leftSection={<IconTrash size={15} aria-hidden />}
                  aria-label={t("plan_line_remove_of", { n: i + 1 })}
                  onClick={() => set({ lines: value.lines.filter((one) => one.key !== line.key) })}
                >
                  {t("plan_line_remove")}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() =>
            set({ lines: [...value.lines, blankLine(Math.max(0, ...value.lines.map((one) => one.key)) + 1)] })
          }
        >
          {t("plan_line_add")}
        </Button>
      </Group>
    </FormPage>
  );
}
