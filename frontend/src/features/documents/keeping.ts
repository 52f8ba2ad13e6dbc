// Who may add files to a document and remove them.
import type { AreaRef, GrantView, RoleView } from "@/api/types";

const LEVELS = ["province", "district", "commune", "village"];

/**
 * Whether one of these roles files documents for an area (null: the nation). Whoever reads a document has it from his
 * own area, one below or one above; only those above are not his, and they are of a higher level.
 */
export function keepsFiles(
  grants: readonly GrantView[],
  roles: readonly RoleView[],
  of: AreaRef | null,
): boolean {
  const depth = (area: AreaRef | null | undefined) => (area ? LEVELS.indexOf(area.level) : -1);
  return grants.some(
    (grant) =>
      roles.find((role) => role.role === grant.role)?.actions.includes("edit_plans") &&
      depth(grant.area) <= depth(of),
  );
}
