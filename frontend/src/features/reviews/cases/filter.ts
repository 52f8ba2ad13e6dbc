// What the list is narrowed to, by its address; and its cases as people work through them: by village, undone first.

import type { Act, CaseView } from "./queries";
import type { CasesSearch } from "./routes";

export const STATES = [
  "listed",
  "drafted",
  "surveyed",
  "returned",
  "read",
  "agreed",
  "not_agreed",
  "recognised",
  "withdrawn",
] as const;
export const CLASSES = ["poor", "near_poor", "average", "other"] as const;

/** A filter as the API takes it. */
export interface CaseFilter {
  state?: string;
  village?: string;
  enumerator?: string;
  class?: string;
  flagged?: true;
  sampled?: true;
  q?: string;
}

/** The known ones among codes separated by commas; nothing when there are none. */
function known(text: string | undefined, codes: readonly string[]): string | undefined {
  const found = (text ?? "").split(",").filter((code) => codes.includes(code));
  return found.length > 0 ? found.join(",") : undefined;
}

/** The filter of an address. What it says wrong is left out, so that an old link still shows a list. */
export function filterOf(search: CasesSearch): CaseFilter {
  const filter: CaseFilter = {};
  const state = known(search.state, STATES);
  const found = known(search.class, CLASSES);
  const q = search.q?.trim();
  if (state) filter.state = state;
  if (found) filter.class = found;
  if (search.village) filter.village = search.village;
  if (search.enumerator && search.enumerator !== "all") filter.enumerator = search.enumerator;
  if (search.flagged === "1") filter.flagged = true;
  if (search.sampled === "1") filter.sampled = true;
  if (q) filter.q = q;
  return filter;
}

/** Whether the address narrows the list at all. */
export function isNarrowed(search: CasesSearch): boolean {
  return Object.keys(filterOf(search)).length > 0;
}

/** Whether the page is the user's own work: for who surveys but doesn't run the round, unless another list is asked for. */
export function isOwnWork(search: CasesSearch, may: { conduct: boolean; survey: boolean }): boolean {
  if (search.enumerator === "me") return may.survey && !isNarrowed({ ...search, enumerator: undefined });
  return may.survey && !may.conduct && !search.enumerator && !isNarrowed(search);
}

export interface VillageGroup<T> {
  /** Empty where the village is not known. */
  id: string;
  name: string | null;
  cases: T[];
}

/** Cases by village, in the order they come in. */
export function byVillage<T extends Pick<CaseView, "village">>(cases: readonly T[]): VillageGroup<T>[] {
  const groups = new Map<string, VillageGroup<T>>();
  for (const item of cases) {
    const id = item.village?.id ?? "";
    const group = groups.get(id) ?? { id, name: item.village?.name ?? null, cases: [] };
    group.cases.push(item);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** What is to be done at a household's door: again, go on, begin, or nothing. */
export type Work = "again" | "go_on" | "begin" | "done";

export function workOf(item: Pick<CaseView, "state">): Work {
  switch (item.state) {
    case "returned":
    case "not_agreed":
      return "again";
    case "drafted":
      return "go_on";
    case "listed":
      return "begin";
    default:
      return "done";
  }
}

const FIRST: readonly Work[] = ["again", "go_on", "begin", "done"];

/** What waits comes first: what came back, what was begun, what is new; each in the order it came in. */
export function undoneFirst<T extends Pick<CaseView, "state">>(cases: readonly T[]): T[] {
  return [...cases].sort((a, b) => FIRST.indexOf(workOf(a)) - FIRST.indexOf(workOf(b)));
}

/** The one main thing to do with a case now; the others stand beside it. */
export type MainAct = "survey" | "read" | "check" | null;

export function mainAct(
  item: Pick<CaseView, "state" | "sampled" | "check">,
  allowed: readonly Act[],
  who: {
    /** He surveyed it. */ own: boolean /** It is given to somebody else, and he runs the round. */;
    others: boolean;
  },
): MainAct {
  const { own } = who;
  if (allowed.includes("survey") && workOf(item) !== "done" && !who.others) return "survey";
  if (allowed.includes("read") && item.state === "surveyed" && !own) return "read";
  if (allowed.includes("spot_check") && item.sampled && !item.check && !own) return "check";
  return allowed.includes("read") && item.state === "surveyed" ? "read" : null;
}
