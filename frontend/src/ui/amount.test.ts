import { expect, it } from "vitest";
import { digitsBefore, MOST_VND, placeAfter, readAmount, withDots } from "./amount";

it("reads whole đồng as they are typed", () => {
  const check = (text: string, amount: number | null) => expect(readAmount(text), text).toBe(amount);
  check("1.234.567", 1_234_567);
  check("1,234,567", 1_234_567);
  check("1 234 567", 1_234_567);
  check("1234567", 1_234_567);
  check(" 570.000.000 đ ", 570_000_000);
  check("0", 0);
  check(String(MOST_VND), MOST_VND);
  check(String(MOST_VND + 1), null);
  check("5.000.000,00", 5_000_000);
  check("5,000,000.00", 5_000_000);
  check("5000000.0", 5_000_000);
  check("5.000.000,50", null);
  check("5,00", null);
  // A half of something, or a slip: it is asked again.
  check("1.5", null);
  check("1.23", null);
  check("1.234,567", null);
  check("1234.567", null);
  check("12.34.567", null);
  check("-5", null);
  check("", null);
  check("năm trăm", null);
});

it("puts dots into what is typed, and leaves alone what is no number", () => {
  const check = (text: string, shown: string) => expect(withDots(text), text).toBe(shown);
  check("1234567", "1.234.567");
  check("1.2345", "12.345");
  check("1.234.56", "123.456");
  check("007", "7");
  check("", "");
  check("12a", "12a");
  check("-5", "-5");
  check("5,000", "5.000");
  for (const kept of ["1,5", "5.000.000,00", "5,000,000.00", "5000000.00"]) check(kept, kept);
});

it("keeps the cursor among the digits", () => {
  // "1234" with the cursor behind the 2 becomes "1.234".
  const digits = digitsBefore("1234", 2);
  expect(digits).toBe(2);
  expect(placeAfter("1.234", digits)).toBe(3);
  expect(placeAfter("1.234", 0)).toBe(0);
  expect(placeAfter("1.234", 9)).toBe(5);
});
