// The budget units that may stand on a voucher: the area, its communes, and the offices of them.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { AreaRef } from "@/api/types";
import { usePlace } from "@/app/place";
import { unitsQuery } from "./queries";
import { unitName } from "./words";

const PAGE = 500;
const STALE_MS = 300_000;

const areasBelowQuery = (within: string, level: "district" | "commune", on: string) =>
  queryOptions({
    queryKey: ["areas", level, within, on],
    queryFn: async ({ signal }) => {
      const rows: AreaRef[] = [];
      let after: string | undefined;
      do {
        const query = { level, within, on, limit: PAGE, ...(after ? { after } : {}) };
        const page = await ok(api.GET("/api/v1/areas", { params: { query }, signal }));
        rows.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return rows;
    },
    staleTime: STALE_MS,
  });

export interface UnitOption {
  value: string;
  label: string;
}

/** Units to choose from, the area's own first, which is there at once. People's committees have their area's id. */
export function useUnits(): { options: readonly UnitOption[]; error: unknown } {
  const { area, on } = usePlace();
  const id = area?.id ?? "";
  const wide = area?.level === "province" || area?.level === "district";
  const known = useQuery({ ...unitsQuery(id), enabled: area !== null });
  const districts = useQuery({ ...areasBelowQuery(id, "district", on), enabled: area?.level === "province" });
  const communes = useQuery({ ...areasBelowQuery(id, "commune", on), enabled: wide });
  const error = known.error ?? communes.error ?? districts.error;
  if (!area) return { options: [], error };
  const found = new Map<string, string>([[area.id, area.name]]);
  const units = known.data ?? [];
  for (const unit of units) if (unit.kind === "office") found.set(unit.id, unitName(unit));
  for (const one of [...(districts.data ?? []), ...(communes.data ?? [])]) found.set(one.id, one.name);
  for (const unit of units) if (!found.has(unit.id)) found.set(unit.id, unitName(unit));
  return { options: [...found].map(([value, label]) => ({ value, label })), error };
}
