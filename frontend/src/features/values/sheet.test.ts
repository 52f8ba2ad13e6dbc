import { beforeEach, describe, expect, test } from "vitest";
import { chooseLanguage } from "@/i18n";
import { readDecimal } from "./numbers";
import type { Indicator, Value } from "./queries";
import { faultsOf, isOpen, pasted, type Row, rowsOf, toSend, withRow } from "./sheet";

beforeEach(() => chooseLanguage("vi"));

const words = (vi: string) => ({ vi, en: vi });
const indicator = (code: string, share = false): Indicator => ({
  code,
  name: words(code),
  unit: words("%"),
  decimals: 2,
  factor: share ? 100 : 1,
  frequency: "half",
  entry: { level: "commune", numerator: words("Số"), denominator: share ? words("Trên") : null },
});
const value = (code: string, given: Partial<Value> = {}) =>
  ({
    id: code,
    indicator: { code, name: words(code), unit: words("%") },
    numerator: "1234.5",
    state: "entered",
    allowed: ["change"],
    flags: [],
    version: 3,
    ...given,
  }) as Value;
const row = (code: string, share = false, kept?: Value): Row => ({
  indicator: indicator(code, share),
  value: kept,
  previous: undefined,
});
const said = { bad_number: "bad", cant_blank: "blank", needs_number: "needed" };

describe("numbers", () => {
  test("are read as officers type them", () => {
    expect(readDecimal("1.234,50")).toBe("1234.5");
    expect(readDecimal("1.234")).toBe("1234");
    expect(readDecimal("12.5")).toBe("12.5");
    expect(readDecimal("0.125")).toBe("0.125");
    expect(readDecimal(" 12 000 ")).toBe("12000");
    expect(readDecimal("-3")).toBe("-3");
    expect(readDecimal("1,2,3")).toBeNull();
    expect(readDecimal("mười")).toBeNull();
    chooseLanguage("en");
    expect(readDecimal("1,234.5")).toBe("1234.5");
  });
});

describe("a sheet", () => {
  test("sends what was changed, with the version it changes", () => {
    const rows = [row("A"), row("B", false, value("B")), row("C", true)];
    let draft = withRow({}, rows[1] as Row, { numerator: "1.300" });
    draft = withRow(draft, rows[2] as Row, { numerator: "5" });
    draft = withRow(draft, rows[2] as Row, { denominator: "10", note: " ghi " });
    const { values, faults } = toSend(rows, draft, said);
    expect(faults).toEqual({});
    expect(values).toEqual([
      { indicator: "B", numerator: "1300", note: null, version: 3 },
      { indicator: "C", numerator: "5", denominator: "10", note: "ghi", version: null },
    ]);
  });

  test("what says the same again is no change", () => {
    const kept = row("B", false, value("B"));
    const draft = withRow({}, kept, { numerator: "9" });
    expect(Object.keys(draft)).toEqual(["B"]);
    expect(withRow(draft, kept, { numerator: "1234,50" })).toEqual({});
  });

  test("names what is wrong at its cell", () => {
    const rows = [row("A", true), row("B", false, value("B"))];
    let draft = withRow({}, rows[0] as Row, { numerator: "abc" });
    draft = withRow(draft, rows[1] as Row, { numerator: "" });
    const { faults } = toSend(rows, draft, said);
    expect(faults).toEqual({ A: { numerator: "bad", denominator: "needed" }, B: { numerator: "blank" } });
  });

  test("puts the server's refusals at their rows", () => {
    const sent = [
      { indicator: "A", numerator: "1" },
      { indicator: "B", numerator: "1" },
    ];
    const field = (pointer: string, detail: string) => ({ pointer, code: "x", detail });
    expect(
      faultsOf(
        [
          field("/values/1/numerator", "tử số lớn hơn mẫu số"),
          field("/values/0", "đã khóa"),
          field("/values/0/version", "người khác đã sửa"),
          field("/area", "ngoài địa bàn"),
        ],
        sent,
      ),
    ).toEqual({ A: { row: "Đã khóa Người khác đã sửa" }, B: { numerator: "Tử số lớn hơn mẫu số" } });
  });

  test("has a row for all that is asked for, and for what was entered besides", () => {
    const rows = rowsOf([indicator("A")], [value("Z")], [value("A")], (one) => indicator(one.indicator.code));
    expect(rows.map((one) => one.indicator.code)).toEqual(["A", "Z"]);
    expect(rows[0]?.previous?.id).toBe("A");
    expect(isOpen(value("A", { allowed: ["return"] }))).toBe(false);
  });

  test("takes a block from a spreadsheet", () => {
    expect(pasted("1\t2\r\n3\t4\r\n")).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
  });
});
