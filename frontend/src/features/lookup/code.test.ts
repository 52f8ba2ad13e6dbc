import { describe, expect, it } from "vitest";
import { codeOf, readCode } from "./code";

describe("a typed code", () => {
  it("is read however it is typed", () => {
    for (const typed of ["7KQ2-M4XZ-90AB", "7kq2m4xz90ab", " 7KQ2 – M4XZ – 90AB ", "7kq2.m4xz.9oab"]) {
      expect(readCode(typed)).toEqual({ code: "7KQ2-M4XZ-90AB" });
    }
    expect(readCode("oil0-ABCD-efgh")).toEqual({ code: "0110-ABCD-EFGH" });
  });

  it("says what is wrong", () => {
    expect(readCode("  - ")).toEqual({ wrong: "empty", typed: 0 });
    expect(readCode("7KQ2-M4X")).toEqual({ wrong: "short", typed: 7 });
    expect(readCode("7KQ2-M4XZ-90AB-1")).toEqual({ wrong: "long", typed: 13 });
    expect(readCode("7KQ2-M4XZ-90AĐ")).toEqual({ wrong: "letter", letter: "Đ" });
    expect(readCode("7KQ2-M4XZ-90AU")).toEqual({ wrong: "letter", letter: "U" });
  });

  it("is found in a pasted address", () => {
    expect(codeOf("https://giamngheo.example/tra-cuu?code=7KQ2-M4XZ-90AB#x")).toBe("7KQ2-M4XZ-90AB");
    expect(codeOf("7KQ2-M4XZ-90AB")).toBe("7KQ2-M4XZ-90AB");
  });
});
