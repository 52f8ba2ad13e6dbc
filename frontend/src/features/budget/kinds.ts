// The kinds of vouchers: what each asks for, and which money it takes from.

/** The kinds a person enters; reversals, settlements and surplus come from their own acts. */
export const ENTERED = [
  "allocate",
  "disburse",
  "commit",
  "advance",
  "clear_advance",
  "grant",
  "withdraw",
  "carry_over",
  "release",
  "return_advance",
  "return_disbursement",
] as const;
export type EnteredKind = (typeof ENTERED)[number];

/** All kinds a voucher can be. */
export const KINDS = [...ENTERED, "settle", "surplus", "reversal"] as const;

/** Which of a line's money a voucher takes, or from what was committed or advanced. */
export type Limit = "available" | "disbursed" | "commitment" | "advance";

export interface Asks {
  /** Money comes from outside onto a line that needn't be there yet: any item, capital and source. */
  fresh?: true;
  /** To a unit or item below. */
  target?: true;
  payee?: true;
  /** A commitment or advance must be named; "maybe" where the source decides. */
  obligation?: "commitment" | "advance" | "maybe_commitment";
  /** What it can't exceed; nothing for money from outside. */
  limit?: Limit;
}

export const ASKS: Readonly<Record<EnteredKind, Asks>> = {
  grant: { fresh: true },
  allocate: { target: true, limit: "available" },
  withdraw: { target: true },
  carry_over: { limit: "available" },
  commit: { payee: true, limit: "available" },
  release: { obligation: "commitment", limit: "commitment" },
  disburse: { payee: true, obligation: "maybe_commitment", limit: "available" },
  advance: { payee: true, obligation: "maybe_commitment", limit: "available" },
  clear_advance: { obligation: "advance", limit: "advance" },
  return_advance: { obligation: "advance", limit: "advance" },
  return_disbursement: { limit: "disbursed" },
};

export function isEntered(kind: string | undefined): kind is EnteredKind {
  return ENTERED.some((one) => one === kind);
}
