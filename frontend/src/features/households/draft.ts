// The household form while it is typed: texts as typed, how they become what the API takes, and how a draft
// meets a household that somebody else has changed meanwhile.
import type { components } from "@/api/schema";
import { formatDate, parseDate, parseWhole } from "@/ui/format";
import type { HouseholdView, MemberView } from "./queries";

type HouseholdInput = components["schemas"]["HouseholdInput"];
type MemberInput = components["schemas"]["MemberInput"];

export const RELATIONS = ["head", "spouse", "child", "parent", "grandchild", "sibling", "other"] as const;
export const LEFT_REASONS = ["died", "moved", "married", "split", "duplicate", "other"] as const;

/** A member as typed; all texts. */
export interface MemberDraft {
  /** Tells rows apart while they are edited. */
  key: string;
  /** Of a known member. */
  id: string | null;
  name: string;
  relation: string;
  /** 17/01/1977, 01/1977 or 1977. */
  born: string;
  sex: string;
  ethnicity: string;
  citizen_id: string;
  /** yes, no or nothing. */
  insured: string;
  left_on: string;
  left_reason: string;
}

export type MemberField = Exclude<keyof MemberDraft, "key" | "id">;
export const MEMBER_FIELDS: readonly MemberField[] = [
  "name",
  "relation",
  "born",
  "sex",
  "ethnicity",
  "citizen_id",
  "insured",
  "left_on",
  "left_reason",
];

export interface HouseholdDraft {
  external_id: string;
  village_id: string;
  address: string;
  member_count: string;
  on: string;
  members: readonly MemberDraft[];
}

export type HouseholdField = Exclude<keyof HouseholdDraft, "members">;
/** The fields that a household has; `on` is the change's. */
const OWN_FIELDS: readonly HouseholdField[] = ["external_id", "village_id", "address", "member_count"];

let nextKey = 1;

export function emptyMember(relation: string, ethnicity = ""): MemberDraft {
  return {
    key: `new-${nextKey++}-${Date.now()}`,
    id: null,
    name: "",
    relation,
    born: "",
    sex: "",
    ethnicity,
    citizen_id: "",
    insured: "",
    left_on: "",
    left_reason: "",
  };
}

export function emptyDraft(): HouseholdDraft {
  return {
    external_id: "",
    village_id: "",
    address: "",
    member_count: "",
    on: "",
    members: [emptyMember("head")],
  };
}

function bornText(member: MemberView): string {
  const date = member.birth_date;
  if (!date) return "";
  if (member.birth_precision === "year") return date.slice(0, 4);
  return member.birth_precision === "month" ? `${date.slice(5, 7)}/${date.slice(0, 4)}` : formatDate(date);
}

/** The form of a known household. */
export function draftOf(household: HouseholdView): HouseholdDraft {
  const listed = household.members.filter((member) => !member.left_on).length;
  return {
    external_id: household.external_id ?? "",
    village_id: household.village?.id ?? "",
    address: household.address ?? "",
    member_count: household.member_count > listed ? String(household.member_count) : "",
    on: "",
    members: household.members.map((member) => ({
      key: member.id,
      id: member.id,
      name: member.name,
      relation: member.relation,
      born: bornText(member),
      sex: member.sex ?? "",
      ethnicity: member.ethnicity ?? "",
      citizen_id: member.citizen_id ?? "",
      insured: member.insured == null ? "" : member.insured ? "yes" : "no",
      left_on: member.left_on ? formatDate(member.left_on) : "",
      left_reason: member.left_reason ?? "",
    })),
  };
}

/** Reads a birth date as far as it is known; null when it is none. */
export function parseBirth(text: string): { date: string; precision: "day" | "month" | "year" } | null {
  const given = text.trim();
  if (/^\d{4}$/.test(given)) return { date: `${given}-01-01`, precision: "year" };
  const month = given.match(/^(\d{1,2})[/.-](\d{4})$/);
  if (month) {
    const date = parseDate(`1/${month[1]}/${month[2]}`);
    return date ? { date, precision: "month" } : null;
  }
  const date = parseDate(given);
  return date ? { date, precision: "day" } : null;
}

/** What is wrong with a typed text, by JSON pointer; the values are keys of texts. */
export type Wrongs = Readonly<
  Record<string, "required" | "bad_date" | "bad_birth" | "bad_citizen_id" | "bad_number" | "one_head">
>;

/** Whether a citizen ID is whole, or hidden as the API gave it. */
function citizenIdFits(text: string): boolean {
  const id = text.replace(/\s/g, "");
  return id === "" || id.includes("•") || /^(\d{9}|\d{12})$/.test(id);
}

/** Checks what can be told without the API. */
export function wrongsOf(draft: HouseholdDraft): Wrongs {
  const wrongs: Record<string, Wrongs[string]> = {};
  if (draft.on.trim() && !parseDate(draft.on)) wrongs["/on"] = "bad_date";
  if (draft.member_count.trim() && parseWhole(draft.member_count) === null) {
    wrongs["/member_count"] = "bad_number";
  }
  draft.members.forEach((member, i) => {
    const at = (field: string) => `/members/${i}/${field}`;
    if (!member.name.trim()) wrongs[at("name")] = "required";
    if (member.born.trim() && !parseBirth(member.born)) wrongs[at("birth_date")] = "bad_birth";
    if (!citizenIdFits(member.citizen_id)) wrongs[at("citizen_id")] = "bad_citizen_id";
    if (member.left_on.trim() && !parseDate(member.left_on)) wrongs[at("left_on")] = "bad_date";
    if (member.left_reason && !member.left_on.trim()) wrongs[at("left_on")] = "required";
    if (member.left_on.trim() && !member.left_reason) wrongs[at("left_reason")] = "required";
  });
  const heads = draft.members.filter((member) => member.relation === "head" && !hasLeft(member));
  if (heads.length !== 1) wrongs["/members"] = "one_head";
  return wrongs;
}

