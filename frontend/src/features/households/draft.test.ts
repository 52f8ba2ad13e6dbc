import { describe, expect, test } from "vitest";
import {
  differences,
  draftOf,
  emptyDraft,
  emptyMember,
  inputOf,
  parseBirth,
  pasted,
  rebase,
  wrongsOf,
} from "./draft";
import type { HouseholdView } from "./queries";

const household: HouseholdView = {
  id: "h",
  withheld: false,
  head_name: "Nông Văn An",
  external_id: "LS-1",
  address: "Thôn Nà Lốc",
  member_count: 2,
  status: "active",
  deprivations: [],
  version: 3,
  updated_at: "2024-10-05T00:00:00Z",
  members: [
    { id: "m1", name: "Nông Văn An", relation: "head", birth_date: "1977-01-17", citizen_id: "020••••••078" },
    { id: "m2", name: "Vi Thị Hoa", relation: "spouse", birth_date: "1980-01-01", birth_precision: "year" },
  ],
};

describe("birth dates", () => {
  test("day, month or year alone", () => {
    expect(parseBirth("5/10/1977")).toEqual({ date: "1977-10-05", precision: "day" });
    expect(parseBirth("10/1977")).toEqual({ date: "1977-10-01", precision: "month" });
    expect(parseBirth(" 1977 ")).toEqual({ date: "1977-01-01", precision: "year" });
  });
  test("what is no date is refused", () => {
    expect(parseBirth("31/02/1977")).toBeNull();
    expect(parseBirth("13/1977")).toBeNull();
    expect(parseBirth("77")).toBeNull();
  });
});

describe("what the API gets", () => {
  test("a citizen ID left as it was is not sent, a cleared one is null", () => {
    const before = draftOf(household);
    expect(inputOf(before, "06133", before).members[0]).not.toHaveProperty("citizen_id");
    const members = before.members.map((m) => ({ ...m, citizen_id: "" }));
    expect(inputOf({ ...before, members }, "06133", before).members[0]?.citizen_id).toBeNull();
  });
  test("a known year stays a year", () => {
    const before = draftOf(household);
    const input = inputOf(before, "06133", before);
    expect(input.members[1]).toMatchObject({ birth_date: "1980-01-01", birth_precision: "year", id: "m2" });
    expect(input).not.toHaveProperty("on");
  });
});

describe("what is wrong is told by its pointer", () => {
  test("an empty form", () => {
    expect(wrongsOf(emptyDraft())).toEqual({ "/members/0/name": "required" });
  });
  test("two heads, bad dates and leaving without a reason", () => {
    const draft = draftOf(household);
    const members = draft.members.map((m) => ({ ...m, relation: "head", born: "x", left_on: "" }));
    expect(wrongsOf({ ...draft, on: "32/1/2024", members })).toEqual({
      "/on": "bad_date",
      "/members/0/birth_date": "bad_birth",
      "/members/1/birth_date": "bad_birth",
      "/members": "one_head",
    });
    const left = draft.members.map((m, i) => (i === 1 ? { ...m, left_on: "1/2/2024" } : m));
    expect(wrongsOf({ ...draft, members: left })).toEqual({ "/members/1/left_reason": "required" });
  });
});

describe("somebody else changed it meanwhile", () => {
  const base = draftOf(household);
  const mine = {
    ...base,
    address: "Thôn Mới",
    members: [...base.members, { ...emptyMember("child"), name: "Con" }],
  };
  const theirs = draftOf({
    ...household,
    external_id: "LS-2",
    members: household.members.map((m) => (m.id === "m2" ? { ...m, name: "Vi Thị Hòa" } : m)),
  });

  test("the differences are listed", () => {
    expect(differences(mine, theirs).map((d) => [d.member, d.field, d.mine, d.theirs])).toEqual([
      [null, "external_id", "LS-1", "LS-2"],
      [null, "address", "Thôn Mới", "Thôn Nà Lốc"],
      ["Vi Thị Hòa", "name", "Vi Thị Hoa", "Vi Thị Hòa"],
      ["Con", "member", "Con", ""],
    ]);
  });
  test("both changes are kept", () => {
    const merged = rebase(base, mine, theirs);
    expect(merged).toMatchObject({ external_id: "LS-2", address: "Thôn Mới" });
    expect(merged.members.map((m) => m.name)).toEqual(["Nông Văn An", "Vi Thị Hòa", "Con"]);
  });
});

test("cells from a sheet fill rows and add some", () => {
  const members = pasted(
    [emptyMember("head", "Tày")],
    0,
    "name",
    "An\tChủ hộ\t1977\nHoa\tVợ\t1980\n",
    (field, text) => (field === "relation" ? (text === "Vợ" ? "spouse" : "head") : text),
  );
  expect(members.map((m) => [m.name, m.relation, m.born])).toEqual([
    ["An", "head", "1977"],
    ["Hoa", "spouse", "1980"],
  ]);
});
