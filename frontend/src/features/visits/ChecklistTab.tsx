// The checklist in the field: big answers, a note at each, saved as it is typed.
import { Button, NativeSelect, Text, Textarea, TextInput } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { BLANK, countOf, type Given, keyOf, partsOf, readNumber, readyOf, wantsNote } from "./answers";
import { Kept } from "./Kept";
import { shown } from "./outbox";
import { type Question, saveAnswers, type Value, type VisitDetail, visitQuery } from "./queries";
import { visitTexts } from "./texts";
import { useOutbox } from "./useOutbox";
import classes from "./visits.module.css";

export function ChecklistTab({ detail }: { detail: VisitDetail }) {
  const t = useTexts(visitTexts);
  const client = useQueryClient();
  const visit = detail;
  const { questions: checklist } = detail;
  const { areas } = visit;
  const [chosen, setChosen] = useState(areas[0]?.id ?? "");
  const area = areas.some((one) => one.id === chosen) ? chosen : (areas[0]?.id ?? "");
  const open = visit.allowed.includes("record");
  const query = visitQuery(visit.id);

  const outbox = useOutbox<Given>(`visit.${visit.id}.answers`, async (waiting) => {
    const kept = client.getQueryData(query.queryKey)?.answers ?? detail.answers;
    const ready = readyOf(checklist.questions, waiting);
    const sent = Object.entries(ready);
    if (sent.length === 0) return {};
    const versionOf = (question: string, at: string) =>
      kept.find((one) => one.question === question && one.area_id === at)?.version ?? null;
    const answers = sent.map(([key, given]) => {
      const { question, area: at } = partsOf(key);
      return {
        question,
        area: at,
        value: given.value,
        note: given.note.trim() || null,
        version: versionOf(question, at),
      };
    });
    try {
      client.setQueryData(query.queryKey, await saveAnswers(visit.id, answers));
    } catch (cause) {
      // Somebody of the team was faster: what they answered is there when it is sent again.
      if (asProblem(cause)?.fields.some((field) => field.code === "stale")) {
        await client.invalidateQueries({ queryKey: query.queryKey });
      }
      throw cause;
    }
    return ready;
  });
  const given = useMemo(() => {
    const server = detail.answers.map((one): [string, Given] => [
      keyOf(one.question, one.area_id),
      { value: one.value, note: one.note ?? "" },
    ]);
    return shown(new Map(server), outbox.waiting);
  }, [detail.answers, outbox.waiting]);
  const count = countOf(checklist.questions, area, given);
  return (
    <section className={classes.sheet} aria-label={t("part_checklist")}>
      <div className={classes.sheetHead}>
        <div>
          <b>{inLanguage(checklist.name)}</b> {!checklist.verified && <UnverifiedBadge />}
          <Text size="sm" c="dimmed">
            {t("answered", { answered: count.answered, count: count.total })}
            {count.missing > 0 && ` · ${t("answers_missing", { count: count.missing })}`}
            {count.bare > 0 && ` · ${t("answers_bare", { count: count.bare })}`}
          </Text>
        </div>
        {areas.length > 1 && (
          <NativeSelect
            label={t("answers_of")}
            value={area}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={areas.map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
      </div>
      {!open && (
        <Text size="sm" c="dimmed" mb="sm">
          {t(visit.state === "planned" || visit.state === "mandated" ? "answers_not_yet" : "answers_closed")}
        </Text>
      )}
      <ol className={classes.questions}>
        {checklist.questions.map((question) => {
          const key = keyOf(question.code, area);
          return (
            <Asked
              key={key}
              question={question}
              given={given.get(key) ?? BLANK}
              open={open}
              onChange={(answer) => outbox.put(key, answer)}
            />
          );
        })}
      </ol>
      {open && <Kept outbox={outbox} />}
    </section>
  );
}

interface AskedProps {
  question: Question;
  given: Given;
  open: boolean;
  onChange: (given: Given) => void;
}

function Asked({ question, given, open, onChange }: AskedProps) {
  const t = useTexts(visitTexts);
  const [noting, setNoting] = useState(false);
  const wanted = wantsNote(question, given);
  const text = inLanguage(question.text);
  const value = (next: Value | null) => onChange({ ...given, value: next });
  return (
    <li className={classes.question} data-answered={given.value !== null || undefined}>
      <fieldset disabled={!open}>
        <legend>
          <span className={classes.code}>{question.code}</span> {text}
          {question.required && (
            <span className={classes.required} title={t("required_answer")}>
              {" "}
              *
            </span>
          )}
        </legend>
        {open ? (
          <AnswerField question={question} value={given.value} onChange={value} label={text} />
        ) : (
          <p className={classes.answer}>
            <AnswerText question={question} value={given.value} />
          </p>
        )}
        {open && (noting || wanted || given.note !== "") ? (
          <Textarea
            label={t("note")}
            aria-label={t("note_of", { name: question.code })}
            autosize
            minRows={2}
            maxLength={2000}
            value={given.note}
            onChange={(event) => onChange({ ...given, note: event.currentTarget.value })}
            error={wanted && t("note_wanted")}
            mt={8}
          />
        ) : open ? (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconNote size={15} aria-hidden />}
            aria-label={t("note_add_of", { name: question.code })}
            onClick={() => setNoting(true)}
            mt={4}
          >
            {t("note_add")}
          </Button>
        ) : (
          given.note && <p className={classes.noted}>{given.note}</p>
        )}
      </fieldset>
    </li>
  );
}

export function AnswerText({ question, value }: { question: Question; value: Value | null }) {
  const common = useCommon();
  if (value === null) return NOTHING;
  if (typeof value === "boolean") return common(value ? "yes" : "no");
  if (typeof value === "number") return formatNumber(value, 6);
  const option = question.options?.find((one) => one.code === value);
  return option ? inLanguage(option.text) : value;
}

interface FieldProps {
  question: Question;
  value: Value | null;
  onChange: (value: Value | null) => void;
  label: string;
}

function AnswerField({ question, value, onChange, label }: FieldProps) {
  const common = useCommon();
  switch (question.answer) {
    case "yes_no":
      return (
        <Choices
          name={question.code}
          value={value}
          onChange={onChange}
          options={[
            { value: true, label: common("yes") },
            { value: false, label: common("no") },
          ]}
        />
      );
    case "choice":
      return (
        <Choices
          name={question.code}
          value={value}
          onChange={onChange}
          options={(question.options ?? []).map((one) => ({ value: one.code, label: inLanguage(one.text) }))}
        />
      );
    case "number":
      return <NumberAnswer value={value} onChange={onChange} label={label} />;
    case "text":
      return (
        <Textarea
          aria-label={label}
          autosize
          minRows={2}
          maxLength={4000}
          size="md"
          value={typeof value === "string" ? value : ""}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            onChange(typed.trim() === "" ? null : typed);
          }}
        />
      );
  }
}

