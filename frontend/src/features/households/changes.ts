// Reads what a "changed" event tells: each field with the value before and after.

/** One changed value. */
export interface Change {
  /** The member it is about; none is the household itself. */
  member: string | null;
  /** The field; `added` is a new member (`after` is the relation), `birth` a birth date with its precision. */
  field: string;
  before: unknown;
  after: unknown;
}

/** The order in which an event lists a member's values. */
const MEMBER = [
  "name",
  "sex",
  "birth_date",
  "birth_precision",
  "ethnicity",
  "relation",
  "insured",
  "left_on",
  "left_reason",
] as const;
const BIRTH = MEMBER.indexOf("birth_date");

const MEMBER_KEY = /^member (.*?)( citizen_id)?$/;

/** The changes in the `fields` of an event; what is not understood is left out. */
export function changesOf(fields: unknown): Change[] {
  if (typeof fields !== "object" || fields === null) return [];
  return Object.entries(fields as Record<string, unknown>).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [];
    const { before, after } = value as { before?: unknown; after?: unknown };
    const [, name, id] = key.match(MEMBER_KEY) ?? [];
    if (name === undefined) return [{ member: null, field: key, before, after }];
    if (id) return [{ member: name, field: "citizen_id", before: null, after: null }];
    if (Array.isArray(before) && Array.isArray(after)) return memberChanges(name, before, after);
    const relation = (after as { relation?: unknown } | null)?.relation;
    return [{ member: name, field: "added", before: null, after: relation }];
  });
}

function memberChanges(member: string, before: readonly unknown[], after: readonly unknown[]): Change[] {
  const birth = (values: readonly unknown[]) =>
    values[BIRTH] ? `${values[BIRTH]} ${values[BIRTH + 1] ?? "day"}` : null;
  return MEMBER.flatMap((field, i): Change[] => {
    if (field === "birth_precision") return [];
    if (field === "birth_date") {
      const [was, is] = [birth(before), birth(after)];
      return was === is ? [] : [{ member, field: "birth", before: was, after: is }];
    }
    return before[i] === after[i] ? [] : [{ member, field, before: before[i], after: after[i] }];
  });
}
