// A checklist's next version, or a new checklist: its questions one under the other, one of them open to be typed in.
import {
  ActionIcon,
  Alert,
  Anchor,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useState } from "react";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import {
  ANSWERS,
  type AnswerKind,
  blankChecklist,
  blankQuestion,
  type ChecklistDraft,
  draftOf,
  faultsOf,
  inputOf,
  moved,
  type QuestionDraft,
  withOption,
} from "./checklistDraft";
import { type ChecklistView, indicatorsQuery, saveChecklist, visitsChanged } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

const QUESTIONS = "/checklist/questions";
/** What the API calls the fields of a question, and what they are called here. */
const FIELDS = {
  code: "code",
  text: "vi",
  options: "options",
  indicator: "indicator",
  needs_note_when: "noteWhen",
} as const;

/** `last` is the version to go on from, null for a new checklist. */
export function ChecklistEditor({ last }: { last: ChecklistView | null }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const { today } = usePlace();
  const client = useQueryClient();
  const navigate = useNavigate();
  // As it was read: when somebody changes it meanwhile, the server says so.
  const [base] = useState(last);
  const [fresh] = useState(() => (base ? draftOf(base, today) : blankChecklist(today)));
  const name = base ? `${base.checklist.code}.${base.version}` : "new";
  const { value, set, clear, resumed } = useDraft<ChecklistDraft>(`visits.checklist.${name}`, fresh);
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set(base ? [] : [1]));
  const unfold = (keys: readonly number[]) => setOpen((old) => new Set([...old, ...keys]));
  const leave = (code: string | undefined) =>
    navigate({
      to: "/visits/checklists",
      search: ((old: object) => ({ ...old, code, edit: undefined })) as never,
    });
  const save = useMutation({
    mutationFn: (sent: ChecklistDraft) => saveChecklist(inputOf(sent, base?.version ?? null)),
    onSuccess: async (kept) => {
      clear();
      notify(t("checklist_saved"));
      await visitsChanged(client);
      await leave(kept.checklist.code);
    },
    onError: (cause, sent) => {
      const pointers = asProblem(cause)?.fields.map((field) => field.pointer) ?? [];
      unfold(
        sent.questions.flatMap(({ key }, i) =>
          pointers.some((one) => one.startsWith(`${QUESTIONS}/${i}/`)) ? [key] : [],
        ),
      );
    },
  });
  const problem = asProblem(save.error);
  const faults = asked ? faultsOf(value) : new Map<string, never>();
  const missing = (field: string) => {
    const fault = faults.get(field);
    return fault && (fault === "required" ? common("required") : t(fault));
  };
  const at = (field: string, pointer: string) => missing(field) ?? problem?.at(pointer);
  /** What is wrong with a question: it may have been moved since it was sent. */
  const wrongOf = (question: QuestionDraft) => {
    const sent = save.variables?.questions.findIndex((one) => one.key === question.key) ?? -1;
    const wrong: Record<string, string> = {};
    for (const [pointer, field] of Object.entries(FIELDS)) {
      const said = sent < 0 ? undefined : problem?.at(`${QUESTIONS}/${sent}/${pointer}`);
      if (said) wrong[field] = said;
    }
    for (const key of faults.keys()) {
      const [of, ...field] = key.split("/");
      if (of === String(question.key)) wrong[field.join("/")] = missing(key) ?? "";
    }
    return wrong;
  };
  const shown = ["/valid_from", "/checklist/code", "/checklist/name", QUESTIONS].concat(
    (save.variables?.questions ?? []).flatMap((_, i) =>
      Object.keys(FIELDS).map((field) => `${QUESTIONS}/${i}/${field}`),
    ),
  );
  const change = (key: number, changed: Partial<QuestionDraft>) =>
    set({ questions: value.questions.map((one) => (one.key === key ? { ...one, ...changed } : one)) });
  const taken = problem?.code === "taken" ? t("checklist_code_taken") : undefined;
  const indicators = useQuery(indicatorsQuery(parseDate(value.from) ?? today));
  const text = (field: "code" | "vi" | "en" | "document" | "article" | "note") => ({
    value: value[field],
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  });
  return (
    <>
      <PageHeader
        title={base ? t("checklist_edit_title", { code: base.checklist.code }) : t("checklist_new")}
        back={{ to: "/visits/checklists", label: t("checklists_title") }}
      />
      <FormPage
        width={760}
        busy={save.isPending}
        error={save.error}
        shown={shown}
        onCancel={() => {
          clear();
          void leave(base?.checklist.code);
        }}
        onSubmit={() => {
          setAsked(true);
          const wrong = [...faultsOf(value).keys()];
          if (wrong.length === 0) return save.mutate(value);
          unfold(wrong.flatMap((field) => (field.includes("/") ? [Number(field.split("/")[0])] : [])));
          requestAnimationFrame(() =>
            document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus(),
          );
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
        <DateField
          label={t("checklist_first_day")}
          description={
            base
              ? t("checklist_first_day_hint", { date: formatDate(base.valid_from) })
              : t("checklist_first_day_new")
          }
          maw="100%"
          styles={{ wrapper: { maxWidth: 180 } }}
          withAsterisk
          value={value.from}
          onChange={(from) => set({ from })}
          error={at("from", "/valid_from")}
        />
        <TextInput
          label={t("checklist_code")}
          description={base ? undefined : t("checklist_code_hint")}
          withAsterisk
          disabled={base !== null}
          maxLength={40}
          maw={320}
          autoComplete="off"
          spellCheck={false}
          {...text("code")}
          error={at("code", "/checklist/code") ?? taken}
        />
        <TextInput
          label={t("checklist_name")}
          withAsterisk
          maxLength={300}
          {...text("vi")}
          error={at("vi", "/checklist/name")}
        />
        <TextInput
          label={t("in_english", { label: t("checklist_name") })}
          lang="en"
          withAsterisk
          maxLength={300}
          {...text("en")}
          error={missing("en")}
        />
        <Title order={2} mt="sm">
          {t("questions")}
        </Title>
        {problem?.at(QUESTIONS) && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem.at(QUESTIONS)}
          </Text>
        )}
        <ol className={classes.drafts}>
          {value.questions.map((question, i) => {
            const wrong = wrongOf(question);
            const shift = (by: -1 | 1) => (event: MouseEvent<HTMLButtonElement>) => {
              const button = event.currentTarget;
              set({ questions: moved(value.questions, i, by) });
              // A part that changes its place loses the focus.
              requestAnimationFrame(() => button.focus());
            };
            const opened = open.has(question.key);
            return (
              <li key={question.key} className={classes.draft} data-open={opened || undefined}>
                <div className={classes.draftHead}>
                  <div>
                    <b>
                      {i + 1}. {inLanguage(question) || t("question_blank")}
                    </b>
                    <span className={classes.small}>
                      {[
                        question.code,
                        t(`answer_${question.answer}`),
                        question.required && t("required_answer"),
                        question.indicator,
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </div>
                  <Group gap={6} wrap="nowrap">
                    <ActionIcon
                      variant="default"
                      size={36}
                      disabled={i === 0}
                      aria-label={t("question_up", { n: i + 1 })}
                      onClick={shift(-1)}
                    >
                      <IconArrowUp size={18} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="default"
                      size={36}
                      disabled={i === value.questions.length - 1}
                      aria-label={t("question_down", { n: i + 1 })}
                      onClick={shift(1)}
                    >
                      <IconArrowDown size={18} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant={opened ? "filled" : "default"}
                      size={36}
                      aria-expanded={opened}
                      aria-label={t("question_edit", { n: i + 1 })}
                      onClick={() =>
                        opened
                          ? setOpen(new Set([...open].filter((key) => key !== question.key)))
                          : unfold([question.key])
                      }
                    >
                      <IconPencil size={18} aria-hidden />
                    </ActionIcon>
                  </Group>
                </div>
                {opened && (
                  <QuestionFields
                    question={question}
                    wrong={wrong}
                    indicators={indicators.data ?? []}
                    onChange={(changed) => change(question.key, changed)}
                  >
                    {value.questions.length > 1 && (
                      <Button
                        variant="default"
                        leftSection={<IconTrash size={16} aria-hidden />}
                        aria-label={t("question_remove_of", { n: i + 1 })}
                        onClick={() =>
                          set({ questions: value.questions.filter((one) => one.key !== question.key) })
                        }
                      >
                        {t("question_remove")}
                      </Button>
                    )}
                  </QuestionFields>
                )}
              </li>
            );
          })}
        </ol>
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              const added = blankQuestion(value.questions);
              // What is missing in it is said once it, too, was to be saved.
              setAsked(false);
              set({ questions: [...value.questions, added] });
              unfold([added.key]);
            }}
          >
            {t("question_add")}
          </Button>
        </Group>
        <Fieldset legend={t("checklist_legal")}>
          <Stack gap="sm">
            <TextInput
              label={t("legal_document")}
              withAsterisk
              maxLength={300}
              {...text("document")}
              error={missing("document")}
            />
            <TextInput
              label={`${t("legal_article")} (${common("optional")})`}
              maxLength={300}
              {...text("article")}
            />
            <Textarea
              label={`${t("notes")} (${common("optional")})`}
              autosize
              minRows={1}
              maxLength={2000}
              {...text("note")}
            />
            <Switch
              label={t("checklist_verified")}
              checked={value.verified}
              onChange={(event) => set({ verified: event.currentTarget.checked })}
            />
          </Stack>
        </Fieldset>
      </FormPage>
    </>
  );
}

