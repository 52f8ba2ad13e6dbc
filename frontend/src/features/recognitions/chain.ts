// The decisions of a round in their order: the recognition, and what corrects it or a correction of it.
import type { Recognition } from "./queries";

/** What a decision stands between. */
export interface Chain {
  /** The decision that it corrects. */
  corrects: Recognition | null;
  /** The decisions that correct it, the first first. */
  correctedBy: Recognition[];
  /** All decisions that hang together with it, the first first. */
  all: Recognition[];
}

/** In the order in which they were taken; of one day, in which they were entered. */
function inOrder(a: Recognition, b: Recognition): number {
  return a.decided_on.localeCompare(b.decided_on) || a.id.localeCompare(b.id);
}

/** Where a decision stands among those of its round. */
export function chainOf(decisions: readonly Recognition[], id: string): Chain {
  const byId = new Map(decisions.map((decision) => [decision.id, decision]));
  const root = (from: string): string => {
    const seen = new Set<string>();
    let at = from;
    for (;;) {
      const above = byId.get(at)?.corrects_id;
      if (!above || seen.has(at) || !byId.has(above)) return at;
      seen.add(at);
      at = above;
    }
  };
  const own = root(id);
  return {
    corrects: byId.get(byId.get(id)?.corrects_id ?? "") ?? null,
    correctedBy: decisions.filter((decision) => decision.corrects_id === id).sort(inOrder),
    all: decisions.filter((decision) => root(decision.id) === own).sort(inOrder),
  };
}
