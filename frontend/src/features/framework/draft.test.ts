import { describe, expect, it } from "vitest";
import { draftOf, emptyDraft, inputOf, membersOf, unreadable } from "./draft";
import type { Item } from "./queries";

const COMMON = { version: 3, valid_from: "2022-01-01", valid_to: null, shipped: true };
const INDICATOR: Item = {
  ...COMMON,
  kind: "indicator",
  code: "I5.1",
  indicator: {
    code: "I5.1",
    parent: "R5.2",
    position: 50,
    name: { vi: "Tỷ lệ giải ngân", en: "Disbursement rate" },
    definition: { vi: "Vốn đã giải ngân trên vốn được giao", en: "Disbursed out of allocated" },
    unit: { vi: "%", en: "%" },
    decimals: 2,
    factor: 100,
    origin: "entered",
    entry: {
      level: "commune",
      numerator: { vi: "Vốn đã giải ngân", en: "Disbursed" },
      denominator: { vi: "Vốn được giao", en: "Allocated" },
      over_time: "last",
    },
    frequency: "half",
    by: ["setting"],
    direction: "up",
    range: { min: "0", max: "100.5" },
    amber_percent: 10,
    responsible: { vi: "Phòng Kế hoạch", en: "Planning office" },
    legal: { document: "Thông tư 10/2022/TT-BLĐTBXH", article: "Phụ lục III" },
    verified: false,
  },
};

describe("a draft", () => {
  it("gives back what it was made from", () => {
    expect(inputOf(draftOf(INDICATOR, "2027-01-01"))).toEqual({
      valid_from: "2027-01-01",
      indicator: INDICATOR.indicator,
    });
    const group: Item = {
      ...COMMON,
      kind: "area_group",
      code: "poor",
      area_group: {
        code: "poor",
        name: { vi: "Huyện nghèo", en: "Poor districts" },
        members: [{ area: "184", on: "2022-10-01" }],
        legal: { document: "Quyết định 353/QĐ-TTg" },
        verified: true,
      },
    };
    expect(inputOf(draftOf(group, "2026-01-01"))).toEqual({
      valid_from: "2026-01-01",
      area_group: group.area_group,
    });
  });

  it("has formulae or an entry, never both", () => {
    const draft = { ...draftOf(INDICATOR, "2027-01-01"), numerator: "households" };
    expect(inputOf(draft)?.indicator).not.toHaveProperty("numerator");
    const computed = inputOf({ ...draft, origin: "computed" })?.indicator;
    expect(computed?.numerator).toBe("households");
    expect(computed).not.toHaveProperty("entry");
  });

  it("names what it can't read, and takes a comma for a point", () => {
    const draft = {
      ...draftOf(INDICATOR, "2027-01-01"),
      from: "31/02/2027",
      decimals: "hai",
      amber: "",
      max: "99,5",
    };
    expect(unreadable(draft)).toEqual(["/indicator/decimals", "/indicator/amber_percent", "/valid_from"]);
    expect(inputOf(draft)).toBeNull();
    const good = inputOf({ ...draft, from: "01/02/2027", decimals: "1", amber: "5" });
    expect(good?.indicator?.range).toEqual({ min: "0", max: "99.5" });
  });

  it("of a heading has its parent and place alone", () => {
    const draft = { ...emptyDraft("result", "O1", "2027-01-01"), code: " R9 ", position: "3" };
    expect(inputOf(draft)).toMatchObject({ result: { code: "R9", parent: "O1", position: 3 } });
    expect(inputOf({ ...draft, kind: "programme", parent: "" })?.programme).not.toHaveProperty("parent");
  });
});

describe("members", () => {
  it("stand one a line with their day", () => {
    expect(membersOf("184 01/10/2022\n\n 181  2022-10-01 ")).toEqual({
      members: [
        { area: "184", on: "2022-10-01" },
        { area: "181", on: "2022-10-01" },
      ],
    });
    expect(membersOf("184 01/10/2022\n181").bad).toBe("181");
  });
});
