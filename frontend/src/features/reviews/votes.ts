// The votes of a village meeting while its minutes are typed.
import { parseWhole } from "@/ui/format";

/** A household with a vote of its own, as typed. */
export interface TypedVote {
  in_favour: string;
  note: string;
}

/** How one household's vote comes out. */
export type Outcome = "carried" | "not_carried" | "unknown" | "too_many";

/** Whether more than the procedure's share of those present agree; the server decides by the same rule. */
export function carries(present: number, inFavour: number, moreThanPercent: number): boolean {
  return present > 0 && inFavour * 100 > present * moreThanPercent;
}

/** The outcome for a household: by its own vote, or by the common one. */
export function outcomeOf(
  typed: { present: string; in_favour: string },
  own: TypedVote | undefined,
  moreThanPercent: number,
): Outcome {
  const present = parseWhole(typed.present);
  const inFavour = parseWhole(own ? own.in_favour : typed.in_favour);
  if (present === null || inFavour === null || present < 1 || inFavour < 0) return "unknown";
  if (inFavour > present) return "too_many";
  return carries(present, inFavour, moreThanPercent) ? "carried" : "not_carried";
}

/** The fewest votes that carry; null when nobody is known to be present. */
export function needed(present: string, moreThanPercent: number): number | null {
  const people = parseWhole(present);
  return people === null || people < 1 ? null : Math.floor((people * moreThanPercent) / 100) + 1;
}
