// Standards and forms: law, so it is asked for once a visit.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { components } from "@/api/schema";

export type Standard = components["schemas"]["StandardView"];
export type Form = components["schemas"]["Form"];
export type FormItem = Form["items"][number];

export const standardsQuery = queryOptions({
  queryKey: ["standards"],
  queryFn: () => ok(api.GET("/api/v1/standards")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const formsQuery = queryOptions({
  queryKey: ["forms"],
  queryFn: () => ok(api.GET("/api/v1/forms")),
  staleTime: Number.POSITIVE_INFINITY,
});
