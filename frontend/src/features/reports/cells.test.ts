import { afterEach, describe, expect, it } from "vitest";
import { chooseLanguage } from "@/i18n";
import { heads, pasted, readBlock, readDecimal, shownDecimal, typedDecimal } from "./cells";
import type { Column, Table } from "./queries";

afterEach(() => chooseLanguage("vi"));

describe("figures", () => {
  it("are read as Vietnamese officers write them", () => {
    expect(readDecimal("1.234.567")).toBe("1234567");
    expect(readDecimal("1.234")).toBe("1234");
    expect(readDecimal("1.234,50")).toBe("1234.5");
    expect(readDecimal("12,5")).toBe("12.5");
    expect(readDecimal("12.5")).toBe("12.5");
    expect(readDecimal("0.125")).toBe("0.125");
    expect(readDecimal(" 1 234 ")).toBe("1234");
    expect(readDecimal("-3")).toBe("-3");
    expect(readDecimal("007")).toBe("7");
    expect(readDecimal("100")).toBe("100");
    expect(readDecimal("")).toBe("");
    expect(readDecimal("–")).toBe("");
    expect(readDecimal("mười")).toBeNull();
    expect(readDecimal("1,2,3")).toBeNull();
  });

  it("are read as English ones write them, too", () => {
    chooseLanguage("en");
    expect(readDecimal("1,234.5")).toBe("1234.5");
    expect(readDecimal("1,234")).toBe("1234");
    expect(readDecimal("12,5")).toBe("12.5");
  });

  it("are shown exactly", () => {
    expect(shownDecimal("1234567890123456.50")).toBe("1.234.567.890.123.456,50");
    expect(shownDecimal("-1234")).toBe("-1.234");
    expect(typedDecimal("1500.000")).toBe("1500");
    expect(typedDecimal("100")).toBe("100");
    expect(typedDecimal("0.125")).toBe("0,125");
  });
});

describe("blocks of a spreadsheet", () => {
  it("are parted by tabs and lines, quotes kept together", () => {
    expect(readBlock("1\t2\r\n3\t\r\n")).toEqual([
      ["1", "2"],
      ["3", ""],
    ]);
    expect(readBlock('"a\nb"\t"c""d"')).toEqual([["a\nb", 'c"d']]);
  });

  it("leave cells alone that are not entered by hand", () => {
    const table = {
      code: "T",
      rows: [{ code: "a" }, { code: "g" }, { code: "b" }],
      columns: [{ code: "x" }, { code: "y" }],
    } as unknown as Table;
    const editable = (key: string) => key === "T.a.x" || key === "T.b.x";
    const block = [
      ["1", "9"],
      ["", ""],
      ["2", "9"],
      ["3", "9"],
    ];
    expect(pasted(table, editable, { row: 0, column: 0 }, block)).toEqual({
      cells: [
        { cell: "T.a.x", value: "1" },
        { cell: "T.b.x", value: "2" },
      ],
      skipped: 4,
    });
  });
});

it("neighbours of one group share their head", () => {
  const column = (title: string, group?: string) => ({ title, group }) as Column;
  expect(heads([column("a", "G"), column("b", "G"), column("c"), column("d", "G")])).toEqual([
    { title: "G", span: 2, group: true },
    { title: "c", span: 1, group: false },
    { title: "G", span: 1, group: true },
  ]);
});
