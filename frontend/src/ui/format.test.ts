import { describe, expect, test } from "vitest";
import {
  formatDate,
  formatMoment,
  formatMoney,
  formatNumber,
  formatPercent,
  parseDate,
  parseWhole,
} from "./format";

describe("officers' writing", () => {
  test("numbers have dots between thousands and a comma before decimals", () => {
    expect(formatNumber(1234567)).toBe("1.234.567");
    expect(formatPercent(12.3)).toBe("12,30\u00a0%");
    expect(formatMoney(1500000)).toBe("1.500.000\u00a0đ");
    expect(formatNumber(null)).toBe("–");
  });

  test("dates are day, month, year", () => {
    expect(formatDate("2024-09-05")).toBe("05/09/2024");
    expect(formatDate("not a date")).toBe("–");
    // 20:30 UTC is the next morning in Việt Nam.
    expect(formatMoment("2024-09-05T20:30:00Z")).toBe("03:30 06/09/2024");
  });

  test("typed dates are read, impossible ones are not", () => {
    expect(parseDate("5/9/2024")).toBe("2024-09-05");
    expect(parseDate("05-09-2024")).toBe("2024-09-05");
    expect(parseDate("2024-09-05")).toBe("2024-09-05");
    expect(parseDate("31/2/2024")).toBeNull();
    expect(parseDate("29/02/2023")).toBeNull();
    expect(parseDate("2024")).toBeNull();
  });

  test("typed numbers are read", () => {
    expect(parseWhole("1.234.567")).toBe(1234567);
    expect(parseWhole(" 12 000 ")).toBe(12000);
    expect(parseWhole("mười")).toBeNull();
  });
});
