// The access token, kept in memory alone, and its exchange through the refresh cookie: one exchange at a time.
import { problemOf } from "./problem";
import type { components } from "./schema";

export type Tokens = components["schemas"]["Tokens"];

interface Held {
  value: string;
  /** Milliseconds of the clock after which it should not be sent any more. */
  until: number;
}

/** A token is exchanged this long before it ends, so that a slow upload does not outlive it. */
const MARGIN_MS = 30_000;

/** Says on this device that somebody signed in, so that a visitor is not asked for a cookie he can't have. */
const HINT = "giamngheo.session";

let held: Held | null = null;
let exchange: Promise<Tokens | null> | null = null;
let ended: () => void = () => {};

/** Keeps the tokens of a fresh session. */
export function keepTokens(tokens: Tokens): void {
  held = { value: tokens.access_token, until: Date.now() + tokens.expires_in * 1000 - MARGIN_MS };
  hint(true);
}

/** Forgets the session in this tab. */
export function forgetTokens(): void {
  held = null;
  hint(false);
}

function hint(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(HINT, "1");
    else localStorage.removeItem(HINT);
  } catch {
    // Without storage the cookie is tried at every load.
  }
}

/** Whether the refresh cookie may be there: it can't be seen from here. */
export function mayHaveSession(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return true;
  }
}

/** Tells what to do when a session that was open is no more. */
export function onSessionEnd(listener: () => void): void {
  ended = listener;
}

/** Says that the open session is no more. */
export function sessionEnded(): void {
  forgetTokens();
  ended();
}

/**
 * Exchanges the refresh cookie for new tokens; null when there is no session.
 * Errors: a `ProblemError` when the server fails, a `TypeError` when it can't be reached.
 */
export function refreshTokens(): Promise<Tokens | null> {
  exchange ??= exchangeCookie().finally(() => {
    exchange = null;
  });
  return exchange;
}

async function exchangeCookie(): Promise<Tokens | null> {
  const response = await fetch("/api/v1/auth/refresh", { method: "POST" });
  if (response.status === 401) {
    await response.body?.cancel(); // An answer that nobody reads keeps its connection.
    forgetTokens();
    return null;
  }
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
  const tokens = (await response.json()) as Tokens;
  keepTokens(tokens);
  return tokens;
}

/** A token that still holds for a while; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (!held) return null;
  if (Date.now() >= held.until && !(await refreshTokens())) {
    sessionEnded();
    return null;
  }
  return held?.value ?? null;
}
