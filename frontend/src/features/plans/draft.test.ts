import { describe, expect, it } from "vitest";
import { amountPointer, emptyDraft, readDraft } from "./draft";

describe("a plan as it is typed", () => {
  it("names what is missing by pointer", () => {
    const { faults } = readDraft(emptyDraft(2026), "06154");
    expect(faults.get("/title")).toBe("required");
    expect(faults.get("/activities/0/from")).toBe("required");
    expect(faults.has("/to")).toBe(false);
    expect(faults.has("/area")).toBe(false);
  });

  it("sends lines, days and whole đồng", () => {
    const draft = emptyDraft(2026);
    draft.purposes = "Một\n\n  Hai ";
    draft.from = "1/2/2026";
    draft.budget.commune = "17.000.000";
    draft.budget.other = "nhiều";
    const { input, faults } = readDraft(draft, "06154");
    expect(input.content?.purposes).toEqual(["Một", "Hai"]);
    expect(input.from).toBe("2026-02-01");
    expect(input.content?.budget?.[0]).toEqual({ source: "commune", amount_vnd: 17_000_000 });
    expect(faults.get(amountPointer(draft, "other"))).toBe("bad_whole");
  });
});
