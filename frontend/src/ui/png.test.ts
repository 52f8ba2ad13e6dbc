import { expect, it } from "vitest";
import { wrapped } from "./png";

it("breaks lines between words", () => {
  expect(wrapped("Tỷ lệ hộ nghèo của các xã", 12)).toEqual(["Tỷ lệ hộ", "nghèo của", "các xã"]);
  expect(wrapped("", 10)).toEqual([]);
});
