// Where and when the user is looking, and who he is: for the pages inside the shell.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { areaQuery } from "@/api/queries";
import type { Action, AreaView, Info, Me } from "@/api/types";
import { may, type PlaceSearch, shellRoute } from "./shellRoute";

export interface Place {
  /** The area's id or code, as the API takes it; undefined is the whole nation. */
  areaId: string | undefined;
  /** The area once it is loaded; null for the nation. */
  area: AreaView | null;
  /** Why the area could not be read. */
  areaError: unknown;
  year: number;
  /** The day on which the year's units are looked up (yyyy-mm-dd): its last, or today. */
  on: string;
  /** Today in Việt Nam (yyyy-mm-dd). */
  today: string;
  /** Goes to the same page elsewhere or in another year. */
  go: (place: { area?: string | undefined; year?: number }) => void;
}

/** The last day of a year, but never after today. */
export function dayOfYear(year: number, today: string): string {
  const last = `${year}-12-31`;
  return last < today ? last : today;
}

/** The area and year of the address. */
export function usePlace(): Place {
  const search = shellRoute.useSearch();
  const { info } = shellRoute.useRouteContext();
  const navigate = useNavigate();
  const year = search.year ?? Number(info.today.slice(0, 4));
  const on = dayOfYear(year, info.today);
  const area = useQuery({ ...areaQuery(search.area ?? "", on), enabled: search.area !== undefined });
  return {
    areaId: search.area,
    area: area.data ?? null,
    areaError: area.error,
    year,
    on,
    today: info.today,
    go: (place) => {
      const next = { area: search.area, year, ...place };
      void navigate({
        to: ".",
        search: ((old: PlaceSearch) => ({ ...old, after: undefined, ...next })) as never,
      });
    },
  };
}

/** The signed-in user. */
export function useMe(): Me {
  return shellRoute.useRouteContext().me;
}

/** What the server is. */
export function useInfo(): Info {
  return shellRoute.useRouteContext().info;
}

/** Whether the user may do something somewhere. */
export function useCan(): (action: Action) => boolean {
  const me = useMe();
  return (action) => may(me, action);
}
