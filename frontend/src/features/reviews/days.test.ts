import { expect, test } from "vitest";
import { dayAfter, daysBetween, localDay } from "./days";

test("days run over months and years", () => {
  expect(dayAfter("2026-10-31")).toBe("2026-11-01");
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
  expect(daysBetween("2026-10-31", "2026-11-25")).toBe(25);
  expect(daysBetween("2026-11-25", "2026-11-24")).toBe(-1);
});

test("a moment late in the evening in London is the next day in Việt Nam", () => {
  expect(localDay("2026-11-24T16:59:00Z")).toBe("2026-11-24");
  expect(localDay("2026-11-24T17:00:00Z")).toBe("2026-11-25");
});
