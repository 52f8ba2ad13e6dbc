// Drafts, kept in the tab's session storage: they outlive a reload, and end with the tab or when their user signs
// out (`forgetDrafts`). Another user of the same tab never gets them.

const PREFIX = "giamngheo.draft.";

interface Kept {
  user: string;
  value: unknown;
}

/** The draft kept under a name, for this user; nothing when there is none. */
export function keptDraft<T>(name: string, user: string): T | null {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
      if (kept?.user !== user) sessionStorage.removeItem(key);
      else if (key === PREFIX + name) return kept.value as T;
    }
  } catch {
    // Storage may be forbidden or hold what is no draft: then there is none.
  }
  return null;
}

/** Keeps a draft; false when the browser would not. */
export function keepDraft(name: string, user: string, value: unknown): boolean {
  try {
    const kept: Kept = { user, value };
    sessionStorage.setItem(PREFIX + name, JSON.stringify(kept));
    return true;
  } catch {
    // Full or forbidden: the form itself still holds what was typed.
    return false;
  }
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // See keepDraft.
  }
}
