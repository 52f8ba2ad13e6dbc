// The address of every page of a signed-in user: who he is, and the area and year. The router adds the frame.
import { createRoute, redirect, retainSearchParams } from "@tanstack/react-router";
import { infoQuery, sessionQuery } from "@/api/queries";
import type { Action, AreaRef, Me } from "@/api/types";
import { isRunning, navFor } from "./nav";
import { rootRoute } from "./rootRoute";
import { textParam, wholeParam } from "./search";

/** The first year whose units are known. */
export const FIRST_YEAR = 2022;

/** The place in the address. */
export interface PlaceSearch {
  /** The area's id or code; without one it is the whole nation. */
  area?: string | undefined;
  /** The calendar year. */
  year?: number | undefined;
}

/** Where a user begins: the nation if he has it, else the area of his first role. */
export function homeOf(me: Me): AreaRef | null {
  if (me.grants.some((grant) => !grant.area)) return null;
  return me.grants[0]?.area ?? null;
}

/** Whether one of the user's roles allows it somewhere. */
export function may(me: Me, action: Action): boolean {
  return me.actions.includes(action);
}

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  validateSearch: (search: Record<string, unknown>): PlaceSearch => ({
    area: textParam(search.area),
    year: wholeParam(search.year, FIRST_YEAR, 2100),
  }),
  search: { middlewares: [retainSearchParams<PlaceSearch>(["area", "year"])] },
  beforeLoad: async ({ context, location, search }) => {
    const me = await context.queryClient.ensureQueryData(sessionQuery);
    if (!me) throw redirect({ to: "/login", search: { to: location.href } });
    if (me.must_change_password) throw redirect({ to: "/password" });
    const info = await context.queryClient.ensureQueryData(infoQuery);

    // The last year that has figures: this year's register may not have begun.
    const thisYear = Number(info.today.slice(0, 4));
    const latest = isRunning(location.pathname) ? thisYear : (me.latest_year ?? thisYear);
    const year = search.year ?? latest;
    const area = search.area ?? homeOf(me)?.id;
    const first = navFor(me)[0]?.to;
    const to = location.pathname === "/" && first ? first : location.pathname;
    if (year !== search.year || area !== search.area || to !== location.pathname) {
      throw redirect({ to, search: { ...location.search, area, year } as never, replace: true });
    }
    return { me, info };
  },
});
