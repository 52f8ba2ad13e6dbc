// What the pages of the decisions ask the API for. All lies under "reviews", which every change to a round makes old.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Recognition = Schemas["RecognitionView"];
export type Certificate = Schemas["CertificateView"];
export type CaseView = Schemas["CaseView"];
export type CorrectionInput = Schemas["CorrectionInput"];
export type ClassCode = Schemas["Class"];
export type SumView = Schemas["SumView"];

/** The largest page the API gives: more than a province has decisions in a year. */
const PAGE_ROWS = 500;

/** The decisions of an area and year, the last first. */
export const recognitionsQuery = (filter: { area?: string; year: number }) =>
  infiniteQueryOptions({
    queryKey: ["reviews", "recognitions", filter],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/recognitions", {
          params: { query: { ...filter, limit: PAGE_ROWS, ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });

/** One decision. */
export const recognitionQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "recognition", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/recognitions/{id}", { params: { path: { id } }, signal })),
  });

/** All decisions of a round: its recognition and what corrects it. */
export const ofRoundQuery = (round: string) =>
  queryOptions({
    queryKey: ["reviews", "recognitions", "of", round],
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/recognitions", { params: { query: { round, limit: PAGE_ROWS } }, signal })))
        .items,
  });

/** The certificates that a decision gave, by village and name. */
export const certificatesQuery = (id: string) =>
  queryOptions({
    queryKey: ["reviews", "certificates", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/recognitions/{id}/certificates", { params: { path: { id } }, signal })),
  });

/** How many households are offered at once. */
const OFFERED = 8;

/** The households that a round recognised, by part of a name. */
export const householdsQuery = (round: string, q: string) =>
  queryOptions({
    queryKey: ["reviews", "cases", round, "recognised", q],
    queryFn: async ({ signal }) => {
      const query = { state: "recognised", limit: OFFERED, ...(q ? { q } : {}) };
      const params = { path: { id: round }, query };
      return (await ok(api.GET("/api/v1/review-rounds/{id}/cases", { params, signal }))).items;
    },
  });

/** What a household legally was and is, the last first. */
export const periodsQuery = (household: string) =>
  queryOptions({
    queryKey: ["households", "periods", household],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/households/{id}/class-periods", { params: { path: { id: household } }, signal })),
  });
