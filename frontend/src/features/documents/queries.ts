// Documents, as the server has them.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

export type DocumentView = components["schemas"]["DocumentView"];
export type DocumentDetail = components["schemas"]["DocumentDetail"];

export type DocumentRef = components["schemas"]["DocumentRef"];
export type DocumentKind = components["schemas"]["DocumentKind"];
export type DocumentFile = components["schemas"]["EvidenceView"];

export interface Wanted {
  area: string | undefined;
  kind: DocumentKind | undefined;
  q: string | undefined;
}

/** The documents that hold for an area, the last issued first. */
export const documentsQuery = ({ area, kind, q }: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["documents", "list", area ?? null, kind ?? null, q ?? null],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/documents", {
          params: {
            query: {
              ...(area ? { area } : {}),
              ...(kind ? { kind } : {}),
              ...(q ? { q } : {}),
              limit: 100,
              after: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** The files of one. */
export const filesQuery = (id: string) =>
  queryOptions({
    queryKey: ["documents", "files", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/documents/{id}/files", { params: { path: { id } }, signal })),
  });

/** One with all it says. */
export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ["documents", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/documents/{id}", { params: { path: { id } }, signal })),
  });