export function hasLeft(member: MemberDraft): boolean {
  return member.left_on.trim() !== "" || member.left_reason !== "";
}

/** What the API takes; `before` tells which citizen IDs were left as they are. Only for a draft without wrongs. */
export function inputOf(draft: HouseholdDraft, area: string, before: HouseholdDraft | null): HouseholdInput {
  const text = (value: string) => value.trim() || null;
  const on = parseDate(draft.on);
  return {
    area,
    external_id: text(draft.external_id),
    village_id: text(draft.village_id),
    address: text(draft.address),
    member_count: draft.member_count.trim() ? parseWhole(draft.member_count) : null,
    ...(on ? { on } : {}),
    members: draft.members.map((member): MemberInput => {
      const birth = parseBirth(member.born);
      const known = before?.members.find((other) => other.id !== null && other.id === member.id);
      const kept = known !== undefined && known.citizen_id === member.citizen_id;
      return {
        ...(member.id ? { id: member.id } : {}),
        name: member.name.trim(),
        relation: member.relation as MemberInput["relation"],
        sex: (member.sex || null) as MemberInput["sex"] & null,
        birth_date: birth?.date ?? null,
        birth_precision: birth?.precision ?? null,
        ethnicity: text(member.ethnicity),
        // Absent keeps what is known, also where the role sees it with its middle hidden.
        ...(kept ? {} : { citizen_id: text(member.citizen_id.replace(/\s/g, "")) }),
        insured: member.insured === "" ? null : member.insured === "yes",
        left_on: parseDate(member.left_on),
        left_reason: (member.left_reason || null) as MemberInput["left_reason"] & null,
      };
    }),
  };
}

/** A field in which two drafts differ; of a member by name. */
export interface Difference {
  member: string | null;
  field: HouseholdField | MemberField | "member";
  mine: string;
  theirs: string;
}

/** Where what was typed differs from what the server has now. */
export function differences(mine: HouseholdDraft, theirs: HouseholdDraft): Difference[] {
  const found: Difference[] = [];
  for (const field of OWN_FIELDS) {
    if (mine[field].trim() !== theirs[field].trim()) {
      found.push({ member: null, field, mine: mine[field], theirs: theirs[field] });
    }
  }
  for (const member of mine.members) {
    const other = theirs.members.find((candidate) => candidate.id !== null && candidate.id === member.id);
    if (!other) {
      found.push({ member: member.name, field: "member", mine: member.name, theirs: "" });
      continue;
    }
    for (const field of MEMBER_FIELDS) {
      if (member[field].trim() !== other[field].trim()) {
        found.push({ member: other.name, field, mine: member[field], theirs: other[field] });
      }
    }
  }
  for (const other of theirs.members) {
    if (!mine.members.some((member) => member.id === other.id)) {
      found.push({ member: other.name, field: "member", mine: "", theirs: other.name });
    }
  }
  return found;
}

/** The server's household with what I changed (against `base`, where I began) laid over it. */
export function rebase(base: HouseholdDraft, mine: HouseholdDraft, theirs: HouseholdDraft): HouseholdDraft {
  const pick = (was: string, is: string, now: string) => (was === is ? now : is);
  const members = theirs.members.map((now) => {
    const was = base.members.find((member) => member.id === now.id);
    const is = mine.members.find((member) => member.id === now.id);
    if (!was || !is) return now;
    const merged: MemberDraft = { ...now };
    for (const field of MEMBER_FIELDS) merged[field] = pick(was[field], is[field], now[field]);
    return merged;
  });
  const added = mine.members.filter((member) => member.id === null);
  const draft: HouseholdDraft = { ...mine, members: [...members, ...added] };
  for (const field of OWN_FIELDS) draft[field] = pick(base[field], mine[field], theirs[field]);
  return draft;
}

/** The columns that cells pasted from a sheet fill, from the one that was pasted into. */
const PASTED: readonly MemberField[] = [
  "name",
  "relation",
  "born",
  "sex",
  "ethnicity",
  "citizen_id",
  "insured",
];

/** Puts cells copied from a sheet (tabs and lines) into the members from a row and field on; rows are added. */
export function pasted(
  members: readonly MemberDraft[],
  row: number,
  field: MemberField,
  text: string,
  read: (field: MemberField, text: string) => string,
): MemberDraft[] {
  const out = [...members];
  const from = PASTED.indexOf(field);
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  lines.forEach((line, i) => {
    const old = out[row + i] ?? emptyMember("child", out[0]?.ethnicity);
    const changed = { ...old };
    line.split("\t").forEach((cell, j) => {
      const target = PASTED[from + j];
      if (target) changed[target] = read(target, cell.trim());
    });
    out[row + i] = changed;
  });
  return out;
}
