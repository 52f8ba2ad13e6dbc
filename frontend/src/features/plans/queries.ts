// What the pages of plans ask the API for, and what an act makes old.
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";
import type { State } from "./routes";

type Schemas = components["schemas"];
export type PlanView = Schemas["PlanView"];
export type PlanDetail = Schemas["PlanDetail"];
export type PlanInput = Schemas["PlanInput"];
export type Activity = Schemas["PlanActivityView"];
export type ActivityState = Schemas["PlanActivityState"];
export type Source = Schemas["PlanSource"];

export interface Wanted {
  area: string | undefined;
  year: number | undefined;
  state: State | undefined;
  q: string | undefined;
}

interface After {
  after?: string;
}

/** Plans that hold for an area, the last year first. */
export const plansQuery = ({ area, year, state, q }: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["plans", "list", area ?? null, year ?? null, state ?? null, q ?? null],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/plans", {
          params: {
            query: {
              ...(area ? { area } : {}),
              ...(year ? { year } : {}),
              ...(state ? { state } : {}),
              ...(q ? { q } : {}),
              limit: 50,
              ...pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: {} as After,
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });

/** One with all it says. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ["plans", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/plans/{id}", { params: { path: { id } }, signal })),
  });

/** Keeps the plan that an act answered, and forgets the lists. */
export async function planChanged(client: QueryClient, plan: PlanDetail): Promise<void> {
  client.setQueryData(planQuery(plan.id).queryKey, plan);
  await Promise.all([
    client.invalidateQueries({ queryKey: ["plans", "list"] }),
    client.invalidateQueries({ queryKey: ["documents"] }),
  ]);
}
