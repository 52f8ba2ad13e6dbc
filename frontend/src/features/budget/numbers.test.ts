import { expect, it } from "vitest";
import { nextNumber, share } from "./numbers";

it("counts the numbers of vouchers on", () => {
  const check = (number: string, next: string) => expect(nextNumber(number), number).toBe(next);
  check("PC-009/2026", "PC-010/2026");
  check("99", "100");
  check("15/QĐ-UBND", "16/QĐ-UBND");
  check("QĐ", "");
});

it("knows no share of nothing", () => {
  expect(share(1, 4)).toBe(25);
  expect(share(0, 0)).toBeNull();
});
