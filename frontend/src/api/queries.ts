// Queries that the whole app shares: what the server is, who is signed in, areas.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client";
import { mayHaveSession, refreshTokens } from "./token";
import type { Me } from "./types";

/** What the server is; asked once. */
export const infoQuery = queryOptions({
  queryKey: ["info"],
  queryFn: () => ok(api.GET("/api/v1/info")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Who is signed in, or null; at load the refresh cookie is tried. Kept until somebody signs in or out. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Me | null> => {
    const tokens = mayHaveSession() ? await refreshTokens() : null;
    return tokens?.user ?? null;
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
});

/** Areas hardly ever change: they are asked for again after an hour. */
const AREAS_STALE_MS = 3_600_000;

/** A unit by id, or by the code it had on a day. */
export const areaQuery = (code: string, on: string) =>
  queryOptions({
    queryKey: ["areas", "one", code, on],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/areas/{code}", { params: { path: { code }, query: { on } }, signal })),
    staleTime: AREAS_STALE_MS,
  });

/** The units directly below one on a day; below the nation, the provinces. */
export const childrenQuery = (parent: string | null, on: string) =>
  queryOptions({
    queryKey: ["areas", "children", parent, on],
    queryFn: async ({ signal }) => {
      if (parent !== null) {
        const path = { code: parent };
        return ok(api.GET("/api/v1/areas/{code}/children", { params: { path, query: { on } }, signal }));
      }
      const query = { level: "province", on, limit: 500 };
      return (await ok(api.GET("/api/v1/areas", { params: { query }, signal }))).items;
    },
    staleTime: AREAS_STALE_MS,
  });

/** Units by part of a name, with or without accents, or by code. */
export const areaSearchQuery = (filter: {
  q: string;
  on: string;
  level?: string;
  within?: string;
  limit?: number;
}) =>
  queryOptions({
    queryKey: ["areas", "search", filter],
    queryFn: async ({ signal }) => {
      const query = { limit: 20, ...filter };
      return (await ok(api.GET("/api/v1/areas", { params: { query }, signal }))).items;
    },
    staleTime: AREAS_STALE_MS,
  });

/** What a unit went into, or what it came from. */
export const kinQuery = (code: string, direction: "successors" | "predecessors") =>
  queryOptions({
    queryKey: ["areas", direction, code],
    queryFn: ({ signal }) => {
      const params = { path: { code } };
      return ok(
        direction === "successors"
          ? api.GET("/api/v1/areas/{code}/successors", { params, signal })
          : api.GET("/api/v1/areas/{code}/predecessors", { params, signal }),
      );
    },
    staleTime: AREAS_STALE_MS,
  });

/** The roles there are, with their names and actions. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: () => ok(api.GET("/api/v1/roles")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** How often what waits for the user is looked for, while the page is in sight. */
const REMIND_MS = 120_000;

/** What of the reviews waits for the user; every change to a round makes it old ("reviews"). */
export const remindersQuery = queryOptions({
  queryKey: ["reminders"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/reminders", { signal })),
  refetchInterval: REMIND_MS,
});
