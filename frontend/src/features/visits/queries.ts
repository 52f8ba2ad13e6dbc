// What the visits' screens ask the API for and send to it, and what a change makes old.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ifMatch, ok } from "@/api/client";
import type { components } from "@/api/schema";
import type { Me } from "@/api/types";
import type { Kind, Purpose, State } from "./routes";

type Schemas = components["schemas"];
/** What the API tells by a code, with the codes that there are. */
type Coded<T, C> = Omit<T, keyof C> & C;

export type Severity = "low" | "medium" | "high" | "critical";
export type RecommendationState = "open" | "in_progress" | "done" | "verified" | "reopened";
export type Role = "lead" | "member" | "secretary";
export type Side = "team" | "visited";

export type PlanLine = Coded<
  Schemas["VisitPlanItemView"],
  {
    kind: Kind;
    purpose: Purpose;
    areas: Coded<Schemas["VisitPlanAreaView"], { visit_state?: State | null }>[];
  }
>;
export type Plan = Coded<Schemas["VisitPlanView"], { state: "draft" | "issued"; items: PlanLine[] }>;
export type PlanInput = Schemas["VisitPlanInput"];
/** A visit as lists show it. */
export type Visit = Coded<Schemas["VisitView"], { kind: Kind; purpose: Purpose; state: State }>;
export type VisitInput = Schemas["VisitInput"];
export type Member = Coded<Schemas["VisitMemberView"], { role: Role }>;
/** What a question is answered with: yes or no, a number, a text or the code of an option. */
export type Value = boolean | number | string;
export type Question = Coded<Schemas["VisitChecklistQuestion"], { needs_note_when?: Value | null }>;
export type Checklist = Coded<Schemas["VisitChecklist"], { questions: Question[] }>;
export type ChecklistView = Coded<Schemas["VisitChecklistView"], { checklist: Checklist }>;
export type ChecklistInput = Schemas["VisitChecklistInput"];
export type Answer = Coded<Schemas["VisitAnswerView"], { value: Value }>;
export type AnswerInput = Schemas["VisitAnswerInput"];
export type Recommendation = Coded<
  Schemas["VisitRecommendationView"],
  { severity: Severity; state: RecommendationState }
>;
export type Finding = Coded<
  Schemas["VisitFindingView"],
  { severity: Severity; recommendations: Recommendation[] }
>;
export type Signature = Coded<Schemas["VisitSignatureView"], { side: Side }>;
/** With all that belongs to it. */
export type VisitDetail = Visit &
  Coded<
    Omit<Schemas["VisitDetail"], keyof Visit>,
    {
      members: Member[];
      questions: Checklist;
      answers: Answer[];
      findings: Finding[];
      signatures: Signature[];
    }
  >;
export type SampleUnit = Coded<Schemas["VisitSampleUnitView"], { seen: "pending" | "seen" | "absent" }>;
export type Sample = Coded<
  Schemas["VisitSampleView"],
  { of: "households" | "works"; stratify: "village" | "class"; units: SampleUnit[] }
>;
/** The money of a visited unit for an item. */
export type MoneyRow = Schemas["VisitMoneyRow"];
/** Where something was seen, in degrees. */
export type Place = Schemas["VisitPosition"];
export type VisitFile = Schemas["VisitFileView"];

export interface VisitsFilter {
  area?: string;
  year: number;
}

/** As many as a list takes at once. */
const MOST = 500;

/** The visits of an area in a year. */
export const visitsQuery = (filter: VisitsFilter) =>
  queryOptions({
    queryKey: ["visits", "list", filter],
    queryFn: async ({ signal }) => {
      const query = { ...filter, limit: MOST };
      return (await ok(api.GET("/api/v1/visits", { params: { query }, signal }))).items as Visit[];
    },
  });

/** The plans of an area for a year. */
export const plansQuery = (filter: VisitsFilter) =>
  queryOptions({
    queryKey: ["visits", "plans", filter],
    queryFn: async ({ signal }) => {
      const query = { ...filter, limit: MOST };
      return (await ok(api.GET("/api/v1/visit-plans", { params: { query }, signal }))).items as Plan[];
    },
  });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "plan", id],
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/visit-plans/{id}", { params: { path: { id } }, signal }))) as Plan,
  });

