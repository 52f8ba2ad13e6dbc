// Recommendations on their board: in columns by state, the overdue first, each with what may be done to it.

export const COLUMNS = ["open", "in_progress", "done", "verified"] as const;
export type ColumnName = (typeof COLUMNS)[number];

export interface OnBoard {
  state: string;
  /** yyyy-mm-dd. */
  due_on: string;
}

/** The column of a state; what was reopened is open again. */
export function columnOf(state: string): ColumnName {
  return COLUMNS.find((column) => column === state) ?? "open";
}

/** The columns in order: those due first stand first, and of what is verified the last. */
export function columnsOf<R extends OnBoard>(all: readonly R[]): Record<ColumnName, R[]> {
  const columns: Record<ColumnName, R[]> = { open: [], in_progress: [], done: [], verified: [] };
  for (const one of all) columns[columnOf(one.state)].push(one);
  for (const name of COLUMNS) columns[name].sort((a, b) => a.due_on.localeCompare(b.due_on));
  columns.verified.reverse();
  return columns;
}
