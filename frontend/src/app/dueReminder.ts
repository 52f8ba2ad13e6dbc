// Where a reminder leads, and how long there is.
import type { ReminderView } from "@/api/types";

/** The page on which it is done. The year is its own; the area stays where the user is. */
export function pageOf(item: Pick<ReminderView, "kind" | "id" | "year">): {
  to: string;
  search: Readonly<Record<string, string | number>>;
} {
  const round = `/reviews/${item.id}`;
  switch (item.kind) {
    case "survey":
      return { to: `${round}/cases`, search: { year: item.year, enumerator: "me" } };
    case "complaint":
      return { to: round, search: { year: item.year, part: "posting" } };
    case "report":
      return { to: `/reports/${item.id}`, search: { year: item.year } };
    case "judge":
      return { to: `/reports/rounds/${item.id}`, search: { year: item.year } };
    case "vouchers":
      return { to: "/budget/vouchers", search: { year: item.year, state: "entered" } };
    case "mandate":
    case "set_out":
    case "come_back":
    case "close_visit":
      return { to: `/visits/${item.id}`, search: {} };
    case "recommendation":
    case "verify":
    case "escalated":
      return { to: "/recommendations", search: {} };
    default:
      return { to: round, search: { year: item.year } };
  }
}

const DAY_MS = 86_400_000;

/** Days until a day (yyyy-mm-dd), negative after it; null without one. */
export function dueIn(day: string | null | undefined, today: string): number | null {
  if (!day) return null;
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
}
