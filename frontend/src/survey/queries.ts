// What every survey needs of the law: the standards and the forms.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Standard = Schemas["StandardView"];
export type Form = Schemas["Form"];
export type FormItem = Form["items"][number];

/** The standards; law, so it is asked for once a visit. */
export const standardsQuery = queryOptions({
  queryKey: ["standards"],
  queryFn: () => ok(api.GET("/api/v1/standards")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The survey forms. */
export const formsQuery = queryOptions({
  queryKey: ["forms"],
  queryFn: () => ok(api.GET("/api/v1/forms")),
  staleTime: Number.POSITIVE_INFINITY,
});
