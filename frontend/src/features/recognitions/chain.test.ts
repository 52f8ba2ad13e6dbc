import { describe, expect, it } from "vitest";
import { chainOf } from "./chain";
import type { Recognition } from "./queries";

const decision = (id: string, decided_on: string, corrects_id: string | null = null) =>
  ({ id, decided_on, corrects_id }) as Recognition;
const ids = (decisions: readonly Recognition[]) => decisions.map((one) => one.id);

describe("the chain of a decision", () => {
  const first = decision("a", "2026-11-19");
  const second = decision("b", "2026-11-24", "a");
  const third = decision("c", "2026-11-21", "a");
  const fourth = decision("d", "2026-11-25", "b");
  const all = [fourth, third, second, first];

  it("is told from both ends", () => {
    expect(ids(chainOf(all, "a").correctedBy)).toEqual(["c", "b"]);
    expect(chainOf(all, "a").corrects).toBeNull();
    expect(chainOf(all, "b").corrects?.id).toBe("a");
    expect(ids(chainOf(all, "b").correctedBy)).toEqual(["d"]);
  });

  it("holds all of it in the order of the days, whichever is looked at", () => {
    for (const id of ["a", "b", "c", "d"]) expect(ids(chainOf(all, id).all)).toEqual(["a", "c", "b", "d"]);
  });

  it("leaves out decisions that don't hang together with it", () => {
    expect(ids(chainOf([...all, decision("x", "2026-01-01")], "d").all)).not.toContain("x");
  });

  it("ends where the decision above is not among them", () => {
    expect(ids(chainOf([second, fourth], "d").all)).toEqual(["b", "d"]);
    expect(chainOf([second], "b").corrects).toBeNull();
  });
});
