// Documents, as the server has them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

export type DocumentView = components["schemas"]["DocumentView"];
export type DocumentDetail = components["schemas"]["DocumentDetail"];

/** The documents for the user's areas, the last issued first. */
export const documentsQuery = infiniteQueryOptions({
  queryKey: ["documents", "list"],
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/documents", { params: { query: { limit: 100, after: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** One with all it says. */
export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ["documents", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/documents/{id}", { params: { path: { id } }, signal })),
  });
