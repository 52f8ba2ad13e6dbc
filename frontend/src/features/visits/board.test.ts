import { expect, it } from "vitest";
import { columnOf, columnsOf } from "./board";

const one = (state: string, due_on: string) => ({ state, due_on });

it("stands what was reopened among the open, and what is due first before the others", () => {
  expect(columnOf("reopened")).toBe("open");
  const [a, b, c] = [one("open", "2026-12-01"), one("reopened", "2026-11-01"), one("verified", "2026-05-01")];
  const d = one("verified", "2026-06-01");
  expect(columnsOf([a, b, c, d])).toEqual({ open: [b, a], in_progress: [], done: [], verified: [d, c] });
});
