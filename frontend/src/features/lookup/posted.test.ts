import { describe, expect, it } from "vitest";
import { byVillage, isOver, todayThere } from "./posted";

const posted = (head_name: string, village: string | null) => ({ head_name, village, class: "poor" });

describe("a posted list", () => {
  it("stands village by village, as people count them", () => {
    const list = [posted("A", "Thôn 10"), posted("B", null), posted("C", "Thôn 2"), posted("D", "Thôn 10")];
    expect(byVillage(list).map((one) => [one.name, one.households.map((h) => h.head_name)])).toEqual([
      ["Thôn 2", ["C"]],
      ["Thôn 10", ["A", "D"]],
      [null, ["B"]],
    ]);
    expect(byVillage([])).toEqual([]);
  });

  it("is up through its last day, by the clock of Việt Nam", () => {
    expect(isOver("2026-11-25", "2026-11-25")).toBe(false);
    expect(isOver("2026-11-24", "2026-11-25")).toBe(true);
    expect(todayThere(new Date("2026-11-25T18:00:00Z"))).toBe("2026-11-26");
  });
});
