import { describe, expect, it } from "vitest";
import { narrowed, UNKNOWN, villagesOf } from "./narrow";
import type { Certificate } from "./queries";

const certificate = (head_name: string, code: string, more: Partial<Certificate> = {}): Certificate => ({
  head_name,
  code,
  household_id: code,
  kind: "poor",
  year: 2026,
  issued_on: "2026-11-19",
  ...more,
});
const village = (id: string, name: string) => ({ id, name, code: id, level: "village", kind: "thon" });

const all = [
  certificate("Nông Văn Đức", "7KQ2-M4XZ-90AB", { village: village("v2", "Thôn 10") }),
  certificate("Lý Thị Hoa", "1111-2222-3333", { kind: "escaped", village: village("v1", "Thôn 2") }),
  certificate("Hoàng Thị Hóa", "AAAA-BBBB-CCCC", { withdrawn_on: "2026-11-25" }),
];
const names = (search: Parameters<typeof narrowed>[1]) => narrowed(all, search).map((one) => one.head_name);

describe("certificates", () => {
  it("are found by a name without accents", () => {
    expect(names({ q: "duc" })).toEqual(["Nông Văn Đức"]);
    expect(names({ q: " HOA " })).toEqual(["Lý Thị Hoa", "Hoàng Thị Hóa"]);
  });

  it("are found by the code however it is typed", () => {
    expect(names({ q: "7kq2m4xz" })).toEqual(["Nông Văn Đức"]);
    expect(names({ q: "2222-33" })).toEqual(["Lý Thị Hoa"]);
    expect(names({ q: "-" })).toEqual([]);
  });

  it("are narrowed by village, kind and state", () => {
    expect(names({ village: "v1" })).toEqual(["Lý Thị Hoa"]);
    expect(names({ village: UNKNOWN })).toEqual(["Hoàng Thị Hóa"]);
    expect(names({ kind: "escaped" })).toEqual(["Lý Thị Hoa"]);
    expect(names({ state: "withdrawn" })).toEqual(["Hoàng Thị Hóa"]);
    expect(names({ state: "valid", kind: "poor" })).toEqual(["Nông Văn Đức"]);
  });

  it("have their villages sorted as people count, the unknown one last", () => {
    expect(villagesOf(all).map((one) => one.name)).toEqual(["Thôn 2", "Thôn 10", null]);
  });
});
