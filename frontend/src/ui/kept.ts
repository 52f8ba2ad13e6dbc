// Drafts, kept on this device until the server has them. In the tab's session storage they outlive a reload and end
// with the tab; those that lie nowhere else for a while (a survey made without a network) outlive the browser too.
// Signing out ends all of them (`forgetDrafts`), and another user never gets them.

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

/** What the server may not have yet; each user of the device has his own, which others leave alone. */
export const unsent = {
  read<T>(name: string, user: string): T | null {
    try {
      return JSON.parse(localStorage.getItem(`${PREFIX}${user}.${name}`) ?? "null") as T | null;
    } catch {
      return null; // See keptDraft.
    }
  },
  /** False when the browser would not keep it. */
  keep(name: string, user: string, value: unknown): boolean {
    try {
      localStorage.setItem(`${PREFIX}${user}.${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false; // See keepDraft.
    }
  },
  drop(name: string, user: string): void {
    try {
      localStorage.removeItem(`${PREFIX}${user}.${name}`);
    } catch {
      // See keepDraft.
    }
  },
};
