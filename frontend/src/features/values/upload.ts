// Adds evidence to a figure.
import { ProblemError } from "@/api/problem";
import { upload } from "@/api/upload";
import { i18n } from "@/i18n";

/** What the server takes. */
export const LIMIT_MB = 20;
export const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx";

/** Adds evidence to a figure; `progress` is told the share sent, 0 to 1. Errors: a `ProblemError`. */
export async function uploadEvidence(id: string, file: File, progress: (share: number) => void) {
  if (file.size > LIMIT_MB * 1024 * 1024) {
    throw new ProblemError(413, "too_large", i18n.t("values:file_too_large"), "");
  }
  const name = encodeURIComponent(file.name.slice(-500));
  const path = `/api/v1/indicator-values/${encodeURIComponent(id)}/evidence?filename=${name}`;
  await upload(path, file, progress, i18n.t("values:upload_broken"));
}
