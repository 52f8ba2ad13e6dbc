// Decisions that recognise the result of a review, and those that correct them.
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textParam } from "@/app/search";
import { shellRoute } from "@/app/shellRoute";

/** The kinds of a decision, in the order in which they are shown. */
export const KINDS = ["yearly", "during_year", "correction"] as const;
export type Kind = (typeof KINDS)[number];

/** The kinds of a certificate. */
export const CERTIFICATES = ["poor", "near_poor", "escaped", "escaped_near_poverty"] as const;
export type CertificateKind = (typeof CERTIFICATES)[number];

/** What the certificates of a decision are narrowed to. */
export interface CertificateSearch {
  /** Part of the head's name, or of the code. */
  q?: string | undefined;
  /** A village's id. */
  village?: string | undefined;
  kind?: CertificateKind | undefined;
  /** `valid` or `withdrawn`. */
  state?: "valid" | "withdrawn" | undefined;
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "recognitions",
  validateSearch: (search: Record<string, unknown>): { kind?: Kind | undefined } => ({
    kind: KINDS.find((kind) => kind === search.kind),
  }),
  component: lazyRouteComponent(() => import("./RecognitionsPage"), "RecognitionsPage"),
});

const oneRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "recognitions/$id",
  validateSearch: (search: Record<string, unknown>): CertificateSearch => ({
    q: textParam(search.q),
    village: textParam(search.village),
    kind: CERTIFICATES.find((kind) => kind === search.kind),
    state: search.state === "valid" || search.state === "withdrawn" ? search.state : undefined,
  }),
  component: lazyRouteComponent(() => import("./RecognitionPage"), "RecognitionPage"),
});

export const recognitionRoutes = [listRoute, oneRoute] as const;
