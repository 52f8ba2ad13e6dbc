import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { accessToken, forgetTokens, keepTokens, onSessionEnd, refreshTokens, type Tokens } from "./token";

const user = { id: "1", username: "a", full_name: "A", must_change_password: false, grants: [], actions: [] };
const tokens = (value: string, seconds = 600): Tokens => ({
  access_token: value,
  token_type: "Bearer",
  expires_in: seconds,
  user,
});
const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

beforeEach(() => forgetTokens());
afterEach(() => vi.unstubAllGlobals());

test("a token that holds is used as it is", async () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  keepTokens(tokens("first"));
  expect(await accessToken()).toBe("first");
  expect(fetched).not.toHaveBeenCalled();
});

test("callers at the same moment share one exchange", async () => {
  const fetched = vi.fn(async () => answer(200, tokens("second")));
  vi.stubGlobal("fetch", fetched);
  keepTokens(tokens("first", 5)); // within the margin: as good as ended
  expect(await Promise.all([accessToken(), accessToken(), accessToken()])).toEqual([
    "second",
    "second",
    "second",
  ]);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("without a session there is no token, and an open one that ends is told", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => answer(401, {})),
  );
  const ended = vi.fn();
  onSessionEnd(ended);
  expect(await refreshTokens()).toBeNull();
  expect(ended).not.toHaveBeenCalled();
  keepTokens(tokens("first", 5));
  expect(await accessToken()).toBeNull();
  expect(ended).toHaveBeenCalledTimes(1);
});

test("a server that fails does not end the session", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => answer(503, { type: "/problems/unavailable", title: "busy" })),
  );
  const ended = vi.fn();
  onSessionEnd(ended);
  keepTokens(tokens("first", 5));
  await expect(accessToken()).rejects.toMatchObject({ status: 503, code: "unavailable" });
  expect(ended).not.toHaveBeenCalled();
});
