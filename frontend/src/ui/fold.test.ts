import { expect, test } from "vitest";
import { fold } from "./fold";

test("accents fall away, composed or not", () => {
  expect(fold("Xã Đồng Đăng")).toBe("xa dong dang");
  expect(fold("Xã Thành Hòa".normalize("NFD"))).toBe("xa thanh hoa");
  expect(fold("Ươm")).toBe("uom");
});
