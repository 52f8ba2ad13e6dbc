// Names of roles in the reader's language.
import { useQuery } from "@tanstack/react-query";
import { rolesQuery } from "@/api/queries";
import { useCommon } from "@/i18n";
import { inLanguage } from "./format";

/** The name of a role by its code. */
export function useRoleNames(): (code: string) => string {
  useCommon(); // The names change with the language.
  const { data } = useQuery(rolesQuery);
  return (code) => {
    const role = data?.find((candidate) => candidate.role === code);
    return role ? inLanguage(role) : code;
  };
}
