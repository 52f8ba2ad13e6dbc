import { describe, expect, test } from "vitest";
import { byVillage, filterOf, isNarrowed, isOwnWork, mainAct, undoneFirst } from "./filter";

describe("the address", () => {
  test("becomes what the API takes", () => {
    expect(
      filterOf({
        state: "listed,drafted",
        village: "v1",
        enumerator: "none",
        class: "poor",
        flagged: "1",
        sampled: "1",
        q: " van ",
      }),
    ).toEqual({
      state: "listed,drafted",
      village: "v1",
      enumerator: "none",
      class: "poor",
      flagged: true,
      sampled: true,
      q: "van",
    });
  });

  test("what is unknown in it is left out", () => {
    expect(filterOf({ state: "lost,read", class: "rich", flagged: "0", enumerator: "all", q: " " })).toEqual({
      state: "read",
    });
    expect(isNarrowed({ class: "rich", enumerator: "all" })).toBe(false);
    expect(isNarrowed({ sampled: "1" })).toBe(true);
  });

  test("an enumerator comes to his own work, and leaves it by asking for another list", () => {
    const enumerator = { conduct: false, survey: true };
    const officer = { conduct: true, survey: true };
    expect(isOwnWork({}, enumerator)).toBe(true);
    expect(isOwnWork({ enumerator: "all" }, enumerator)).toBe(false);
    expect(isOwnWork({ village: "v1" }, enumerator)).toBe(false);
    expect(isOwnWork({}, officer)).toBe(false);
    expect(isOwnWork({ enumerator: "me" }, officer)).toBe(true);
    expect(isOwnWork({ enumerator: "me", q: "an" }, officer)).toBe(false);
    expect(isOwnWork({}, { conduct: false, survey: false })).toBe(false);
  });
});

describe("the work", () => {
  const area = (id: string) => ({ id, code: id, level: "village", kind: "village", name: `Thôn ${id}` });

  test("lies by village, those without one together", () => {
    const groups = byVillage([{ village: area("a") }, { village: null }, { village: area("a") }]);
    expect(groups.map((g) => [g.id, g.name, g.cases.length])).toEqual([
      ["a", "Thôn a", 2],
      ["", null, 1],
    ]);
  });

  test("begins with what came back and keeps the order besides", () => {
    const cases = ["read", "listed", "drafted", "not_agreed", "listed", "returned"].map((state, i) => ({
      state,
      i,
    }));
    expect(undoneFirst(cases).map((c) => c.i)).toEqual([3, 5, 2, 1, 4, 0]);
  });
});

describe("the main act of a case", () => {
  const all = ["survey", "read", "spot_check"] as const;
  const HE = { own: false, others: false };
  const OWN = { own: true, others: false };
  const at = (state: string, sampled = false) => ({ state, sampled, check: null });

  test("is the survey until there is one, and again when it came back", () => {
    for (const state of ["listed", "drafted", "returned", "not_agreed"]) {
      expect(mainAct(at(state), all, HE)).toBe("survey");
    }
  });

  test("is not the officer's, who gave the household to somebody", () => {
    expect(mainAct(at("returned"), all, { own: false, others: true })).toBeNull();
    expect(mainAct(at("surveyed"), all, { own: false, others: true })).toBe("read");
  });

  test("is then the second reading, by somebody else first", () => {
    expect(mainAct(at("surveyed"), all, HE)).toBe("read");
    expect(mainAct(at("surveyed", true), all, OWN)).toBe("read");
    expect(mainAct(at("surveyed", true), ["survey", "spot_check"], HE)).toBe("check");
  });

  test("is the spot check of what was read, never one's own", () => {
    expect(mainAct(at("read", true), ["survey", "spot_check"], HE)).toBe("check");
    expect(mainAct(at("read", true), all, OWN)).toBeNull();
    expect(mainAct(at("read"), all, HE)).toBeNull();
    expect(mainAct(at("listed"), [], HE)).toBeNull();
  });
});
