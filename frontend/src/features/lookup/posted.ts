// A list that hangs in the villages, as people look for themselves in it: village by village.
import type { components } from "@/api/schema";

type PostedCase = components["schemas"]["PostedCaseView"];

/** The households of a village. */
export interface PostedVillage {
  /** Null where the village is not known. */
  name: string | null;
  households: PostedCase[];
}

/** The list by village; the households keep their order, those without a village come last. */
export function byVillage(list: readonly PostedCase[]): PostedVillage[] {
  const villages = new Map<string | null, PostedCase[]>();
  for (const one of list) {
    const name = one.village ?? null;
    const others = villages.get(name);
    if (others) others.push(one);
    else villages.set(name, [one]);
  }
  return [...villages]
    .map(([name, households]) => ({ name, households }))
    .sort((a, b) =>
      a.name === null ? 1 : b.name === null ? -1 : a.name.localeCompare(b.name, "vi", { numeric: true }),
    );
}

/** Whether a day is over; both as yyyy-mm-dd. */
export function isOver(day: string, today: string): boolean {
  return day < today;
}

/** Today in Việt Nam (yyyy-mm-dd). */
export function todayThere(now: Date): string {
  return now.toLocaleDateString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });
}
