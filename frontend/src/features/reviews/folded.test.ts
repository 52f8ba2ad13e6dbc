import { expect, test } from "vitest";
import { folded } from "./folded";
import type { RoundEventView } from "./queries";

const event = (act: string, on: string, household?: string) =>
  ({
    act,
    on,
    by: "A",
    from: "survey",
    to: "survey",
    at: `${on}T00:00:00Z`,
    detail: household ? { household } : {},
  }) as unknown as RoundEventView;

test("readings of a day are one line with their number", () => {
  const rows = folded([
    event("close_survey", "2026-10-02"),
    event("read", "2026-10-01", "h1"),
    event("read", "2026-10-01", "h2"),
    event("read", "2026-09-30", "h3"),
    event("withdraw_case", "2026-09-30", "h4"),
    event("withdraw_case", "2026-09-30", "h5"),
  ]);
  expect(rows.map((row) => [row.act, row.detail])).toEqual([
    ["close_survey", {}],
    ["read", { households: 2 }],
    ["read", { household: "h3" }],
    ["withdraw_case", { household: "h4" }],
    ["withdraw_case", { household: "h5" }],
  ]);
});
