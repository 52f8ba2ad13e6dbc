import { expect, test } from "vitest";
import type { CountsView } from "./queries";
import { todoOf } from "./todo";

const NONE: CountsView = {
  total: 10,
  unassigned: 0,
  unsurveyed: 0,
  unread: 0,
  unchecked: 0,
  unagreed: 0,
  open_complaints: 0,
  unposted: 0,
  poor: 0,
  near_poor: 0,
};

function open(
  state: string,
  counts: Partial<CountsView>,
  sampled = true,
  spotChecks = true,
  kind: "yearly" | "during_year" = "yearly",
): string[] {
  return todoOf({ state, kind, sampled, counts: { ...NONE, ...counts } }, spotChecks).map(
    ({ what, count, blocks }) => `${what} ${count}${blocks ? " blocks" : ""}`,
  );
}

test("a list can be closed while nobody is given its households", () => {
  expect(open("list", { unassigned: 3, unsurveyed: 10 })).toEqual(["unassigned 3"]);
  expect(open("list", { total: 0 })).toEqual([]);
  expect(open("list", { total: 0 }, false, false, "during_year")).toEqual(["no_cases 1 blocks"]);
});

test("a survey ends when all is surveyed, read and checked", () => {
  expect(open("survey", { unsurveyed: 2, unread: 1, unagreed: 10 }, false)).toEqual([
    "unsurveyed 2 blocks",
    "unread 1 blocks",
    "no_sample 1 blocks",
  ]);
  expect(open("survey", { unchecked: 1 })).toEqual(["unchecked 1 blocks"]);
  expect(open("survey", { total: 0 }, false)).toEqual([]);
  expect(open("survey", {}, false, false)).toEqual([]);
});

test("a household that is surveyed again is not counted twice", () => {
  expect(open("meeting", { unagreed: 5, unsurveyed: 1, unread: 1 })).toEqual([
    "unsurveyed 1 blocks",
    "unread 1 blocks",
    "unagreed 3 blocks",
  ]);
});

test("a posting ends when complaints are decided and their results posted", () => {
  expect(open("posting", { open_complaints: 1, unposted: 2, unagreed: 1 })).toEqual([
    "open_complaints 1 blocks",
    "unposted 2 blocks",
  ]);
  expect(open("recognition", { unagreed: 3 })).toEqual([]);
});
