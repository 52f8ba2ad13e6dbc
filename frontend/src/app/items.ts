// What the programmes give money for, which plans and visits name too.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { inLanguage } from "@/ui/format";

const STALE_MS = 300_000;

/** Programmes, projects, sub-projects and activities as they hold on a day (yyyy-mm-dd). */
export const itemsQuery = (on: string) =>
  queryOptions({
    queryKey: ["budget", "items", on],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/budget/items", { params: { query: { on } }, signal })),
    staleTime: STALE_MS,
  });

/** Items to choose from, by code; `also` is one that is chosen already and may hold no more. */
export function useItemOptions(on: string, also: readonly string[] = []): { value: string; label: string }[] {
  const items = useQuery(itemsQuery(on)).data ?? [];
  // The last programme first: the one before is only settled.
  const sorted = [...items].sort(
    (a, b) => b.programme.localeCompare(a.programme) || a.code.localeCompare(b.code),
  );
  const options = sorted.map(({ code, name }) => ({ value: code, label: `${code} · ${inLanguage(name)}` }));
  const missing = also.filter((code) => code && !items.some((item) => item.code === code));
  return [...options, ...missing.map((code) => ({ value: code, label: code }))];
}
