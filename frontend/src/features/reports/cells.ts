// Reading and writing figures in cells, blocks pasted from a spreadsheet, and the heads of tables.
import { currentLanguage } from "@/i18n";
import type { Cell, Column, ReportDetail, Table, Template } from "./queries";

/** The decimal and the grouping sign of the reader's language. */
function signs(): { point: string; group: string } {
  return currentLanguage() === "vi" ? { point: ",", group: "." } : { point: ".", group: "," };
}

/** A decimal of the API ("-1234.50") as it is read: -1.234,50. Exact, whatever its length. */
export function shownDecimal(value: string): string {
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  const { point, group } = signs();
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (value.startsWith("-") ? "-" : "") + grouped + (fraction ? point + fraction : "");
}

/** The same without zeros at its end: money is entered with up to three digits that are seldom needed. */
export function withoutZeros(value: string): string {
  return value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}

/** A decimal of the API as it is typed: 1234,5. */
export function typedDecimal(value: string): string {
  return withoutZeros(value).replace(".", signs().point);
}

/**
 * What was typed or pasted as a plain decimal; an empty text empties the cell; null is no number. In Vietnamese
 * 1.234 is a thousand and more, 12.5 can only be a decimal.
 */
export function readDecimal(text: string): string | null {
  let given = text.replace(/[\s\u00a0\u202f%]/g, "").replace(/^\u2212/, "-");
  if (given === "" || given === "-" || given === "–") return "";
  const { point, group } = signs();
  const comma = given.lastIndexOf(",");
  const dot = given.lastIndexOf(".");
  if (comma >= 0 && dot >= 0) {
    // Both: the last one parts the decimals.
    const [last, other] = comma > dot ? [",", "."] : [".", ","];
    given = given.split(other).join("").replace(last, ".");
  } else if (given.includes(point)) {
    given = given.replace(point, ".");
  } else if (new RegExp(`^-?[1-9]\\d{0,2}(\\${group}\\d{3})+$`).test(given)) {
    given = given.split(group).join("");
  } else {
    given = given.replace(group, ".");
  }
  if (!/^-?\d{1,15}(\.\d+)?$/.test(given)) return null;
  return withoutZeros(given).replace(/^(-?)0+(?=\d)/, "$1");
}

/** What stands in a cell, as it is read; nothing where there is nothing. */
export function shownCell(cell: Cell): string {
  if (cell.kind === "text") return cell.text ?? "";
  if (cell.value == null) return "";
  return shownDecimal(cell.origin === "computed" ? cell.value : withoutZeros(cell.value));
}

/** What the unit itself entered in a cell: of one that is summed up from below, its own part. */
export function ownValue(cell: Cell): string {
  if (cell.kind === "text") return cell.text ?? "";
  return (cell.origin === "consolidated" ? cell.own : cell.value) ?? "";
}

/** The cells of a block copied in a spreadsheet: tabs and lines; a cell with a tab, a line or quotes stands in quotes. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = "";
  let quoted = false;
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const put = () => {
    rows.at(-1)?.push(field);
    field = "";
  };
  for (let i = 0; i < body.length; i++) {
    const char = body.charAt(i);
    if (quoted) {
      if (char !== '"') field += char;
      else if (body[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && field === "") quoted = true;
    else if (char === "\t") put();
    else if (char === "\n") {
      put();
      rows.push([]);
    } else field += char;
  }
  put();
  return rows;
}

export interface Entered {
  cell: string;
  value: string;
}

/** The key of a cell. */
export function keyOf(table: Table, row: number, column: number): string {
  return `${table.code}.${table.rows[row]?.code ?? ""}.${table.columns[column]?.code ?? ""}`;
}

/** Lays a block over a table from a cell on; what isn't entered by hand there is left out, and counted. */
export function pasted(
  table: Table,
  editable: (key: string) => boolean,
  at: { row: number; column: number },
  block: readonly (readonly string[])[],
): { cells: Entered[]; skipped: number } {
  const cells: Entered[] = [];
  let skipped = 0;
  block.forEach((line, r) => {
    line.forEach((value, c) => {
      const key = keyOf(table, at.row + r, at.column + c);
      if (editable(key)) cells.push({ cell: key, value });
      else if (value.trim() !== "") skipped++;
    });
  });
  return { cells, skipped };
}

export interface Head {
  title: string;
  /** Columns it spans. */
  span: number;
  /** Whether the columns' own titles stand below it. */
  group: boolean;
}

/** The upper line of a table's head: neighbours of one group share it. */
export function heads(columns: readonly Column[]): Head[] {
  const out: Head[] = [];
  for (const column of columns) {
    const last = out.at(-1);
    if (column.group && last?.group && last.title === column.group) last.span++;
    else out.push({ title: column.group ?? column.title, span: 1, group: Boolean(column.group) });
  }
  return out;
}

/** Where a cell stands, in words. */
export function labelOf(template: Template, key: string): string {
  const section = template.sections.find((one) => one.code === key);
  if (section) return section.title;
  const [table, row, column] = key.split(".");
  const found = template.tables.find((one) => one.code === table);
  const inRow = found?.rows.find((one) => one.code === row);
  const inColumn = found?.columns.find((one) => one.code === column);
  if (!found || !inRow || !inColumn) return key;
  const name = inColumn.group ? `${inColumn.group}: ${inColumn.title}` : inColumn.title;
  return [inRow.number ? `${inRow.number}. ${inRow.title}` : inRow.title, name].join(" / ");
}

/** How many of a report's cells that must be filled in are. */
export function progress(detail: ReportDetail): { done: number; of: number } {
  const of = detail.cells.filter((cell) => cell.required).length;
  return { done: of - detail.empty.length, of };
}
