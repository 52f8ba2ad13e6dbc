// How a file is read: the draft that an officer corrects before the file is checked.
import type { AreaRef } from "@/api/types";
import type { Field, Import, Mapping, Sheet } from "./queries";

/** What can be corrected. */
export interface Reading {
  mapping: Mapping;
  area: AreaRef | null;
  /** As typed: dd/mm/yyyy. */
  surveyedOn: string;
}

/** Fields that tell the commune of each row. */
const COMMUNE_FIELDS = ["commune_code", "commune"];
/** What a sheet must give and no column gives; points of B1 need not be where the income is given. */
export function missing(mapping: Mapping, fields: readonly Field[]): Field[] {
  const given = new Set(Object.values(mapping.columns));
  if (given.has("income_vnd_per_person_month")) given.add("b1_score");
  return fields.filter((field) => field.required && !given.has(field.code));
}

/** Whether each row tells its commune by itself. */
export function tellsCommune(mapping: Mapping): boolean {
  return Object.values(mapping.columns).some((field) => COMMUNE_FIELDS.includes(field));
}

/** The mapping with a column giving a field; no other column gives it then. Null: the column is left out. */
export function withColumn(mapping: Mapping, column: number, field: string | null): Mapping {
  const others = Object.entries(mapping.columns).filter(
    ([index, code]) => Number(index) !== column && code !== field,
  );
  const columns = Object.fromEntries(others);
  if (field) columns[column] = field;
  return { ...mapping, columns };
}

/** The mapping of another sheet, as it was recognised. */
export function ofSheet(mapping: Mapping, sheet: Sheet): Mapping {
  const columns: Record<string, string> = {};
  for (const column of sheet.columns) if (column.field) columns[column.index] = column.field;
  return {
    ...mapping,
    sheet: sheet.name,
    header_row: sheet.header_row ?? mapping.header_row,
    header_rows: sheet.header_rows,
    columns,
  };
}

/** The mapping for rows of another kind: only what such rows can give is kept. */
export function ofKind(mapping: Mapping, kind: string, fields: readonly Field[]): Mapping {
  const known = new Set(fields.map((field) => field.code));
  const columns = Object.fromEntries(Object.entries(mapping.columns).filter(([, code]) => known.has(code)));
  return { ...mapping, kind, columns };
}

/** A saved mapping put upon the sheet at hand: columns that the sheet doesn't have are left out. */
export function applied(mapping: Mapping, saved: Mapping, sheet: Sheet | undefined): Mapping {
  const there = new Set(sheet?.columns.map((column) => String(column.index)));
  const columns = Object.fromEntries(Object.entries(saved.columns).filter(([index]) => there.has(index)));
  return { ...mapping, kind: saved.kind, columns };
}

/** The sheet that a mapping reads. */
export function sheetOf(one: Import, mapping: Mapping): Sheet | undefined {
  const sheets = one.sheets ?? [];
  return sheets.find((sheet) => sheet.name === mapping.sheet) ?? sheets.find((sheet) => sheet.usable);
}
