// Sends a file as the signed-in user and tells how far it is, which `fetch` can't.
import { i18n } from "@/i18n";
import { ProblemError, problemOf } from "./problem";
import { accessToken, refreshTokens, sessionEnded } from "./token";

/**
 * Posts a file's bytes to a path; `progress` is told the share sent, 0 to 1, and `broken` is said when the network
 * fails on the way. Errors: a `ProblemError`.
 */
export async function upload(
  path: string,
  file: Blob,
  progress: (share: number) => void,
  broken: string,
): Promise<void> {
  let answer = await attempt(path, file, await accessToken(), progress, broken);
  if (answer.status === 401) {
    if (!(await refreshTokens())) sessionEnded();
    else answer = await attempt(path, file, await accessToken(), progress, broken);
  }
  if (answer.status >= 200 && answer.status < 300) return;
  let body: unknown = null;
  try {
    body = JSON.parse(answer.text);
  } catch {
    // A proxy's refusal may be no JSON: its status says enough.
  }
  throw problemOf(answer.status, body);
}

function attempt(
  path: string,
  file: Blob,
  token: string | null,
  progress: (share: number) => void,
  broken: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Accept-Language", i18n.language);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new ProblemError(0, "unreachable", i18n.t("common:unreachable"), broken));
    request.send(file);
  });
}
