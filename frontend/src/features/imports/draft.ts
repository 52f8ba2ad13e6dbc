// What an officer has corrected and not yet sent, kept for this tab: leaving the page loses nothing.
import type { Reading } from "./reading";

interface Kept {
  version: number;
  reading: Reading;
}

const key = (id: string) => `giamngheo.import.${id}`;

/** The draft of this version of an import, if there is one. */
export function keptDraft(id: string, version: number): Reading | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(id)) ?? "null") as Kept | null;
    return kept?.version === version ? kept.reading : null;
  } catch {
    return null; // No storage, or something unreadable in it: one begins anew.
  }
}

/** Keeps a draft. */
export function keepDraft(id: string, version: number, reading: Reading): void {
  try {
    sessionStorage.setItem(key(id), JSON.stringify({ version, reading } satisfies Kept));
  } catch {
    // Storage may be forbidden or full; the draft then lasts as long as the page.
  }
}

/** Forgets the draft. */
export function forgetDraft(id: string): void {
  try {
    sessionStorage.removeItem(key(id));
  } catch {
    // As above.
  }
}
