// Sends a file as the signed-in user and tells how far it is, which `fetch` can't.
import { asProblem, ProblemError, problemOf } from "@/api/problem";
import { accessToken, refreshTokens, sessionEnded } from "@/api/token";
import { i18n } from "@/i18n";
import type { Import } from "./queries";

const NAME_MAX = 200;

export interface Upload {
  /** The import that the server made of the file. Errors: a `ProblemError`; an `AbortError` when it was stopped. */
  done: Promise<Import>;
  abort: () => void;
}

/** A file's name no longer than the API takes, with its ending. */
export function shortName(name: string): string {
  if (name.length <= NAME_MAX) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > name.length - 12 && dot > 0 ? name.slice(dot) : "";
  return name.slice(0, NAME_MAX - ending.length) + ending;
}

/** Sends a file; `progress` is told the share sent, 0 to 1. */
export function upload(file: File, progress: (share: number) => void): Upload {
  const stop = new AbortController();
  return { done: send(file, progress, stop.signal), abort: () => stop.abort() };
}

async function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Import> {
  let answer = await attempt(file, await accessToken(), progress, signal);
  if (answer.status === 401) {
    if (!(await refreshTokens())) sessionEnded();
    else answer = await attempt(file, await accessToken(), progress, signal);
  }
  let body: unknown = null;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // A proxy's refusal may be no JSON: its status says enough.
  }
  if (answer.status === 201) return body as Import;
  throw problemOf(answer.status, body);
}

function attempt(
  file: File,
  token: string | null,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports?filename=${encodeURIComponent(shortName(file.name))}`);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Accept-Language", i18n.language);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(broken());
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    if (signal.aborted) {
      request.onabort(new ProgressEvent("abort"));
      return;
    }
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** The refusal of a file that is larger than the server takes, which need not be sent to know it. */
export function tooLarge(): ProblemError {
  return new ProblemError(413, "too_large", i18n.t("imports:over_limit"), "");
}

function broken(): ProblemError {
  return new ProblemError(0, "unreachable", i18n.t("common:unreachable"), i18n.t("imports:upload_broken"));
}

/** Whether somebody stopped it. */
export function wasStopped(error: unknown): boolean {
  return !asProblem(error) && error instanceof DOMException && error.name === "AbortError";
}
