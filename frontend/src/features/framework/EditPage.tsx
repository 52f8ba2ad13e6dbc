// An item's next version, or a new item: its fields, and while it is typed, what would be wrong with it.
import {
  Alert,
  Checkbox,
  Fieldset,
  NativeSelect,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { NotFound, Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Draft, draftOf, emptyDraft, inputOf, membersOf, unreadable, type Words } from "./draft";
import { FormulaText, Where } from "./Formula";
import classes from "./framework.module.css";
import { Pieces } from "./Pieces";
import { bodyOf, checkQuery, frameworkQuery, type ItemInput, type Version, versionsQuery } from "./queries";
import { type Kind, kindParam } from "./routes";
import { frameworkTexts } from "./texts";

const TYPING_MS = 400;
const DIMENSIONS = ["setting", "ethnic", "sex", "group"] as const;
const FREQUENCIES = ["year", "half", "quarter", "month"] as const;

const newRoute = getRouteApi("/shell/framework/new");
const editRoute = getRouteApi("/shell/framework/$kind/$code/edit");

export function NewPage() {
  const { kind, parent } = newRoute.useSearch();
  const { today } = usePlace();
  const chosen = kind ?? "indicator";
  return <Editor key={chosen} begin={emptyDraft(chosen, parent ?? "", today)} last={null} />;
}

export function EditPage() {
  const { kind, code } = editRoute.useParams();
  const known = kindParam(kind);
  return known ? <Known kind={known} code={code} /> : <NotFound />;
}

function Known({ kind, code }: { kind: Kind; code: string }) {
  const { today } = usePlace();
  const versions = useQuery(versionsQuery(kind, code));
  if (versions.error) return <ProblemAlert error={versions.error} />;
  const last = versions.data?.[0];
  if (!last) return <Pending />;
  // A version that begins in time to come is changed from its own day on.
  const begun = last.valid_from <= today;
  const from = begun ? today : last.valid_from;
  return <Editor key={`${kind} ${code} ${last.version}`} begin={draftOf(last, from)} last={last} />;
}

/** What is wrong with a field, and where in a formula. */
interface Wrong {
  detail: string;
  at: number | null;
}

function Editor({ begin, last }: { begin: Draft; last: Version | null }) {
  const t = useTexts(frameworkTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(begin);
  const [asked, setAsked] = useState(false);
  const formula = useRef<"numerator" | "denominator">("numerator");
  const areas = useRef<Partial<Record<"numerator" | "denominator", HTMLTextAreaElement | null>>>({});
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const { kind } = draft;

  // A whole draft is looked at when typing pauses; one that nobody touched isn't wrong yet.
  const touched = draft !== begin;
  const [settled] = useDebouncedValue(inputOf(draft), TYPING_MS);
  const check = useQuery({ ...checkQuery(settled as ItemInput), enabled: settled !== null && touched });

  const save = useMutation({
    mutationFn: (body: ItemInput) =>
      last
        ? ok(
            api.PUT("/api/v1/framework/items/{kind}/{code}", {
              params: { path: { kind, code: last.code }, header: ifMatch(last.version) },
              body,
            }),
          )
        : ok(api.POST("/api/v1/framework/items", { body })),
    onSuccess: async (kept) => {
      await queryClient.invalidateQueries({ queryKey: ["framework"] });
      notify(t("saved"));
      await navigate({ to: "/framework/$kind/$code", params: { kind, code: kept.code } as never });
    },
  });
  const problem = asProblem(save.error);
  const bad = asked ? unreadable(draft) : [];
  const wrong = (pointer: string): Wrong | undefined => {
    if (bad.includes(pointer)) return { detail: t(unreadableText(pointer)), at: null };
    const field = problem?.fields.find((one) => one.pointer === pointer);
    const fault = check.data?.faults.find((one) => one.pointer === pointer);
    // Fields that are still empty are only told of once somebody wanted to save.
    if (fault && (asked || fault.code !== "missing")) return { detail: fault.detail, at: fault.at ?? null };
    return field && { detail: field.detail, at: null };
  };
  const at = (field: string) => wrong(`/${kind}/${field}`);
  const shown = fieldsOf(kind).map((field) => (field === "valid_from" ? "/valid_from" : `/${kind}/${field}`));
  const others = (check.data?.faults ?? []).filter((fault) => !shown.includes(fault.pointer));
  const insert = (text: string) => {
    const area = areas.current[formula.current];
    const old = draft[formula.current];
    const start = area?.selectionStart ?? old.length;
    const end = area?.selectionEnd ?? old.length;
    const space = start > 0 && !/[\s(]$/.test(old.slice(0, start)) ? " " : "";
    set({ [formula.current]: old.slice(0, start) + space + text + old.slice(end) });
    const cursor = start + space.length + text.length;
    // After the text is there.
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(cursor, cursor);
    });
  };
  const title = last ? t("edit_title", { code: last.code }) : t(`new_${kind}`);
  const back = last
    ? { to: `/framework/${kind}/${last.code}`, label: inLanguage(bodyOf(last).name) }
    : { to: "/framework", label: t("title") };
  const computed = kind === "indicator" && draft.origin === "computed";
  // Beside the form, or on a narrow screen right below the formulae.
  const narrow = useMediaQuery("(max-width: 62em)");
  const pieces = computed && (
    <aside className={classes.aside} aria-label={t("pieces")}>
      <Pieces insert={insert} on={parseDate(draft.from)} own={draft.code} />
    </aside>
  );
  return (
    <>
      <PageHeader title={title} back={back} />
      <div className={computed ? classes.editor : undefined}>
        <FormPage
          width={620}
          busy={save.isPending}
          error={problem?.status === 412 ? null : save.error}
          shown={shown}
          onCancel={() => void navigate({ to: back.to })}
          onSubmit={() => {
            setAsked(true);
            const body = inputOf(draft);
            if (body) save.mutate(body);
          }}
        >
          {problem?.status === 412 && (
            <Alert color="yellow" role="alert">
              {t("stale")}
            </Alert>
          )}
          <DateField
            label={t("first_day")}
            description={last ? t("first_day_hint", { from: formatDate(last.valid_from) }) : undefined}
            withAsterisk
            value={draft.from}
            onChange={(from) => set({ from })}
            error={wrong("/valid_from")?.detail}
          />
          <div className={classes.two}>
            <TextInput
              label={t("code")}
              description={last ? undefined : t("code_hint")}
              withAsterisk
              disabled={last !== null}
              maxLength={30}
              autoComplete="off"
              spellCheck={false}
              value={draft.code}
              onChange={(event) => set({ code: event.currentTarget.value })}
              error={at("code")?.detail}
            />
            {kind !== "area_group" && (
              <TextInput
                label={`${t("position")} (${common("optional")})`}
                description={last ? undefined : t("position_hint")}
                inputMode="numeric"
                maxLength={6}
                value={draft.position}
                onChange={(event) => set({ position: event.currentTarget.value })}
                error={at("position")?.detail}
              />
            )}
          </div>
          {kind !== "programme" && kind !== "area_group" && (
            <Parent draft={draft} set={set} error={at("parent")?.detail} />
          )}
          <Both
            label={t("name")}
            value={draft.name}
            onChange={(name) => set({ name })}
            vi={at("name/vi")?.detail}
            en={at("name/en")?.detail}
          />
          {kind === "area_group" && (
            <Textarea
              label={t("members")}
              description={t("members_hint")}
              withAsterisk
              autosize
              minRows={4}
              maxRows={16}
              value={draft.members}
              onChange={(event) => set({ members: event.currentTarget.value })}
              error={memberError(draft, t("members_bad", { line: membersOf(draft.members).bad ?? "" }), [
                at("members")?.detail,
                ...(check.data?.faults ?? [])
                  .filter((fault) => fault.pointer.startsWith("/area_group/members/"))
                  .map((fault) => fault.detail),
              ])}
            />
          )}
          {kind === "indicator" && (
            <>
              <Both
                label={t("definition")}
                long
                value={draft.definition}
                onChange={(definition) => set({ definition })}
                vi={at("definition/vi")?.detail}
                en={at("definition/en")?.detail}
              />
              <Both
                label={t("unit")}
                value={draft.unit}
                onChange={(unit) => set({ unit })}
                vi={at("unit/vi")?.detail}
                en={at("unit/en")?.detail}
              />
              <NativeSelect
                label={t("origin")}
                value={draft.origin}
                onChange={(event) => set({ origin: event.currentTarget.value as Draft["origin"] })}
                data={(["computed", "entered"] as const).map((value) => ({
                  value,
                  label: t(`origin_${value}_long`),
                }))}
              />
              {draft.origin === "computed" ? (
                (["numerator", "denominator"] as const).map((field) => (
                  <FormulaField
                    key={field}
                    label={
                      field === "numerator" ? t("numerator") : `${t("denominator")} (${common("optional")})`
                    }
                    needed={field === "numerator"}
                    value={draft[field]}
                    wrong={at(field)}
                    on={parseDate(draft.from)}
                    onFocus={() => {
                      formula.current = field;
                    }}
                    place={(area) => {
                      areas.current[field] = area;
                    }}
                    onChange={(text) => set({ [field]: text })}
                  />
                ))
              ) : (
                <Entered draft={draft} set={set} at={at} />
              )}
              {narrow && pieces}
              <div className={classes.two}>
                <TextInput
                  label={t("factor")}
                  description={t("factor_hint")}
                  withAsterisk
                  inputMode="numeric"
                  value={draft.factor}
                  onChange={(event) => set({ factor: event.currentTarget.value })}
                  error={at("factor")?.detail}
                />
                <TextInput
                  label={t("decimals")}
                  description={t("decimals_hint")}
                  withAsterisk
                  inputMode="numeric"
                  value={draft.decimals}
                  onChange={(event) => set({ decimals: event.currentTarget.value })}
                  error={at("decimals")?.detail}
                />
              </div>
              <div className={classes.two}>
                <NativeSelect
                  label={t("frequency")}
                  value={draft.frequency}
                  onChange={(event) => set({ frequency: event.currentTarget.value as Draft["frequency"] })}
                  data={FREQUENCIES.map((value) => ({ value, label: t(`frequency_${value}`) }))}
                />
                <NativeSelect
                  label={t("direction")}
                  value={draft.direction}
                  onChange={(event) => set({ direction: event.currentTarget.value as Draft["direction"] })}
                  data={(["down", "up", "none"] as const).map((value) => ({
                    value,
                    label: t(`direction_${value}`),
                  }))}
                />
              </div>
              <Checkbox.Group label={t("by")} value={draft.by} onChange={(by) => set({ by })}>
                <div className={classes.chips} style={{ gap: 16, marginTop: 6 }}>
                  {DIMENSIONS.map((value) => (
                    <Checkbox key={value} value={value} label={t(`by_${value}`)} />
                  ))}
                </div>
              </Checkbox.Group>
              <Fieldset legend={t("range_legend")}>
                <div className={classes.two}>
                  <TextInput
                    label={t("range_min")}
                    inputMode="decimal"
                    value={draft.min}
                    onChange={(event) => set({ min: event.currentTarget.value })}
                    error={at("range/min")?.detail ?? at("range")?.detail}
                  />
                  <TextInput
                    label={t("range_max")}
                    inputMode="decimal"
                    value={draft.max}
                    onChange={(event) => set({ max: event.currentTarget.value })}
                    error={at("range/max")?.detail}
                  />
                  <TextInput
                    label={t("plausible")}
                    inputMode="numeric"
                    value={draft.plausible}
                    onChange={(event) => set({ plausible: event.currentTarget.value })}
                    error={at("plausible_change_percent")?.detail}
                  />
                  <TextInput
                    label={t("amber")}
                    withAsterisk
                    inputMode="numeric"
                    value={draft.amber}
                    onChange={(event) => set({ amber: event.currentTarget.value })}
                    error={at("amber_percent")?.detail}
                  />
                </div>
              </Fieldset>
              <div className={classes.two}>
                <TextInput
                  label={`${t("baseline")} (${common("optional")})`}
                  description={t("baseline_hint")}
                  value={draft.baseline}
                  onChange={(event) => set({ baseline: event.currentTarget.value })}
                  error={at("baseline_period")?.detail}
                />
                <TextInput
                  label={`${t("project")} (${common("optional")})`}
                  description={t("project_hint")}
                  maxLength={30}
                  value={draft.project}
                  onChange={(event) => set({ project: event.currentTarget.value })}
                  error={at("project")?.detail}
                />
              </div>
              <Both
                label={t("responsible")}
                value={draft.responsible}
                onChange={(responsible) => set({ responsible })}
                vi={at("responsible/vi")?.detail}
                en={at("responsible/en")?.detail}
              />
            </>
          )}
          <Fieldset legend={t("legal")}>
            <Stack gap="sm">
              <TextInput
                label={t("document")}
                withAsterisk
                maxLength={300}
                value={draft.document}
                onChange={(event) => set({ document: event.currentTarget.value })}
                error={at("legal/document")?.detail}
              />
              <TextInput
                label={`${t("article")} (${common("optional")})`}
                maxLength={300}
                value={draft.article}
                onChange={(event) => set({ article: event.currentTarget.value })}
                error={at("legal/article")?.detail}
              />
              <Textarea
                label={`${t("note")} (${common("optional")})`}
                autosize
                minRows={1}
                maxLength={2000}
                value={draft.note}
                onChange={(event) => set({ note: event.currentTarget.value })}
                error={at("legal/note")?.detail}
              />
              <Switch
                label={t("verified_switch")}
                checked={draft.verified}
                onChange={(event) => set({ verified: event.currentTarget.checked })}
              />
            </Stack>
          </Fieldset>
          {touched && settled && <Verdict faults={others} good={check.data?.good} error={check.error} />}
        </FormPage>
        {!narrow && pieces}
      </div>
    </>
  );
}

/** The pointers (below the kind) whose errors stand at their fields. */
function fieldsOf(kind: Kind): string[] {
  const all = ["valid_from", "code", "name/vi", "name/en", "legal/document", "legal/article", "legal/note"];
  if (kind === "area_group") return [...all, "members"];
  if (kind !== "programme") all.push("parent");
  all.push("position");
  if (kind !== "indicator") return all;
  const words = ["definition", "unit", "responsible", "entry/numerator", "entry/denominator"];
  return [
    ...all,
    ...words.flatMap((field) => [`${field}/vi`, `${field}/en`]),
    ...["numerator", "denominator", "factor", "decimals", "range", "range/min", "range/max"],
    ...["plausible_change_percent", "amber_percent", "baseline_period", "project"],
  ];
}

function unreadableText(pointer: string): "bad_day" | "bad_number" | "members_unread" {
  if (pointer === "/valid_from") return "bad_day";
  return pointer.endsWith("/members") ? "members_unread" : "bad_number";
}

function memberError(draft: Draft, unread: string, told: readonly (string | undefined)[]) {
  if (membersOf(draft.members).bad !== undefined) return unread;
  return told.filter(Boolean).join("; ") || undefined;
}

interface BothProps {
  label: string;
  value: Words;
  onChange: (words: Words) => void;
  vi: string | undefined;
  en: string | undefined;
  long?: boolean;
  needed?: boolean;
}

/** A text in both languages. */
function Both({ label, value, onChange, vi, en, long, needed = true }: BothProps) {
  const t = useTexts(frameworkTexts);
  const Field = long ? Textarea : TextInput;
  const more = long ? { autosize: true, minRows: 2, maxLength: 2000 } : { maxLength: 300 };
  return (
    <div className={long ? undefined : classes.two}>
      <Field
        label={label}
        withAsterisk={needed}
        {...more}
        value={value.vi}
        onChange={(event: { currentTarget: { value: string } }) =>
          onChange({ ...value, vi: event.currentTarget.value })
        }
        error={vi}
      />
      <Field
        label={t("in_english", { label })}
        withAsterisk={needed}
        lang="en"
        {...more}
        {...(long ? { mt: 8 } : {})}
        value={value.en}
        onChange={(event: { currentTarget: { value: string } }) =>
          onChange({ ...value, en: event.currentTarget.value })
        }
        error={en}
      />
    </div>
  );
}

interface PartProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

/** The item above, of those in force on the first day. */
function Parent({ draft, set, error }: PartProps & { error: string | undefined }) {
  const t = useTexts(frameworkTexts);
  const { today } = usePlace();
  const tree = useQuery(frameworkQuery(parseDate(draft.from) ?? today));
  const above = { objective: ["programme"], result: ["objective"], indicator: ["objective", "result"] }[
    draft.kind as "objective" | "result" | "indicator"
  ];
  const items = (tree.data?.items ?? []).filter((item) => above.includes(item.kind));
  const data = items.map((item) => ({
    value: item.code,
    label: `${item.code} – ${inLanguage(bodyOf(item).name)}`,
  }));
  // One that holds no more on that day stays to be seen, with what is said of it.
  if (draft.parent && !items.some((item) => item.code === draft.parent)) {
    data.unshift({ value: draft.parent, label: draft.parent });
  }
  return (
    <NativeSelect
      label={t("parent")}
      withAsterisk
      value={draft.parent}
      onChange={(event) => set({ parent: event.currentTarget.value })}
      data={[{ value: "", label: "" }, ...data]}
      error={error}
    />
  );
}

function Entered({ draft, set, at }: PartProps & { at: (field: string) => Wrong | undefined }) {
  const t = useTexts(frameworkTexts);
  const common = useCommon();
  return (
    <Fieldset legend={t("entry")}>
      <Stack gap="sm">
        <div className={classes.two}>
          <NativeSelect
            label={t("entered_by")}
            value={draft.level}
            onChange={(event) => set({ level: event.currentTarget.value as Draft["level"] })}
            data={(["commune", "province"] as const).map((value) => ({ value, label: t(`level_${value}`) }))}
          />
          <NativeSelect
            label={t("over_time")}
            value={draft.overTime}
            onChange={(event) => set({ overTime: event.currentTarget.value as Draft["overTime"] })}
            data={(["sum", "last"] as const).map((value) => ({ value, label: t(`over_time_${value}`) }))}
          />
        </div>
        <Both
          label={t("entry_numerator")}
          value={draft.entered}
          onChange={(entered) => set({ entered })}
          vi={at("entry/numerator/vi")?.detail}
          en={at("entry/numerator/en")?.detail}
        />
        <Both
          label={`${t("entry_denominator")} (${common("optional")})`}
          needed={false}
          value={draft.outOf}
          onChange={(outOf) => set({ outOf })}
          vi={at("entry/denominator/vi")?.detail}
          en={at("entry/denominator/en")?.detail}
        />
      </Stack>
    </Fieldset>
  );
}

interface FormulaProps {
  label: string;
  needed: boolean;
  value: string;
  wrong: Wrong | undefined;
  on: string | null;
  onFocus: () => void;
  onChange: (text: string) => void;
  place: (area: HTMLTextAreaElement | null) => void;
}

function FormulaField(props: FormulaProps) {
  const { value, wrong } = props;
  return (
    <div>
      <Textarea
        ref={props.place}
        label={props.label}
        withAsterisk={props.needed}
        autosize
        minRows={2}
        maxLength={1000}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: classes.code }}
        value={value}
        onFocus={props.onFocus}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        error={wrong?.detail}
      />
      {wrong?.at != null && value && (
        <div style={{ marginTop: 6 }}>
          <FormulaText text={value} at={wrong.at} />
        </div>
      )}
      {value && props.on && <Where formula={value} on={props.on} />}
    </div>
  );
}

/** What is wrong with the item and stands at no field, or that nothing is. */
function Verdict(props: {
  faults: readonly { pointer: string; detail: string }[];
  good: boolean | undefined;
  error: unknown;
}) {
  const t = useTexts(frameworkTexts);
  // A body of a wrong shape is told at its field once it is saved.
  if (props.error && !asProblem(props.error)?.fields.length) return <ProblemAlert error={props.error} />;
  if (props.faults.length > 0) {
    return (
      <Alert color="red" role="status">
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {props.faults.map((fault) => (
            <li key={fault.pointer + fault.detail}>{fault.detail}</li>
          ))}
        </ul>
      </Alert>
    );
  }
  return (
    <Text size="sm" c="dimmed" role="status">
      {props.good ? t("check_good") : ""}
    </Text>
  );
}
