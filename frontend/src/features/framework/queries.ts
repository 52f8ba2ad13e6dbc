// What the server knows of the framework, and what can be asked of it.
import { queryOptions } from "@tanstack/react-query";
import { api, ok, send } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Me } from "@/api/types";
import type { Kind } from "./routes";

type Schemas = components["schemas"];
export type Item = Schemas["ItemView"];
export type ItemInput = Schemas["ItemInput"];
export type Version = Schemas["VersionView"];
export type Indicator = Schemas["FrameworkIndicator"];
export type Heading = Schemas["FrameworkHeading"];
export type AreaGroup = Schemas["AreaGroup"];
export type Measures = Schemas["MeasuresView"];
export type Fault = Schemas["FaultView"];
export type SheetAnswer = Schemas["FrameworkSheetView"];

/** What is in force on a day. */
export const frameworkQuery = (on: string) =>
  queryOptions({
    queryKey: ["framework", "tree", on],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/framework", { params: { query: { on } }, signal })),
  });

/** What formulae are made of. */
export const measuresQuery = queryOptions({
  queryKey: ["framework", "measures"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/framework/measures", { signal })),
});

/** The versions of an item, the last one first. */
export const versionsQuery = (kind: Kind, code: string) =>
  queryOptions({
    queryKey: ["framework", "versions", kind, code],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/framework/items/{kind}/{code}/versions", {
          params: { path: { kind, code } },
          signal,
        }),
      ),
  });

/** What would be said of an item if it were kept. */
export const checkQuery = (body: ItemInput) =>
  queryOptions({
    queryKey: ["framework", "check", body],
    queryFn: ({ signal }) => ok(api.POST("/api/v1/framework/check", { body, signal })),
    retry: false,
  });

/** What an item says, whatever it is. */
export function bodyOf(item: Item): Indicator | Heading | AreaGroup {
  const body = item.indicator ?? item.programme ?? item.objective ?? item.result ?? item.area_group;
  if (!body) throw new Error(`an item without a body: ${item.kind} ${item.code}`);
  return body;
}

/** The code of the item above, if there is one. */
export function parentOf(item: Item): string | undefined {
  const body = bodyOf(item);
  return "parent" in body ? (body.parent ?? undefined) : undefined;
}

/** How deep an item of the tree stands. */
export function depthOf(item: Item): number {
  return { programme: 0, objective: 1, result: 2, indicator: 3, area_group: 0 }[item.kind];
}

/** Whether the user may change the framework, which holds for the whole nation. */
export function mayEdit(me: Me): boolean {
  return me.grants.some((grant) => grant.role === "administrator" && !grant.area);
}

/** Sends a sheet; unless it is to be kept, the answer only tells what would become of it. */
export async function sendSheet(file: File, keep: boolean): Promise<SheetAnswer> {
  const response = await send(
    new Request(new URL(`/api/v1/framework/import?dry_run=${!keep}`, location.origin), {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
    }),
  );
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as SheetAnswer;
}