/** A visit with its answers, findings and signatures. */
export const visitQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "one", id],
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/visits/{id}", { params: { path: { id } }, signal }))) as VisitDetail,
  });

/** The checklists that hold on a day. */
export const checklistsQuery = (on: string) =>
  queryOptions({
    queryKey: ["visits", "checklists", on],
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/checklists", { params: { query: { on } }, signal }))) as ChecklistView[],
  });

/** A day after which no version of anything begins: what holds then is the last version of each. */
export const LAST_DAY = "2100-12-31";

/** A checklist's next version, or a new checklist. */
export const saveChecklist = async (body: ChecklistInput): Promise<ChecklistView> => {
  const params = { path: { code: body.checklist.code } };
  return (await ok(api.PUT("/api/v1/checklists/{code}", { params, body }))) as ChecklistView;
};

/** Whether the user may change checklists, which hold for the whole nation. */
export function editsChecklists(me: Me): boolean {
  return me.grants.some((grant) => grant.role === "administrator" && !grant.area);
}

/** The indicators in force on a day: what questions can be about. */
export const indicatorsQuery = (on: string) =>
  queryOptions({
    queryKey: ["framework", "of-questions", on],
    queryFn: async ({ signal }) => {
      const { items } = await ok(api.GET("/api/v1/framework", { params: { query: { on } }, signal }));
      return items.flatMap(({ indicator }) =>
        indicator ? [{ code: indicator.code, name: indicator.name }] : [],
      );
    },
  });

/** Forgets what a change made old. */
export async function visitsChanged(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ["visits"] });
}

/** The private address of the calendar; the one before stops working. */
export const makeCalendarLink = () => ok(api.POST("/api/v1/me/calendar-link", { body: {} }));

/** Where a change goes, and the version it rests on. */
const at = (one: { id: string; version: number }) => ({
  path: { id: one.id },
  header: ifMatch(one.version),
});

export const savePlan = async (plan: Plan | null, body: PlanInput): Promise<Plan> =>
  (await ok(
    plan
      ? api.PUT("/api/v1/visit-plans/{id}", { params: at(plan), body })
      : api.POST("/api/v1/visit-plans", { body }),
  )) as Plan;

export const issuePlan = (plan: Plan, body: Schemas["VisitPlanIssueInput"]) =>
  ok(api.POST("/api/v1/visit-plans/{id}/issue", { params: at(plan), body }));

export const makeVisit = async (body: VisitInput): Promise<Visit> =>
  (await ok(api.POST("/api/v1/visits", { body }))) as VisitDetail;

export const changeVisit = async (visit: Visit, body: Schemas["VisitPatch"]): Promise<Visit> =>
  (await ok(api.PATCH("/api/v1/visits/{id}", { params: at(visit), body }))) as VisitDetail;

export const saveTeam = (visit: Visit, members: Member[]) =>
  ok(api.PUT("/api/v1/visits/{id}/team", { params: at(visit), body: { members } }));

/** Acts that move a visit on. */
export const actOn = {
  mandate: (visit: Visit, body: Schemas["VisitMandateInput"]) =>
    ok(api.POST("/api/v1/visits/{id}/mandate", { params: at(visit), body })),
  start: (visit: Visit, body: Schemas["VisitDayInput"]) =>
    ok(api.POST("/api/v1/visits/{id}/start", { params: at(visit), body })),
  finish: (visit: Visit, body: Schemas["VisitFinishInput"]) =>
    ok(api.POST("/api/v1/visits/{id}/finish", { params: at(visit), body })),
  close: (visit: Visit, body: Schemas["VisitDayInput"]) =>
    ok(api.POST("/api/v1/visits/{id}/closing", { params: at(visit), body })),
  cancel: (visit: Visit, body: Schemas["VisitCancellationInput"]) =>
    ok(api.POST("/api/v1/visits/{id}/cancellation", { params: at(visit), body })),
};