interface QuestionProps {
  question: QuestionDraft;
  /** What is wrong, by field. */
  wrong: Readonly<Record<string, string>>;
  indicators: readonly { code: string; name: { vi: string; en: string } }[];
  onChange: (changed: Partial<QuestionDraft>) => void;
  /** What else can be done with it. */
  children: ReactNode;
}

function QuestionFields({ question, wrong, indicators, onChange, children }: QuestionProps) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const { options, answer } = question;
  const linked = indicators.map(({ code, name }) => ({
    value: code,
    label: `${code} – ${inLanguage(name)}`,
  }));
  // One that is no longer in force stays to be seen, with what is said of it.
  if (question.indicator && !indicators.some(({ code }) => code === question.indicator)) {
    linked.unshift({ value: question.indicator, label: question.indicator });
  }
  const kind = (chosen: AnswerKind) =>
    onChange({
      answer: chosen,
      noteWhen: "",
      ...(chosen === "choice" && options.length === 0 ? { options: withOption(withOption([])) } : {}),
    });
  const word = (code: string, changed: { vi?: string; en?: string }) =>
    onChange({ options: options.map((one) => (one.code === code ? { ...one, ...changed } : one)) });
  return (
    <Stack gap="sm" className={classes.draftFields}>
      <Textarea
        label={t("question_text")}
        withAsterisk
        autosize
        minRows={2}
        maxLength={1000}
        value={question.vi}
        onChange={(event) => onChange({ vi: event.currentTarget.value })}
        error={wrong.vi}
      />
      <Textarea
        label={t("in_english", { label: t("question_text") })}
        lang="en"
        withAsterisk
        autosize
        minRows={2}
        maxLength={1000}
        value={question.en}
        onChange={(event) => onChange({ en: event.currentTarget.value })}
        error={wrong.en}
      />
      <div className={classes.trio}>
        <TextInput
          label={t("code")}
          withAsterisk
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          value={question.code}
          onChange={(event) => onChange({ code: event.currentTarget.value })}
          error={wrong.code}
        />
        <NativeSelect
          label={t("answer_kind")}
          value={answer}
          onChange={(event) => kind(event.currentTarget.value as AnswerKind)}
          data={ANSWERS.map((one) => ({ value: one, label: t(`answer_${one}`) }))}
        />
        {answer === "yes_no" || answer === "choice" ? (
          <NativeSelect
            label={t("needs_note_if")}
            value={question.noteWhen}
            onChange={(event) => onChange({ noteWhen: event.currentTarget.value })}
            data={[
              { value: "", label: t("needs_note_never") },
              ...(answer === "choice"
                ? options.map((one, n) => ({
                    value: one.code,
                    label: inLanguage(one) || t("option", { n: n + 1 }),
                  }))
                : [
                    { value: "true", label: common("yes") },
                    { value: "false", label: common("no") },
                  ]),
            ]}
            error={wrong.noteWhen}
          />
        ) : (
          <TextInput
            label={`${t("needs_note_if")} (${common("optional")})`}
            inputMode={answer === "number" ? "decimal" : "text"}
            maxLength={answer === "number" ? 20 : 4000}
            value={question.noteWhen}
            onChange={(event) => onChange({ noteWhen: event.currentTarget.value })}
            error={wrong.noteWhen}
          />
        )}
      </div>
      {answer === "choice" && (
        <Fieldset legend={t("options")}>
          <Stack gap="sm">
            {options.map((one, n) => (
              <div key={one.code} className={classes.option}>
                <TextInput
                  label={t("option", { n: n + 1 })}
                  withAsterisk
                  maxLength={300}
                  value={one.vi}
                  onChange={(event) => word(one.code, { vi: event.currentTarget.value })}
                  error={wrong[`${one.code}/vi`] ?? (n === 0 ? wrong.options : undefined)}
                />
                <TextInput
                  label={t("in_english", { label: t("option", { n: n + 1 }) })}
                  lang="en"
                  withAsterisk
                  maxLength={300}
                  value={one.en}
                  onChange={(event) => word(one.code, { en: event.currentTarget.value })}
                  error={wrong[`${one.code}/en`]}
                />
                {options.length > 2 && (
                  <ActionIcon
                    variant="default"
                    size={36}
                    aria-label={t("option_remove", { n: n + 1 })}
                    onClick={() =>
                      onChange({
                        options: options.filter((other) => other.code !== one.code),
                        ...(question.noteWhen === one.code ? { noteWhen: "" } : {}),
                      })
                    }
                  >
                    <IconTrash size={18} aria-hidden />
                  </ActionIcon>
                )}
              </div>
            ))}
            {options.length < 30 && (
              <Group>
                <Button
                  variant="default"
                  size="compact-sm"
                  leftSection={<IconPlus size={15} aria-hidden />}
                  onClick={() => onChange({ options: withOption(options) })}
                >
                  {t("option_add")}
                </Button>
              </Group>
            )}
          </Stack>
        </Fieldset>
      )}
      <NativeSelect
        label={`${t("indicator")} (${common("optional")})`}
        value={question.indicator}
        onChange={(event) => onChange({ indicator: event.currentTarget.value })}
        data={[{ value: "", label: t("indicator_none") }, ...linked]}
        error={wrong.indicator}
      />
      <Checkbox
        label={t("required_answer")}
        description={t("required_answer_hint")}
        checked={question.required}
        onChange={(event) => onChange({ required: event.currentTarget.checked })}
      />
      {children && <Group>{children}</Group>}
    </Stack>
  );
}
