// Who may decide about what somebody entered.
import type { Me } from "@/api/types";
import type { Unit } from "./types";

/**
 * Why a user may not approve, refuse or send back what somebody entered for a unit; null when he may, as far as the page can tell.
 * The unit's approver may, and finance of a level above; never who entered it.
 */
export function judgesNot(me: Me, unit: Unit, enteredBy: string): "role" | "same_person" | "level" | null {
  if (!me.actions.includes("approve_budget")) return "role";
  if (me.id === enteredBy) return "same_person";
  const judges = me.grants.some(
    (grant) => grant.role === "approver" || (grant.role === "finance" && grant.area?.id !== unit.area_id),
  );
  return judges ? null : "level";
}
