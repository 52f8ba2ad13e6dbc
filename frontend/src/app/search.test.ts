import { expect, test } from "vitest";
import { parseSearch, stringifySearch, textParam, wholeParam } from "./search";

test("addresses keep codes and ids as they are", () => {
  const search = { area: "12340.20221010", year: "2024", q: "lê văn" };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
  expect(parseSearch("?area=06163&year=2024")).toEqual({ area: "06163", year: "2024" });
});

test("what is empty is left out", () => {
  expect(stringifySearch({ area: undefined, q: "", year: 2024 })).toBe("?year=2024");
  expect(stringifySearch({})).toBe("");
});

test("parameters that mean nothing are nothing", () => {
  expect(textParam("  ")).toBeUndefined();
  expect(wholeParam("2024", 2022, 2100)).toBe(2024);
  expect(wholeParam(2024, 2022, 2100)).toBe(2024);
  expect(wholeParam("20x4", 2022, 2100)).toBeUndefined();
  expect(wholeParam("1999", 2022, 2100)).toBeUndefined();
  expect(wholeParam(undefined, 2022, 2100)).toBeUndefined();
});
