// What the server knows of simulations.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type SimulationRow = Schemas["SimulationRow"];
export type Simulation = Schemas["SimulationView"];
export type SimulationInput = Schemas["SimulationInput"];
export type Outcome = Schemas["SimulationOutcome"];
export type Unit = Schemas["SimulationUnit"];
export type Side = Schemas["SimulationSide"];
export type FigureUsed = Schemas["FigureUsed"];
export type ClassCode = "poor" | "near_poor" | "average" | "other";

export const CLASSES: readonly ClassCode[] = ["poor", "near_poor", "average", "other"];

/** The simulations of the user's area, the last made first. */
export const simulationsQuery = infiniteQueryOptions({
  queryKey: ["simulations", "list"],
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/simulations", { params: { query: { limit: 50, ...pageParam } }, signal })),
  initialPageParam: {} as { after?: string },
  getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
});

/** One simulation; what was found once stays what it is. */
export const simulationQuery = (id: string) =>
  queryOptions({
    queryKey: ["simulations", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/simulations/{id}", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
