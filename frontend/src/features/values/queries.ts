// What the server knows of entered figures and targets.
import { queryOptions } from "@tanstack/react-query";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { components } from "@/api/schema";
import type { AreaRef, Me } from "@/api/types";
import { may } from "@/app/shellRoute";
import type { Frequency } from "./periods";

type Schemas = components["schemas"];
export type Value = Schemas["IndicatorValueView"];
export type Comment = Schemas["ValueCommentView"];
export type Evidence = Schemas["EvidenceView"];
export type Target = Schemas["IndicatorTargetView"];
export type Words = Schemas["Words"];
export type Act = "check" | "approve" | "return" | "lock";

const PAGE = 500;
/** Definitions change seldom. */
const FRAMEWORK_STALE_MS = 300_000;

/** What the pages need to know of an indicator. */
export interface Indicator {
  code: string;
  name: Words;
  unit: Words;
  decimals: number;
  /** Its value is so many times the share; unknown without a definition. */
  factor: number | null;
  frequency: Frequency | null;
  /** What is entered of it; null when it is counted from the records. */
  entry: { level: string | null; numerator: Words | null; denominator: Words | null } | null;
}

/** The indicators in force on a day, in their order; null where the server has no framework. */
export const indicatorsQuery = (on: string) =>
  queryOptions({
    queryKey: ["framework", "indicators", on],
    queryFn: async ({ signal }): Promise<Indicator[] | null> => {
      try {
        const { items } = await ok(api.GET("/api/v1/framework", { params: { query: { on } }, signal }));
        return items.flatMap(({ indicator }) => {
          if (!indicator) return [];
          const { code, name, unit, decimals, factor, frequency } = indicator;
          const entry = indicator.entry && {
            level: indicator.entry.level,
            numerator: indicator.entry.numerator,
            denominator: indicator.entry.denominator ?? null,
          };
          return [{ code, name, unit, decimals, factor, frequency, entry: entry ?? null }];
        });
      } catch (error) {
        if (asProblem(error)?.status === 404) return null;
        throw error;
      }
    },
    staleTime: FRAMEWORK_STALE_MS,
  });

/** An indicator by what a figure of it says. */
export function indicatorOf(value: Value): Indicator {
  return {
    ...value.indicator,
    decimals: 4,
    factor: null,
    frequency: null,
    entry: {
      level: null,
      numerator: null,
      denominator: value.denominator == null ? null : { vi: "Mẫu số", en: "Denominator" },
    },
  };
}

/** All figures of an area and below for a period. */
export const valuesQuery = (area: string | undefined, period: string) =>
  queryOptions({
    queryKey: ["values", "list", area ?? null, period],
    queryFn: async ({ signal }) => {
      const rows: Value[] = [];
      let after: string | undefined;
      do {
        const query = { period, limit: PAGE, ...(area ? { area } : {}), ...(after ? { after } : {}) };
        const page = await ok(api.GET("/api/v1/indicator-values", { params: { query }, signal }));
        rows.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return rows;
    },
  });

/** The figures of one unit for a period. They come before those of the units below, so one page has them all. */
export const ownValuesQuery = (area: string, period: string) =>
  queryOptions({
    queryKey: ["values", "own", area, period],
    queryFn: async ({ signal }) => {
      const query = { area, period, limit: PAGE };
      const page = await ok(api.GET("/api/v1/indicator-values", { params: { query }, signal }));
      return page.items.filter((value) => value.area?.id === area);
    },
  });

export const valueQuery = (id: string) =>
  queryOptions({
    queryKey: ["values", "one", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/indicator-values/{id}", { params: { path: { id } }, signal })),
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["values", "comments", id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: PAGE } };
      return (await ok(api.GET("/api/v1/indicator-values/{id}/comments", { params, signal }))).items;
    },
  });

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ["values", "evidence", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/indicator-values/{id}/evidence", { params: { path: { id } }, signal })),
  });

/** The communes of an area on a day. */
export const communesQuery = (within: string, on: string) =>
  queryOptions({
    queryKey: ["areas", "communes", within, on],
    queryFn: async ({ signal }) => {
      const rows: AreaRef[] = [];
      let after: string | undefined;
      do {
        const query = { level: "commune", within, on, limit: PAGE, ...(after ? { after } : {}) };
        const page = await ok(api.GET("/api/v1/areas", { params: { query }, signal }));
        rows.push(...page.items);
        after = page.next ?? undefined;
      } while (after);
      return rows;
    },
    staleTime: FRAMEWORK_STALE_MS,
  });

/** The targets of one unit for a year; its own come before those of the units below. */
export const targetsQuery = (area: string, year: number) =>
  queryOptions({
    queryKey: ["values", "targets", area, year],
    queryFn: async ({ signal }) => {
      const query = { area, period: String(year), limit: PAGE };
      const page = await ok(api.GET("/api/v1/indicator-targets", { params: { query }, signal }));
      return page.items.filter((target) => target.area?.id === area);
    },
  });

/** Goes on with a figure. Errors: a `ProblemError`. */
export function goOn(value: Value, act: Act, comment: string | null): Promise<Value> {
  const params = { path: { id: value.id }, header: ifMatch(value.version) };
  const body = comment ? { comment } : {};
  switch (act) {
    case "check":
      return ok(api.POST("/api/v1/indicator-values/{id}/checking", { params, body }));
    case "approve":
      return ok(api.POST("/api/v1/indicator-values/{id}/approval", { params, body }));
    case "lock":
      return ok(api.POST("/api/v1/indicator-values/{id}/lock", { params, body }));
    case "return":
      return ok(
        api.POST("/api/v1/indicator-values/{id}/return", { params, body: { comment: comment ?? "" } }),
      );
  }
}

/** Why a user may not do something with a figure; null when he may, as far as the page can tell. */
export function hindrance(me: Me, value: Value, act: Act): "state" | "role" | "same_person" | "level" | null {
  if (!value.allowed.includes(act)) return "state";
  if (!may(me, act === "check" ? "check_values" : "approve_values")) return "role";
  if (act !== "return" && act !== "lock" && value.entered.user_id === me.id) return "same_person";
  // An approver judges what his own unit entered, an officer only what units below did.
  const judges = me.grants.some(
    (grant) => grant.role === "approver" || (grant.role === "officer" && grant.area?.id !== value.area?.id),
  );
  return act === "check" || judges ? null : "level";
}