/** Big buttons of which one is chosen; chosen again, it is taken back. */
function Choices(props: {
  name: string;
  value: Value | null;
  onChange: (value: Value | null) => void;
  options: readonly { value: Value; label: string }[];
}) {
  const t = useTexts(visitTexts);
  return (
    <div className={classes.choices}>
      {props.options.map((option) => (
        <label key={String(option.value)} data-chosen={props.value === option.value || undefined}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === option.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
      {props.value !== null && (
        <Button variant="subtle" color="dark" size="compact-sm" onClick={() => props.onChange(null)}>
          {t("answer_clear")}
        </Button>
      )}
    </div>
  );
}

function NumberAnswer(props: {
  value: Value | null;
  onChange: (value: Value | null) => void;
  label: string;
}) {
  const t = useTexts(visitTexts);
  const [typed, setTyped] = useState(() =>
    props.value === null ? "" : formatNumber(Number(props.value), 6),
  );
  const bad = typed.trim() !== "" && readNumber(typed) === null;
  return (
    <TextInput
      aria-label={props.label}
      inputMode="decimal"
      autoComplete="off"
      size="md"
      maw={240}
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const read = readNumber(text);
        // A text that is no number waits here until it is mended.
        if (text.trim() === "" || read !== null) props.onChange(read);
      }}
      error={bad && t("bad_number")}
    />
  );
}
