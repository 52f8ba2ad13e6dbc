// A table of the form, filled in like a spreadsheet: Enter and the arrows move, a block is pasted from Excel; cells that
// are worked out are grey and tell where they come from. On a phone each row is a card.
import { IconAlertTriangle, IconMessage } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, memo, useRef, useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import {
  type Entered,
  heads,
  keyOf,
  ownValue,
  pasted,
  readBlock,
  readDecimal,
  shownCell,
  shownDecimal,
  typedDecimal,
} from "./cells";
import type { Cell, Column, Row, Table } from "./queries";
import classes from "./reports.module.css";
import { type ReportTranslate, reportTexts } from "./texts";
import type { Filling } from "./useFilling";

interface Props {
  table: Table;
  cells: ReadonlyMap<string, Cell>;
  filling: Filling;
  chosen: string | null;
  onChoose: (key: string) => void;
  /** Opens what is known of a cell. */
  onOpen: (key: string) => void;
}

/** What was typed as the API takes it, or why it can't be. */
function read(t: ReportTranslate, cell: Cell, text: string): { value: string } | { why: string } {
  if (cell.kind === "text") return { value: text.trim() };
  const value = readDecimal(text);
  if (value === null) return { why: t("not_number") };
  if ((value.split(".")[1]?.length ?? 0) > cell.decimals) {
    return { why: cell.decimals === 0 ? t("whole_only") : t("too_many_places", { count: cell.decimals }) };
  }
  return { value };
}

/** The nearest cell that can be chosen from one on, in a direction. */
function next(table: HTMLElement, row: number, column: number, dr: number, dc: number, only: string) {
  const all = [...table.querySelectorAll<HTMLElement>(`[data-r][data-c]${only}`)];
  const at = (one: HTMLElement) => ({ r: Number(one.dataset.r), c: Number(one.dataset.c) });
  const along = all.filter((one) => {
    const { r, c } = at(one);
    return dr !== 0 ? c === column && (r - row) * dr > 0 : r === row && (c - column) * dc > 0;
  });
  return (dr || dc) > 0 ? along[0] : along.at(-1);
}

