import { expect, test } from "vitest";
import { shown } from "./board";
import type { BoardRow } from "./queries";

function row(name: string, state: string, late: number): BoardRow {
  const area = { id: name, code: name, level: "commune", kind: "commune", name };
  return { area, by_state: { [state]: 1 }, late, days_late: late * 9, rounds: 1 } as unknown as BoardRow;
}

const ROWS = [
  row("Xã Hội Hoan", "list", 1),
  row("Phường Đông Kinh", "posting", 1),
  row("Xã Ba Sơn", "posting", 0),
];
const names = (search: Parameters<typeof shown>[1]) => shown(ROWS, search).map((one) => one.area?.name);

test("the board shows all, or those at a step, late, or of a name without accents", () => {
  expect(names({})).toHaveLength(3);
  expect(names({ state: "posting" })).toEqual(["Phường Đông Kinh", "Xã Ba Sơn"]);
  expect(names({ late: "1" })).toEqual(["Xã Hội Hoan", "Phường Đông Kinh"]);
  expect(names({ q: " dong " })).toEqual(["Phường Đông Kinh"]);
  expect(names({ state: "posting", late: "1", q: "son" })).toEqual([]);
});
