// Narrows the certificates of a decision to those looked for.
import { fold } from "@/ui/fold";
import type { Certificate } from "./queries";
import type { CertificateSearch } from "./routes";

/** Those that a search leaves, in their order. */
export function narrowed(all: readonly Certificate[], search: CertificateSearch): Certificate[] {
  const q = fold(search.q ?? "").trim();
  const code = q.replace(/[\s-]/g, "");
  return all.filter(
    (one) =>
      (!search.village || (one.village?.id ?? UNKNOWN) === search.village) &&
      (!search.kind || one.kind === search.kind) &&
      (!search.state || (search.state === "withdrawn") === (one.withdrawn_on != null)) &&
      (!q ||
        fold(one.head_name).includes(q) ||
        (code !== "" && fold(one.code).replace(/-/g, "").includes(code))),
  );
}

/** Stands for a village that is not known. */
export const UNKNOWN = "-";

/** The villages among them, by name; the last is for those whose village is not known, if there are some. */
export function villagesOf(all: readonly Certificate[]): { id: string; name: string | null }[] {
  const found = new Map<string, string | null>();
  for (const one of all) found.set(one.village?.id ?? UNKNOWN, one.village?.name ?? null);
  return [...found]
    .map(([id, name]) => ({ id, name }))
    .sort((a, b) =>
      a.name === null ? 1 : b.name === null ? -1 : a.name.localeCompare(b.name, "vi", { numeric: true }),
    );
}
