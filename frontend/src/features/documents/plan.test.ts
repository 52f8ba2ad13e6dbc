import { expect, test } from "vitest";
import { issued, numberOf, planOf, withDates } from "./plan";

test("a plan is read", () => {
  const plan = planOf({
    document: { place: "Lạng Sơn", signed: "KT. GIÁM ĐỐC" },
    fiscal_year: 2022,
    period: { from: "2022-10-01", to: "2022-12-31" },
    purposes: ["một", { vi: "hai", en: "two" }, 3],
    budget_vnd: { total: 587_000_000, central: 570_000_000, local: 17_000_000 },
    responsible: [{ office: "Phòng A", role: "chủ trì" }, { role: "không có tên" }],
  });
  expect(plan.place).toBe("Lạng Sơn");
  expect(plan.period).toEqual({ from: "2022-10-01", to: "2022-12-31" });
  expect(plan.purposes).toEqual(["một", "hai"]);
  expect(plan.budget).toEqual([
    { source: "central", vnd: 570_000_000 },
    { source: "local", vnd: 17_000_000 },
  ]);
  expect(plan.total).toBe(587_000_000);
  expect(plan.responsible).toEqual([{ office: "Phòng A", role: "chủ trì" }]);
  expect(plan.recipients).toEqual([]);
});

test("a body of another shape is no error", () => {
  for (const body of [null, "text", [1], { budget_vnd: "much", responsible: {}, purposes: 7 }]) {
    expect(planOf(body).budget).toEqual([]);
    expect(planOf(body).purposes).toEqual([]);
  }
});

test("dates and numbers as officers write them", () => {
  expect(issued("2022")).toBe("2022");
  expect(issued("2022-10")).toBe("10/2022");
  expect(issued("2022-07-21")).toBe("21/07/2022");
  expect(withDates("Kế hoạch 164/KH-UBND, 2022-07-21")).toBe("Kế hoạch 164/KH-UBND, 21/07/2022");
  expect(numberOf("/KH-SLĐTBXH")).toBe("……/KH-SLĐTBXH");
  expect(numberOf("164/KH-UBND")).toBe("164/KH-UBND");
  expect(numberOf(null)).toBeNull();
});
