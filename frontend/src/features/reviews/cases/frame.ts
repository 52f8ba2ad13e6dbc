// The households a sample was drawn from, as a file: with it and the seed anybody draws the same sample again.
import type { CaseView } from "./queries";

/** A field of a CSV file, quoted where it must be; what a spreadsheet would take for a formula is made text. */
function field(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Framed = Pick<CaseView, "household_id" | "village" | "head_name" | "state" | "sampled">;

/** One household a line; the village is what the sample is shared out by. */
export function frameCsv(cases: readonly Framed[]): string {
  const lines = cases.map((item) => [
    item.household_id,
    item.village?.id ?? "",
    item.village?.name ?? "",
    item.head_name,
    item.state,
    item.sampled ? "1" : "0",
  ]);
  const head = ["household_id", "village_id", "village", "head_name", "state", "sampled"];
  // Excel takes the file for UTF-8 by its first character.
  return `\uFEFF${[head, ...lines].map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}
