import { expect, it } from "vitest";
import { arrived, passing, put, shown } from "./outbox";

it("keeps what was typed while the rest was on its way", () => {
  const sent = put(put({}, "a", { value: "1" }), "b", { value: "2" });
  const now = put(sent, "a", { value: "3" });
  expect(arrived(now, sent)).toEqual({ a: { value: "3" } });
  expect(arrived(sent, sent)).toEqual({});
});

it("shows what waits over what the server has", () => {
  const seen = shown(
    new Map([
      ["a", "server"],
      ["b", "server"],
    ]),
    { a: "typed" },
  );
  expect([...seen]).toEqual([
    ["a", "typed"],
    ["b", "server"],
  ]);
});

it("tries again only what may pass by itself", () => {
  for (const status of [0, 429, 500, 503]) expect(passing(status), String(status)).toBe(true);
  for (const status of [403, 404, 409, 412, 422, undefined])
    expect(passing(status), String(status)).toBe(false);
});
