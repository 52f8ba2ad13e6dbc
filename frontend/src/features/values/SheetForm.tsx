// The sheet's table: fields as in a spreadsheet, what is wrong at its cell, and one button that saves all.
import { Alert, Button, Text, Textarea } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconAlertCircle, IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ClipboardEvent, Fragment, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatNumber, inLanguage } from "@/ui/format";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { computed, fieldText, readDecimal, showDecimal } from "./numbers";
import {
  type Column,
  type Draft,
  type Faults,
  faultsOf,
  isOpen,
  kept,
  pasted,
  type Row,
  type Typed,
  toSend,
  withRow,
} from "./sheet";
import { valueTexts } from "./texts";
import classes from "./values.module.css";
import { StateBadge, stateOf } from "./words";

interface Props {
  area: string;
  period: string;
  rows: readonly Row[];
  editable: boolean;
  previousWords: string;
  /** What the sheet is of, for screen readers. */
  label: string;
  onOpen: (id: string) => void;
}

export function SheetForm(props: Props) {
  const { area, period, rows, editable } = props;
  const t = useTexts(valueTexts);
  const me = useMe();
  const queryClient = useQueryClient();
  const name = `values.${area}.${period}`;
  const [draft, setDraft] = useState<Draft>(() => (editable ? (keptDraft<Draft>(name, me.id) ?? {}) : {}));
  const [resumed, setResumed] = useState(() => Object.keys(draft).length > 0);
  const [faults, setFaults] = useState<Faults>({});
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({
    mutationFn: (values: ReturnType<typeof toSend>["values"]) =>
      ok(api.POST("/api/v1/indicator-values/batch", { body: { area, period, values } })),
    onSuccess: async (saved) => {
      dropDraft(name);
      await queryClient.invalidateQueries({ queryKey: ["values"] });
      setDraft({});
      setResumed(false);
      const asked = saved.filter((value) => value.flags.length > 0 && !value.note).length;
      notify(asked > 0 ? t("saved_flags", { count: asked }) : t("saved", { count: saved.length }));
    },
    onError: (error, sent) => {
      setFaults(faultsOf(asProblem(error)?.fields ?? [], sent));
      // Others' versions and states may be why.
      void queryClient.invalidateQueries({ queryKey: ["values"] });
    },
  });
  const bad = Object.keys(faults).length;
  useEffect(() => {
    if (bad > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [bad]);

  function keep(next: Draft) {
    setDraft(next);
    if (Object.keys(next).length > 0) keepDraft(name, me.id, next);
    else dropDraft(name);
  }
  function type(row: Row, changed: Partial<Typed>) {
    keep(withRow(draft, row, changed));
    const { [row.indicator.code]: _, ...others } = faults;
    setFaults(others);
  }
  function submit() {
    if (save.isPending || Object.keys(draft).length === 0) return;
    const { values, faults: wrong } = toSend(rows, draft, {
      bad_number: t("bad_number"),
      cant_blank: t("cant_blank"),
      needs_number: t("needs_number"),
    });
    setFaults(wrong);
    save.reset();
    if (Object.keys(wrong).length === 0 && values.length > 0) save.mutate(values);
  }
  useHotkeys([["mod+S", submit]], []);

  /** Fills cells downwards and to the right from where a block was pasted. */
  function paste(event: ClipboardEvent<HTMLInputElement>, at: number, column: Column) {
    const block = pasted(event.clipboardData.getData("text/plain"));
    if (block.length === 1 && block[0]?.length === 1) return;
    event.preventDefault();
    let next = draft;
    const columns: readonly Column[] =
      column === "numerator" ? ["numerator", "denominator"] : ["denominator"];
    block.forEach((cells, down) => {
      const row = rows[at + down];
      if (!row || !isOpen(row.value)) return;
      columns.forEach((one, right) => {
        const text = cells[right];
        if (text && (one === "numerator" || row.indicator.entry?.denominator)) {
          next = withRow(next, row, { [one]: text });
        }
      });
    });
    keep(next);
    setFaults({});
  }

  /** Enter and the arrows go up and down a column, as in a spreadsheet. */
  function move(event: KeyboardEvent<HTMLInputElement>, column: Column) {
    const down = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
    const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
    if (!down && !up) return;
    event.preventDefault();
    const cells = [
      ...(form.current?.querySelectorAll<HTMLElement>(`input[data-column=${column}], button[type=submit]`) ??
        []),
    ];
    cells[cells.indexOf(event.currentTarget) + (down ? 1 : -1)]?.focus();
  }

  const changed = Object.keys(draft).length;
  const general = save.error && !asProblem(save.error)?.fields.some((f) => f.pointer.startsWith("/values/"));
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {general && <ProblemAlert error={save.error} />}
      {bad > 0 && (
        <Alert color="red" icon={<IconAlertCircle />} title={t("bad", { count: bad })} role="alert" mb="sm">
          {t("bad_detail")}
        </Alert>
      )}
      {resumed && changed > 0 && (
        <Alert color="blue" icon={<IconHistory />} mb="sm">
          {t("resumed")}
        </Alert>
      )}
      <div className={classes.sheetFrame}>
        <table className={classes.sheet} aria-label={props.label}>
          <thead>
            <tr>
              <th scope="col">{t("indicator")}</th>
              <th scope="col" className={classes.right}>
                {t("last_period")}
                <span className={classes.small}>{props.previousWords}</span>
              </th>
              <th scope="col">{t("numerator")}</th>
              <th scope="col">{t("denominator")}</th>
              <th scope="col" className={classes.right}>
                {t("value")}
              </th>
              <th scope="col">{t("note")}</th>
              <th scope="col">{t("state")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => {
              const { indicator, value } = row;
              const { code, entry } = indicator;
              const typed = draft[code] ?? kept(value);
              const wrong = faults[code] ?? {};
              const open = editable && isOpen(value);
              const title = inLanguage(indicator.name);
              const flags = value?.flags ?? [];
              const cell = (column: Column) => {
                const words = entry?.[column];
                const what = words ? inLanguage(words) : t(column);
                return (
                  <td data-cell={column}>
                    {entry?.denominator && <span className={classes.small}>{what}</span>}
                    {!entry?.denominator && <span className={classes.phoneLabel}>{what}</span>}
                    {open ? (
                      <input
                        className={classes.input}
                        data-column={column}
                        inputMode="decimal"
                        autoComplete="off"
                        aria-label={t("cell_of", { what, name: title })}
                        aria-invalid={wrong[column] ? true : undefined}
                        aria-describedby={wrong[column] ? `${code}-${column}` : undefined}
                        value={typed[column]}
                        onFocus={(event) => event.currentTarget.select()}
                        onChange={(event) => type(row, { [column]: event.currentTarget.value })}
                        onBlur={() => {
                          // Shows how the number was understood.
                          const number = draft[code] && readDecimal(typed[column]);
                          if (number && fieldText(number) !== typed[column]) {
                            keep(withRow(draft, row, { [column]: fieldText(number) }));
                          }
                        }}
                        onKeyDown={(event) => move(event, column)}
                        onPaste={(event) => paste(event, at, column)}
                      />
                    ) : (
                      <span className={classes.fixed}>{showDecimal(value?.[column])}</span>
                    )}
                    {wrong[column] && (
                      <span className={classes.fault} id={`${code}-${column}`}>
                        {wrong[column]}
                      </span>
                    )}
                  </td>
                );
              };
              return (
                <Fragment key={code}>
                  <tr data-changed={draft[code] ? true : undefined} data-more={flags.length > 0 || undefined}>
                    <th scope="row">
                      {title}
                      <span className={classes.small}>
                        {code} · {inLanguage(indicator.unit)}
                      </span>
                      {wrong.row && (
                        <span className={classes.fault} role="alert">
                          {wrong.row}{" "}
                          <button
                            type="button"
                            className={classes.link}
                            onClick={() => type(row, kept(value))}
                          >
                            {t("discard_row")}
                          </button>
                        </span>
                      )}
                    </th>
                    <td className={classes.right}>
                      <span className={classes.phoneLabel}>{t("last_period")}</span>
                      <Previous row={row} />
                    </td>
                    {cell("numerator")}
                    {entry?.denominator ? cell("denominator") : <td className={classes.none} aria-hidden />}
                    <td className={classes.right} aria-live="polite">
                      <span className={classes.phoneLabel}>{t("value")}</span>
                      <Computed row={row} typed={typed} changed={code in draft} />
                    </td>
                    <td data-cell="note">
                      <span className={classes.phoneLabel}>{t("note")}</span>
                      {open ? (
                        <Textarea
                          size="xs"
                          autosize
                          minRows={1}
                          maxRows={4}
                          maxLength={1000}
                          aria-label={t("note_of", { name: title })}
                          value={typed.note}
                          error={wrong.note}
                          onChange={(event) => type(row, { note: event.currentTarget.value })}
                        />
                      ) : (
                        <span className={classes.fixedNote}>{value?.note}</span>
                      )}
                    </td>
                    <td data-cell="state">
                      <StateBadge state={stateOf(value)} />
                      {value && (
                        <span className={classes.stateMore}>
                          {value.files > 0 && (
                            <Text span size="xs" c="dimmed">
                              {t("files", { count: value.files })}
                            </Text>
                          )}
                          <button
                            type="button"
                            className={classes.link}
                            aria-label={t("open_of", { name: title })}
                            onClick={() => props.onOpen(value.id)}
                          >
                            {t("open")}
                          </button>
                        </span>
                      )}
                      {draft[code] && value?.state === "checked" && (
                        <span className={classes.small}>{t("recheck")}</span>
                      )}
                      {editable && value && !isOpen(value) && (
                        <span className={classes.small}>{t("closed")}</span>
                      )}
                    </td>
                  </tr>
                  {flags.length > 0 && (
                    <tr className={classes.flagRow}>
                      <td colSpan={7}>
                        {flags.map((flag) => (
                          <span key={flag.code} className={classes.flag}>
                            <IconAlertTriangle size={14} aria-hidden /> {inLanguage(flag)}
                          </span>
                        ))}
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {editable && (
        <div className={classes.saveBar} data-changed={changed > 0 || undefined}>
          <Text size="sm" aria-live="polite">
            {changed > 0 ? t("unsaved", { count: changed }) : ""}
          </Text>
          {changed > 0 && (
            <Button
              variant="default"
              disabled={save.isPending}
              onClick={() => {
                keep({});
                setFaults({});
                save.reset();
              }}
            >
              {t("discard")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={changed === 0}>
            {t("save_all")}
          </Button>
        </div>
      )}
    </form>
  );
}

function Previous({ row }: { row: Row }) {
  const t = useTexts(valueTexts);
  const { previous, indicator } = row;
  if (!previous) return <span className={classes.absent}>{t("no_previous")}</span>;
  return (
    <>
      {previous.denominator == null
        ? showDecimal(previous.numerator)
        : showDecimal(previous.value, indicator.decimals)}
      {previous.denominator != null && (
        <span className={classes.small}>
          {showDecimal(previous.numerator)} / {showDecimal(previous.denominator)}
        </span>
      )}
    </>
  );
}

/** The value by what is typed; by what the server says where nothing was. */
function Computed({ row, typed, changed }: { row: Row; typed: Typed; changed: boolean }) {
  const { indicator, value } = row;
  if (!changed) return <>{showDecimal(value?.value, indicator.decimals)}</>;
  const numerator = readDecimal(typed.numerator);
  const denominator = indicator.entry?.denominator ? readDecimal(typed.denominator) : null;
  const complete = numerator !== null && (denominator !== null || !indicator.entry?.denominator);
  if (!complete || indicator.factor === null) return <>{showDecimal(null)}</>;
  return <>{formatNumber(computed(indicator.factor, numerator, denominator), indicator.decimals)}</>;
}