export const saveAnswers = async (id: string, answers: AnswerInput[]): Promise<VisitDetail> =>
  (await ok(
    api.PUT("/api/v1/visits/{id}/answers", { params: { path: { id } }, body: { answers } }),
  )) as VisitDetail;

export const samplesQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "samples", id],
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/visits/{id}/samples", { params: { path: { id } }, signal }))) as Sample[],
  });

export const drawSample = (id: string, body: Schemas["VisitSampleInput"]) =>
  ok(api.POST("/api/v1/visits/{id}/samples", { params: { path: { id } }, body }));

export const markUnit = async (
  id: string,
  unit: SampleUnit,
  body: Schemas["VisitSeenInput"],
): Promise<SampleUnit> => {
  const params = { path: { id, unit: unit.id }, header: ifMatch(unit.version) };
  return (await ok(api.PATCH("/api/v1/visits/{id}/sample-units/{unit}", { params, body }))) as SampleUnit;
};

export const filesQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "files", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/visits/{id}/files", { params: { path: { id } }, signal })),
  });

/** While the visit isn't closed. */
export const removeFile = (visit: Visit, file: string) =>
  ok(
    api.DELETE("/api/v1/visits/{id}/files/{file}", {
      params: { path: { id: visit.id, file }, header: ifMatch(visit.version) },
    }),
  );

export const addFinding = (id: string, body: Schemas["VisitFindingInput"]) =>
  ok(api.POST("/api/v1/visits/{id}/findings", { params: { path: { id } }, body }));

export const changeFinding = (id: string, finding: Finding, body: Schemas["VisitFindingPatch"]) => {
  const params = { path: { id, finding: finding.id }, header: ifMatch(finding.version) };
  return ok(api.PATCH("/api/v1/visits/{id}/findings/{finding}", { params, body }));
};

export const makeRecommendation = (id: string, finding: string, body: Schemas["VisitRecommendationInput"]) =>
  ok(
    api.POST("/api/v1/visits/{id}/findings/{finding}/recommendations", {
      params: { path: { id, finding } },
      body,
    }),
  );

/** The recommendations that concern an area; `own`: those that the user's own unit must answer. */
export const recommendationsQuery = (area: string | undefined, own: boolean) =>
  queryOptions({
    queryKey: ["visits", "recommendations", area, own],
    queryFn: async ({ signal }) => {
      const params = { query: { ...(area ? { area } : {}), limit: MOST } };
      const page = await ok(
        own
          ? api.GET("/api/v1/me/recommendations", { params, signal })
          : api.GET("/api/v1/recommendations", { params, signal }),
      );
      return page.items as Recommendation[];
    },
  });

/** A recommendation with what was done with it. */
export const recommendationQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "recommendation", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/recommendations/{id}", { params: { path: { id } }, signal })),
  });

/** What the unit that must act says of it. */
export const answerRecommendation = (one: Recommendation, body: Schemas["VisitRecommendationActionInput"]) =>
  ok(api.POST("/api/v1/recommendations/{id}/actions", { params: at(one), body }));

/** What the visiting side decides of it. */
export const judgeRecommendation = (one: Recommendation, body: Schemas["VisitRecommendationDecisionInput"]) =>
  ok(api.POST("/api/v1/recommendations/{id}/decisions", { params: at(one), body }));

export const addSignature = (visit: Visit, body: Schemas["VisitSignatureInput"]) =>
  ok(api.POST("/api/v1/visits/{id}/signatures", { params: { path: { id: visit.id } }, body }));

/** Enters what the team found disbursed; null takes it back. */
export const putAmount = (id: string, body: Schemas["VisitAmountInput"]) =>
  ok(api.PUT("/api/v1/visits/{id}/amounts", { params: { path: { id } }, body }));

export const comparisonQuery = (id: string) =>
  queryOptions({
    queryKey: ["visits", "comparison", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/visits/{id}/comparison", { params: { path: { id } }, signal })),
  });
