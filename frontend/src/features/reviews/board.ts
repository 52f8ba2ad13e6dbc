// What the board counts, and which of its rows the address asks for.
import { fold } from "@/ui/fold";
import type { BoardRow, CountsView } from "./queries";
import type { BoardSearch } from "./routes";

/** The counts of a row, in the order in which the work is done. */
export const COUNTS = [
  "total",
  "unsurveyed",
  "unread",
  "unagreed",
  "open_complaints",
  "poor",
  "near_poor",
] as const satisfies readonly (keyof CountsView)[];

/** The rows that the address asks for. */
export function shown(rows: readonly BoardRow[], search: BoardSearch): BoardRow[] {
  const q = fold(search.q ?? "").trim();
  return rows.filter(
    (row) =>
      (!search.state || (row.by_state[search.state] ?? 0) > 0) &&
      (search.late !== "1" || row.late > 0) &&
      (q === "" || fold(row.area?.name ?? "").includes(q)),
  );
}
