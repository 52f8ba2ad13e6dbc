// The typed client of the API: adds the token and the language, renews the session once, and turns refusals
// into `ProblemError`.
import createClient from "openapi-fetch";
import { i18n } from "@/i18n";
import { asProblem, ProblemError, problemOf } from "./problem";
import type { paths } from "./schema";
import { accessToken, refreshTokens, sessionEnded } from "./token";

/** Sends a request as the signed-in user; on 401 the session is renewed and the request sent once more. */
export async function send(request: Request): Promise<Response> {
  const token = await accessToken();
  // A body can be read once, so the second try needs a copy made before the first.
  const again = token ? request.clone() : null;
  const response = await fetch(dressed(request, token));
  if (response.status !== 401 || !again) return response;
  if (!(await refreshTokens())) {
    sessionEnded();
    return response;
  }
  await response.body?.cancel();
  return fetch(dressed(again, await accessToken()));
}

function dressed(request: Request, token: string | null): Request {
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  request.headers.set("Accept-Language", i18n.language);
  return request;
}

/** The client; its paths and types come from `openapi/openapi.json`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "http://localhost",
  fetch: send,
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The data of an answer: `ok(api.GET("/api/v1/info"))`.
 * Errors: a `ProblemError`, also when the server can't be reached (status 0).
 */
export async function ok<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await outcome.catch(unreachable);
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

function unreachable(cause: unknown): never {
  if (asProblem(cause) || (cause instanceof DOMException && cause.name === "AbortError")) throw cause;
  throw new ProblemError(0, "unreachable", i18n.t("common:unreachable"), i18n.t("common:unreachable_detail"));
}

/** The `If-Match` header of a version being changed. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}

/** Fetches a file as the signed-in user and hands it to the browser to save. Errors: as `ok`. */
export async function download(path: string, accept: string, filename: string): Promise<void> {
  const request = new Request(new URL(path, location.origin), { headers: { Accept: accept } });
  const response = await send(request).catch(unreachable);
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
