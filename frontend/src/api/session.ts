// Leaving: the session ends on the server, and nothing of it stays in this tab.
import type { QueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { infoQuery, sessionQuery } from "./queries";
import { forgetTokens } from "./token";

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
}
