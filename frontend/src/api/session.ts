// Leaving: the session ends on the server, and nothing of it stays in this tab.
import type { QueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { infoQuery, sessionQuery } from "./queries";
import { forgetTokens } from "./token";

/** All that the app keeps in the tab's session storage begins so, and all of it is drafts. */
const KEPT = "giamngheo.";
/** What was not sent yet lies in the local storage, beside the language and the like. */
const UNSENT = "giamngheo.draft.";

/** Drafts hold what is typed of households: on a shared machine nobody else may find them. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(KEPT)) sessionStorage.removeItem(key);
    }
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(UNSENT)) localStorage.removeItem(key);
    }
  } catch {
    // Storage may be forbidden: then there are none.
  }
}

/** Goes to the sign-in page and forgets everything the user has seen. */
export async function forgetSession(client: QueryClient, toSignIn: () => Promise<void>): Promise<void> {
  forgetTokens();
  client.setQueryData(sessionQuery.queryKey, null);
  // Forgotten before its page is left, what it shows would be asked for again, by nobody.
  await toSignIn();
  const kept: unknown[] = [infoQuery.queryKey[0], sessionQuery.queryKey[0]];
  client.removeQueries({ predicate: (query) => !kept.includes(query.queryKey[0]) });
}

/** Signs out; it counts in this tab even when the server can't be told. */
export async function signOut(client: QueryClient, toSignIn: () => Promise<void>): Promise<void> {
  await api.POST("/api/v1/auth/logout").catch(() => undefined);
  await forgetSession(client, toSignIn);
  // After the page is left, which would keep what is typed in it. A session that only ran out leaves the drafts:
  // their user comes back to them.
  forgetDrafts();
}
