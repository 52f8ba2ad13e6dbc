import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { chooseLanguage, currentLanguage, defineTexts, i18n, useTexts } from ".";

const texts = defineTexts("test", {
  vi: { hello: "Chào {{name}}", rows_other: "{{count}} dòng", year: "Năm {{year}}" },
  en: {
    hello: "Hello {{name}}",
    rows_other: "{{count}} rows",
    rows_one: "{{count}} row",
    year: "Year {{year}}",
  },
});

afterEach(() => chooseLanguage("vi"));

test("Vietnamese first, English by the switch, at once", () => {
  const { result } = renderHook(() => useTexts(texts));
  expect(result.current("hello", { name: "bạn" })).toBe("Chào bạn");
  act(() => chooseLanguage("en"));
  expect(currentLanguage()).toBe("en");
  expect(document.documentElement.lang).toBe("en");
  expect(result.current("hello", { name: "you" })).toBe("Hello you");
  expect(i18n.t("common:save")).toBe("Save");
});

test("counts have their plural and their dots, years have none", () => {
  const { result } = renderHook(() => useTexts(texts));
  expect(result.current("rows", { count: 12345 })).toBe("12.345 dòng");
  expect(result.current("year", { year: 2024 })).toBe("Năm 2024");
  act(() => chooseLanguage("en"));
  expect(result.current("rows", { count: 1 })).toBe("1 row");
  expect(result.current("rows", { count: 2 })).toBe("2 rows");
});

test("the function stays the same while the language does", () => {
  const { result, rerender } = renderHook(() => useTexts(texts));
  const before = result.current;
  rerender();
  expect(result.current).toBe(before);
});
