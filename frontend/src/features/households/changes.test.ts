import { expect, test } from "vitest";
import { changesOf } from "./changes";

test("the household's fields, a new member, a member's values and a citizen ID", () => {
  const fields = {
    address: { before: null, after: "Thôn Nà Lốc" },
    "member Nông Văn An": { before: null, after: { name: "Nông Văn An", relation: "child" } },
    "member Vi Thị Hoa": {
      before: ["Vi Thị Hoa", "female", "1980-01-01", "year", "Tày", "spouse", true, null, null],
      after: ["Vi Thị Hòa", "female", "1980-05-02", "day", "Tày", "spouse", true, null, null],
    },
    "member Vi Thị Hoa citizen_id": { before: "…", after: "changed" },
  };
  expect(changesOf(fields)).toEqual([
    { member: null, field: "address", before: null, after: "Thôn Nà Lốc" },
    { member: "Nông Văn An", field: "added", before: null, after: "child" },
    { member: "Vi Thị Hoa", field: "name", before: "Vi Thị Hoa", after: "Vi Thị Hòa" },
    { member: "Vi Thị Hoa", field: "birth", before: "1980-01-01 year", after: "1980-05-02 day" },
    { member: "Vi Thị Hoa", field: "citizen_id", before: null, after: null },
  ]);
});

test("what is not understood is left out", () => {
  expect(changesOf(null)).toEqual([]);
  expect(changesOf({ address: "x" })).toEqual([]);
});