export function Grid({ table, cells, filling, chosen, onChoose, onOpen }: Props) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const frame = useRef<HTMLTableElement>(null);
  const upper = heads(table.columns);
  const grouped = upper.some((head) => head.group);
  const span = grouped ? 2 : 1;
  const editable = (key: string) => cells.get(key)?.editable ?? false;
  // The unit of an indicator's row isn't told here: a column without any is left out.
  const showUnit = Boolean(table.show_unit) && table.rows.some((row) => row.unit);
  const anyEditable = table.rows.some((_, r) => table.columns.some((_, c) => editable(keyOf(table, r, c))));

  const commit = (cell: Cell, text: string) => {
    const result = read(t, cell, text);
    if ("why" in result) filling.refuse(cell.cell, text, result.why);
    else filling.enter([{ cell: cell.cell, value: result.value }]);
  };

  const paste = (event: ClipboardEvent, row: number, column: number) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n\r]/.test(text.trimEnd())) return;
    event.preventDefault();
    const { cells: given, skipped } = pasted(table, editable, { row, column }, readBlock(text));
    const good: Entered[] = [];
    for (const one of given) {
      const cell = cells.get(one.cell);
      if (!cell) continue;
      const result = read(t, cell, one.value);
      if ("why" in result) filling.refuse(one.cell, one.value, result.why);
      else good.push({ cell: one.cell, value: result.value });
    }
    filling.enter(good);
    notify(
      t("pasted", { count: good.length }) +
        (skipped > 0 ? ` ${t("pasted_skipped", { count: skipped })}` : ""),
    );
  };

  const move = (event: KeyboardEvent<HTMLElement>, row: number, column: number) => {
    if (!frame.current || event.altKey || event.ctrlKey || event.metaKey) return;
    const field = event.currentTarget;
    const isField = field instanceof HTMLTextAreaElement;
    const all = isField && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    let to: HTMLElement | undefined;
    if (event.key === "Enter" && isField) {
      to = next(frame.current, row, column, event.shiftKey ? -1 : 1, 0, "[data-entry]");
      event.preventDefault();
      if (!to) field.blur();
    } else if (event.key === "ArrowDown") to = next(frame.current, row, column, 1, 0, "");
    else if (event.key === "ArrowUp") to = next(frame.current, row, column, -1, 0, "");
    else if (event.key === "ArrowRight" && (!isField || all || field.selectionEnd === field.value.length))
      to = next(frame.current, row, column, 0, 1, "");
    else if (event.key === "ArrowLeft" && (!isField || all || field.selectionStart === 0))
      to = next(frame.current, row, column, 0, -1, "");
    if (!to) return;
    event.preventDefault();
    to.focus();
  };

  let first = !anyEditable;
  return (
    <div className={classes.frame}>
      <table ref={frame} className={classes.grid} role="table" aria-label={table.title || t("content")}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" rowSpan={span} className={classes.stt}>
              {common("stt")}
            </th>
            <th role="columnheader" scope="col" rowSpan={span} className={classes.rowTitle}>
              {table.row_title}
            </th>
            {showUnit && (
              <th role="columnheader" scope="col" rowSpan={span}>
                {t("unit_of")}
              </th>
            )}
            {upper.map((head, i) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: heads have no other name
                key={i}
                role="columnheader"
                scope={head.group ? "colgroup" : "col"}
                colSpan={head.span}
                rowSpan={head.group ? 1 : span}
              >
                {head.title}
              </th>
            ))}
          </tr>
          {grouped && (
            <tr role="row">
              {table.columns
                .filter((column) => column.group)
                .map((column) => (
                  <th key={column.code} role="columnheader" scope="col">
                    {column.title}
                  </th>
                ))}
            </tr>
          )}
          {table.numbered && (
            <tr role="row" className={classes.numbers} aria-hidden>
              {Array.from({ length: table.columns.length + (showUnit ? 3 : 2) }, (_, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: it is the number
                <td key={i}>({i + 1})</td>
              ))}
            </tr>
          )}
        </thead>
        <tbody role="rowgroup">
          {table.rows.map((row, r) => (
            <tr key={row.code} role="row" data-kind={row.kind ?? "body"}>
              <td role="cell" className={classes.stt}>
                {row.number}
              </td>
              <th role="rowheader" scope="row" className={classes.rowTitle}>
                <span className={classes.rowNumber} aria-hidden>
                  {row.number}
                  {row.number && " "}
                </span>
                {row.title}
                {row.unit && (
                  <span className={classes.rowUnit} data-shown={showUnit || undefined}>
                    {" "}
                    ({row.unit})
                  </span>
                )}
              </th>
              {showUnit && (
                <td role="cell" className={classes.unitCell}>
                  {row.unit}
                </td>
              )}
              {table.columns.map((column, c) => {
                const cell = cells.get(keyOf(table, r, c));
                if (!cell) return <td key={column.code} role="cell" className={classes.blank} />;
                const isFirst = first;
                first = false;
                return (
                  <CellView
                    key={column.code}
                    cell={cell}
                    row={row}
                    column={column}
                    r={r}
                    c={c}
                    pending={filling.pending.get(cell.cell)}
                    conflict={filling.state === "conflict"}
                    invalid={filling.invalid.get(cell.cell)}
                    chosen={chosen === cell.cell}
                    tabbable={isFirst}
                    onChoose={onChoose}
                    onOpen={onOpen}
                    onCommit={commit}
                    onMove={move}
                    onPaste={paste}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  cell: Cell;
  row: Row;
  column: Column;
  r: number;
  c: number;
  pending: string | undefined;
  conflict: boolean;
  invalid: { text: string; why: string } | undefined;
  chosen: boolean;
  tabbable: boolean;
  onChoose: (key: string) => void;
  onOpen: (key: string) => void;
  onCommit: (cell: Cell, text: string) => void;
  onMove: (event: KeyboardEvent<HTMLElement>, r: number, c: number) => void;
  onPaste: (event: ClipboardEvent, r: number, c: number) => void;
}

const CellView = memo(
  function CellView(props: CellProps) {
    const t = useTexts(reportTexts);
    const { cell, column, row, r, c } = props;
    const name = `${row.number ? `${row.number} ` : ""}${row.title}, ${column.group ? `${column.group}: ` : ""}${column.title}`;
    return (
      <td
        role="cell"
        className={cell.editable ? classes.entry : classes.computed}
        data-key={cell.cell}
        data-chosen={props.chosen || undefined}
        data-kind={cell.kind}
        data-invalid={props.invalid ? true : undefined}
        data-pending={props.pending !== undefined || undefined}
        data-conflict={(props.conflict && props.pending !== undefined) || undefined}
        data-required={(cell.required && !shownCell(cell) && props.pending === undefined) || undefined}
      >
        <span className={classes.cardLabel} aria-hidden>
          {column.group && <small>{column.group}: </small>}
          {column.title}
        </span>
        {cell.editable ? (
          <Field {...props} name={name} />
        ) : (
          <button
            type="button"
            className={classes.figure}
            data-r={r}
            data-c={c}
            tabIndex={props.tabbable || props.chosen ? 0 : -1}
            aria-label={`${name}: ${shownCell(cell) || (cell.gap ? inLanguage(cell.gap) : "–")}`}
            onFocus={() => props.onChoose(cell.cell)}
            onClick={() => props.onOpen(cell.cell)}
            onKeyDown={(event) => props.onMove(event, r, c)}
          >
            {shownCell(cell) || <Gap cell={cell} />}
            {cell.partial && (
              <IconAlertTriangle
                size={12}
                className={classes.partial}
                aria-label={t("partial", cell.partial)}
              />
            )}
          </button>
        )}
        {cell.open_comments > 0 && (
          <button
            type="button"
            className={classes.mark}
            aria-label={t("comment_at", { count: cell.open_comments })}
            onClick={() => props.onOpen(cell.cell)}
          >
            <IconMessage size={12} aria-hidden />
          </button>
        )}
      </td>
    );
  },
  // The handlers are made anew each time and do the same.
  (a, b) =>
    a.cell === b.cell &&
    a.pending === b.pending &&
    a.invalid === b.invalid &&
    a.chosen === b.chosen &&
    a.conflict === b.conflict &&
    a.tabbable === b.tabbable &&
    a.row === b.row,
);

function Gap({ cell }: { cell: Cell }) {
  return <span className={classes.gap}>{cell.gap ? inLanguage(cell.gap) : "–"}</span>;
}

function Field(props: CellProps & { name: string }) {
  const { cell, pending, invalid, r, c } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const gaveUp = useRef(false);
  const own = pending ?? ownValue(cell);
  const typed = cell.kind === "text" ? own : typedDecimal(own);
  // Of a cell that is summed up, the sum is shown until one's own part is typed.
  const shown =
    cell.kind === "text" ? own : pending !== undefined ? pending && shownDecimal(pending) : shownCell(cell);
  return (
    <textarea
      rows={1}
      className={classes.field}
      data-r={r}
      data-c={c}
      data-entry
      aria-label={props.name}
      aria-invalid={invalid ? true : undefined}
      aria-required={cell.required || undefined}
      title={invalid?.why}
      inputMode={cell.kind === "text" ? "text" : "decimal"}
      autoComplete="off"
      spellCheck={false}
      maxLength={cell.kind === "text" ? 2000 : 40}
      value={draft ?? invalid?.text ?? shown}
      onFocus={(event) => {
        const field = event.currentTarget;
        gaveUp.current = false;
        setDraft(invalid?.text ?? typed);
        props.onChoose(cell.cell);
        requestAnimationFrame(() => field.select());
      }}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        if (!gaveUp.current && draft !== null && draft !== (invalid?.text ?? typed))
          props.onCommit(cell, draft);
        setDraft(null);
      }}
      onPaste={(event) => {
        const block = /[\t\n\r]/.test(event.clipboardData.getData("text/plain").trimEnd());
        props.onPaste(event, r, c);
        if (block) {
          // What was pasted stands in the cell; leaving it changes nothing more.
          gaveUp.current = true;
          event.currentTarget.blur();
        }
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          gaveUp.current = true;
          event.currentTarget.blur();
        } else props.onMove(event, r, c);
      }}
    />
  );
}
