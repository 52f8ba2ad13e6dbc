// What the states of an import mean to people.
import type { Tone } from "@/ui/StatusBadge";
import type { Import } from "./queries";

export type ImportState = "ready" | "running" | "checked" | "done" | "rejected" | "failed" | "cancelled";

const TONES: Readonly<Record<ImportState, Tone>> = {
  ready: "neutral",
  running: "info",
  checked: "info",
  done: "good",
  rejected: "warning",
  failed: "bad",
  cancelled: "neutral",
};

/** The state, its tone; a state of a newer server is taken for one that runs. */
export function stateOf(one: Pick<Import, "state">): { state: ImportState; tone: Tone } {
  const state = one.state in TONES ? (one.state as ImportState) : "running";
  return { state, tone: TONES[state] };
}

/** Where in the wizard an import stands. */
export type Step = "file" | "reading" | "check" | "import";
export const STEPS: readonly Step[] = ["file", "reading", "check", "import"];

/** The step that an import is at; `back` when its reader went back to how it is read. */
export function stepOf(one: Pick<Import, "state" | "mode" | "result">, back: boolean): Step {
  const { state } = stateOf(one);
  if (state === "done") return "import";
  if (state === "running") return one.mode === "dry_run" ? "check" : "import";
  if (state === "ready" || back) return "reading";
  if (state === "checked") return "check";
  if (state === "rejected") return "import";
  // Failed or cancelled: what stopped it is told above how it is read.
  return "reading";
}
