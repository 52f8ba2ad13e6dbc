import { expect, it } from "vitest";
import type { Field, Mapping, Sheet } from "./queries";
import { applied, missing, ofKind, ofSheet, tellsCommune, withColumn } from "./reading";

const OPTIONAL = ["stt", "income_vnd_per_person_month", "sex"];
const field = (code: string): Field => ({ code, vi: code, en: code, required: !OPTIONAL.includes(code) });
const FIELDS = ["stt", "head_name", "b1_score", "income_vnd_per_person_month", "water", "toilet"].map(field);
const MAPPING: Mapping = {
  kind: "households",
  sheet: "A",
  header_row: 6,
  header_rows: 2,
  columns: { 0: "stt", 1: "head_name", 2: "b1_score", 3: "water" },
};
const codes = (fields: Field[]) => fields.map((f) => f.code);

it("tells what no column gives", () => {
  expect(codes(missing(MAPPING, FIELDS))).toEqual(["toilet"]);
  const without = { ...MAPPING, columns: { 3: "water" } };
  expect(codes(missing(without, FIELDS))).toEqual(["head_name", "b1_score", "toilet"]);
});

it("needs no points where the income is given", () => {
  const income = { ...MAPPING, columns: { 1: "head_name", 2: "income_vnd_per_person_month" } };
  expect(codes(missing(income, FIELDS))).toEqual(["water", "toilet"]);
});

it("asks members for their household and their name, and for no indicator", () => {
  const members: Mapping = { ...MAPPING, kind: "members", columns: { 0: "name" } };
  expect(codes(missing(members, ["external_id", "name", "sex"].map(field)))).toEqual(["external_id"]);
});

it("moves a field from one column to another", () => {
  expect(withColumn(MAPPING, 4, "b1_score").columns).toEqual({
    0: "stt",
    1: "head_name",
    3: "water",
    4: "b1_score",
  });
  expect(withColumn(MAPPING, 1, null).columns).toEqual({ 0: "stt", 2: "b1_score", 3: "water" });
});

const SHEET: Sheet = {
  name: "B",
  usable: true,
  header_row: 1,
  header_rows: 1,
  title_lines: [],
  columns: [
    { index: 0, letter: "A", header: "Chủ hộ", field: "head_name", samples: [] },
    { index: 1, letter: "B", header: "?", field: null, samples: [] },
  ],
};

it("takes another sheet as it was recognised", () => {
  expect(ofSheet(MAPPING, SHEET)).toEqual({
    kind: "households",
    sheet: "B",
    header_row: 1,
    header_rows: 1,
    columns: { 0: "head_name" },
  });
});

it("puts a saved mapping upon the columns that are there", () => {
  expect(applied(ofSheet(MAPPING, SHEET), MAPPING, SHEET)).toMatchObject({
    sheet: "B",
    header_row: 1,
    columns: { 0: "stt", 1: "head_name" },
  });
});

it("keeps only fields that rows of the other kind have", () => {
  expect(ofKind(MAPPING, "members", ["stt", "name"].map(field)).columns).toEqual({ 0: "stt" });
});

it("knows whether rows tell their commune", () => {
  expect(tellsCommune(MAPPING)).toBe(false);
  expect(tellsCommune({ ...MAPPING, columns: { 0: "commune_code" } })).toBe(true);
});
