import { expect, test } from "vitest";
import { sessionRoutes } from "./routes";

test("after signing in one goes to a page of this app, never to another site", () => {
  const check = sessionRoutes[0].options.validateSearch as (search: Record<string, unknown>) => {
    to?: string;
  };
  expect(check({ to: "/households?year=2024" }).to).toBe("/households?year=2024");
  for (const bad of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "",
  ]) {
    expect(check({ to: bad }).to, bad).toBeUndefined();
  }
});
