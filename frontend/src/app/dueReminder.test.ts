import { describe, expect, it } from "vitest";
import { dueIn, pageOf } from "./dueReminder";

describe("a reminder", () => {
  const at = (kind: string) => pageOf({ kind, id: "r1", year: 2026 });

  it("opens the page where it is done", () => {
    expect(at("step")).toEqual({ to: "/reviews/r1", search: { year: 2026 } });
    expect(at("survey")).toEqual({ to: "/reviews/r1/cases", search: { year: 2026, enumerator: "me" } });
    expect(at("complaint")).toEqual({ to: "/reviews/r1", search: { year: 2026, part: "posting" } });
    expect(at("report")).toEqual({ to: "/reports/r1", search: { year: 2026 } });
    expect(at("judge")).toEqual({ to: "/reports/rounds/r1", search: { year: 2026 } });
    expect(at("set_out")).toEqual({ to: "/visits/r1", search: {} });
    expect(at("verify")).toEqual({ to: "/recommendations", search: {} });
  });

  it("knows how many days there are", () => {
    expect(dueIn("2026-11-28", "2026-11-25")).toBe(3);
    expect(dueIn("2026-11-25", "2026-11-25")).toBe(0);
    expect(dueIn("2026-03-01", "2026-02-28")).toBe(1);
    expect(dueIn("2026-11-19", "2026-11-25")).toBe(-6);
    expect(dueIn(null, "2026-11-25")).toBeNull();
  });
});
