// What is still open at a round's present step, as its counts tell it, and where each is done.
import type { CasesSearch } from "./cases/routes";
import type { RoundDetail } from "./queries";

export type Todo =
  | "no_cases"
  | "unassigned"
  | "unsurveyed"
  | "unread"
  | "no_sample"
  | "unchecked"
  | "unagreed"
  | "open_complaints"
  | "unposted";

export interface Open {
  what: Todo;
  count: number;
  /** The households it is about. */
  cases: CasesSearch;
  /** Whether the step can't end before. */
  blocks: boolean;
}

/** What is still open, in the order in which it is done; `spotChecks` is whether the procedure asks for any. */
export function todoOf(
  round: Pick<RoundDetail, "state" | "kind" | "counts" | "sampled">,
  spotChecks: boolean,
): Open[] {
  const { counts } = round;
  const unsurveyed = { cases: { state: "listed,drafted" }, count: counts.unsurveyed, blocks: true };
  const unread = { cases: { state: "surveyed,returned" }, count: counts.unread, blocks: true };
  // Those not surveyed or read yet are counted already.
  const unagreed = Math.max(0, counts.unagreed - counts.unsurveyed - counts.unread);
  const all: Open[] = [];
  switch (round.state) {
    case "list":
      // Nothing may have been carried over; a review during the year begins with a request.
      if (round.kind === "during_year" && counts.total === 0) {
        all.push({ what: "no_cases", cases: {}, count: 1, blocks: true });
      }
      all.push({
        what: "unassigned",
        cases: { enumerator: "none" },
        count: counts.unassigned,
        blocks: false,
      });
      break;
    case "survey":
      all.push(
        {
          what: "unassigned",
          cases: { enumerator: "none" },
          // Whoever surveyed without being given the household has done it all the same.
          count: counts.unsurveyed > 0 ? counts.unassigned : 0,
          blocks: false,
        },
        { what: "unsurveyed", ...unsurveyed },
        { what: "unread", ...unread },
        {
          what: "no_sample",
          cases: {},
          count: spotChecks && !round.sampled && counts.total > 0 ? 1 : 0,
          blocks: true,
        },
        { what: "unchecked", cases: { sampled: "1" }, count: counts.unchecked, blocks: true },
      );
      break;
    // What the village or a complaint sent back is surveyed and read again first.
    case "meeting":
      all.push(
        { what: "unsurveyed", ...unsurveyed },
        { what: "unread", ...unread },
        { what: "unagreed", cases: { state: "read,not_agreed" }, count: unagreed, blocks: true },
      );
      break;
    case "posting":
      all.push(
        { what: "unsurveyed", ...unsurveyed },
        { what: "unread", ...unread },
        { what: "open_complaints", cases: {}, count: counts.open_complaints, blocks: true },
        { what: "unposted", cases: {}, count: counts.unposted, blocks: true },
        {
          what: "unagreed",
          cases: { state: "read,not_agreed" },
          // Those with a complaint are agreed on by its decision.
          count: counts.open_complaints > 0 ? 0 : unagreed,
          blocks: true,
        },
      );
      break;
  }
  return all.filter((open) => open.count > 0);
}
