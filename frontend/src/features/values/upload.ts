// Sends a file as the signed-in user and tells how far it is, which `fetch` can't.
import { ProblemError, problemOf } from "@/api/problem";
import { accessToken, refreshTokens, sessionEnded } from "@/api/token";
import { i18n } from "@/i18n";

/** What the server takes. */
export const LIMIT_MB = 20;
export const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx";

/** Adds evidence to a figure; `progress` is told the share sent, 0 to 1. Errors: a `ProblemError`. */
export async function uploadEvidence(id: string, file: File, progress: (share: number) => void) {
  if (file.size > LIMIT_MB * 1024 * 1024) {
    throw new ProblemError(413, "too_large", i18n.t("values:file_too_large"), "");
  }
  let answer = await attempt(id, file, await accessToken(), progress);
  if (answer.status === 401) {
    if (!(await refreshTokens())) sessionEnded();
    else answer = await attempt(id, file, await accessToken(), progress);
  }
  if (answer.status === 201) return;
  let body: unknown = null;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // A proxy's refusal may be no JSON: its status says enough.
  }
  throw problemOf(answer.status, body);
}

function attempt(
  id: string,
  file: File,
  token: string | null,
  progress: (share: number) => void,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const name = encodeURIComponent(file.name.slice(-500));
    request.open("POST", `/api/v1/indicator-values/${encodeURIComponent(id)}/evidence?filename=${name}`);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Accept-Language", i18n.language);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () =>
      reject(
        new ProblemError(0, "unreachable", i18n.t("common:unreachable"), i18n.t("values:upload_broken")),
      );
    request.send(file);
  });
}
