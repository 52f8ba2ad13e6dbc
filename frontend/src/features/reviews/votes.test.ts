import { expect, test } from "vitest";
import { carries, needed, outcomeOf } from "./votes";

test("more than half of those present must agree", () => {
  expect(carries(40, 20, 50)).toBe(false);
  expect(carries(40, 21, 50)).toBe(true);
  expect(carries(41, 20, 50)).toBe(false);
  expect(carries(41, 21, 50)).toBe(true);
  expect(carries(0, 0, 50)).toBe(false);
});

test("the fewest votes that carry are the first that do", () => {
  for (let present = 1; present < 120; present++) {
    const least = needed(String(present), 50) ?? 0;
    expect(carries(present, least, 50)).toBe(true);
    expect(carries(present, least - 1, 50)).toBe(false);
  }
  expect(needed("", 50)).toBeNull();
  expect(needed("0", 50)).toBeNull();
});

test("a household's own vote goes before the common one", () => {
  const typed = { present: "40", in_favour: "38" };
  expect(outcomeOf(typed, undefined, 50)).toBe("carried");
  expect(outcomeOf(typed, { in_favour: "12", note: "" }, 50)).toBe("not_carried");
  expect(outcomeOf(typed, { in_favour: "41", note: "" }, 50)).toBe("too_many");
  expect(outcomeOf(typed, { in_favour: "", note: "" }, 50)).toBe("unknown");
  expect(outcomeOf({ present: "", in_favour: "38" }, undefined, 50)).toBe("unknown");
});
