// Sums of decisions: by class, by movement, and how many stayed what they were.
import type { Recognition, SumView } from "./queries";

/** The classes, in the order of official lists. */
export const CLASSES = ["poor", "near_poor", "average", "other"] as const;

/** The movements, in the order of official lists: into poverty, out of it, into near-poverty, out of it. */
export const MOVEMENTS = [
  "newly_poor",
  "fell_back",
  "escaped",
  "escaped_to_near_poor",
  "near_poor_new",
  "fell_back_near_poor",
  "escaped_near_poverty",
] as const;
export type Movement = (typeof MOVEMENTS)[number];

type Sums = Readonly<Record<string, SumView>>;

const NONE: SumView = { households: 0, members: 0 };

/** The sum of a key; zero where it has none. */
export function sumOf(sums: Sums, key: string): SumView {
  return sums[key] ?? NONE;
}

/** All keys together. */
export function totalOf(sums: Sums): SumView {
  return Object.values(sums).reduce(plus, NONE);
}

function plus(a: SumView, b: SumView): SumView {
  return { households: a.households + b.households, members: a.members + b.members };
}

/** Several decisions together, by class or by movement. */
export function addUp(decisions: readonly Recognition[], of: "classes" | "movements"): Sums {
  const out: Record<string, SumView> = {};
  for (const decision of decisions) {
    for (const [key, sum] of Object.entries(decision[of])) out[key] = plus(out[key] ?? NONE, sum);
  }
  return out;
}

/** Where a household was before, or is now. */
export type Place = "poor" | "near_poor" | "off";

/** Households that went from one place to another by one movement, or stayed. */
export interface Stream {
  from: Place;
  to: Place;
  households: number;
}

/**
 * Who went where. What the movements don't tell stayed where it was. Those who became poor came from off the list of
 * the poor: whether some of them were near-poor the sums don't say, so they count as `off`.
 */
export function streamsOf(classes: Sums, movements: Sums): Stream[] {
  const moved = (...keys: Movement[]) => keys.reduce((sum, key) => sum + sumOf(movements, key).households, 0);
  const found = (...keys: string[]) => keys.reduce((sum, key) => sum + sumOf(classes, key).households, 0);
  const intoPoor = moved("newly_poor", "fell_back");
  const intoNear = moved("near_poor_new", "fell_back_near_poor");
  const easedTo = moved("escaped_to_near_poor");
  const [escaped, escapedNear] = [moved("escaped"), moved("escaped_near_poverty")];
  const streams: Stream[] = [
    { from: "poor", to: "poor", households: found("poor") - intoPoor },
    { from: "poor", to: "near_poor", households: easedTo },
    { from: "poor", to: "off", households: escaped },
    { from: "near_poor", to: "near_poor", households: found("near_poor") - easedTo - intoNear },
    { from: "near_poor", to: "off", households: escapedNear },
    { from: "off", to: "poor", households: intoPoor },
    { from: "off", to: "near_poor", households: intoNear },
    { from: "off", to: "off", households: found("average", "other") - escaped - escapedNear },
  ];
  return streams.filter((stream) => stream.households > 0);
}
