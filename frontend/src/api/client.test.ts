import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, ok } from "./client";
import { forgetTokens, keepTokens } from "./token";

const user = { id: "1", username: "a", full_name: "A", must_change_password: false, grants: [], actions: [] };
const tokens = (value: string) => ({ access_token: value, token_type: "Bearer", expires_in: 600, user });
const answer = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** A server that knows one token; the refresh cookie gives it. */
function server(good: string) {
  const seen: { url: string; token: string | null; body: string }[] = [];
  const handle = async (input: Request | string) => {
    if (typeof input === "string") return answer(200, tokens(good));
    const token = input.headers.get("Authorization");
    seen.push({ url: input.url, token, body: await input.text() });
    return token === `Bearer ${good}` ? answer(201, { ok: true }) : answer(401, { title: "no" });
  };
  vi.stubGlobal("fetch", vi.fn(handle));
  return seen;
}

beforeEach(() => forgetTokens());
afterEach(() => vi.unstubAllGlobals());

test("after a 401 the session is renewed and the same body sent once more", async () => {
  const seen = server("new");
  keepTokens(tokens("revoked"));
  const body = { name: "Thôn Khòn Khẻ" };
  const params = { path: { code: "06163" } };
  await ok(api.POST("/api/v1/areas/{code}/villages", { params, body }));
  expect(seen.map((s) => s.token)).toEqual(["Bearer revoked", "Bearer new"]);
  expect(seen.map((s) => s.body)).toEqual([JSON.stringify(body), JSON.stringify(body)]);
});

test("a refusal becomes a problem that a form can read", async () => {
  const problem = {
    type: "/problems/invalid",
    title: "Dữ liệu không hợp lệ",
    detail: "Có chỗ chưa đúng.",
    trace_id: "t-1",
    errors: [{ pointer: "/name", code: "taken", detail: "xã đã có thôn tên này" }],
  };
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => answer(422, problem)),
  );
  const error = await ok(api.GET("/api/v1/info")).catch((e: unknown) => e);
  expect(error).toMatchObject({ status: 422, code: "invalid", message: "Có chỗ chưa đúng.", traceId: "t-1" });
  expect((error as { at: (p: string) => string }).at("/name")).toBe("Xã đã có thôn tên này");
});

test("a server that can't be reached is said so", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
  await expect(ok(api.GET("/api/v1/info"))).rejects.toMatchObject({ status: 0, code: "unreachable" });
});
