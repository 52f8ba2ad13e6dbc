// Boundaries of areas, to be drawn.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { Shape } from "./geometry";

/** Boundaries of the provinces, or of a province's communes, on a day; none where they are not known. */
export const boundariesQuery = (parent: string | undefined, on: string) =>
  queryOptions({
    queryKey: ["areas", "boundaries", parent, on],
    queryFn: async ({ signal }) => {
      const found = await ok(api.GET("/api/v1/areas.geojson", { params: { query: { parent, on } }, signal }));
      return (found as { features: Shape[] }).features;
    },
    staleTime: 3_600_000,
  });
