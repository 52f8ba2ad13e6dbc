import { expect, it } from "vitest";
import { stateOf, stepOf } from "./states";
import { shortName } from "./upload";

const at = (state: string, mode: string | null = null, back = false) =>
  stepOf({ state, mode, result: null }, back);

it("comes back to the step where the import stands", () => {
  expect(at("ready")).toBe("reading");
  expect(at("running", "dry_run")).toBe("check");
  expect(at("checked", "dry_run")).toBe("check");
  expect(at("running", "good_rows")).toBe("import");
  expect(at("rejected", "all_or_nothing")).toBe("import");
  expect(at("done", "good_rows")).toBe("import");
  expect(at("failed", "dry_run")).toBe("reading");
  expect(at("cancelled", "good_rows")).toBe("reading");
});

it("goes back to how the file is read, but never away from what runs or is done", () => {
  expect(at("checked", "dry_run", true)).toBe("reading");
  expect(at("running", "dry_run", true)).toBe("check");
  expect(at("done", "good_rows", true)).toBe("import");
});

it("takes a state it doesn't know for one that runs", () => {
  expect(stateOf({ state: "paused" }).state).toBe("running");
});

it("cuts long names before their ending", () => {
  const long = `${"dài".repeat(100)}.xlsx`;
  expect(shortName(long)).toHaveLength(200);
  expect(shortName(long).endsWith(".xlsx")).toBe(true);
  expect(shortName("a.csv")).toBe("a.csv");
});
