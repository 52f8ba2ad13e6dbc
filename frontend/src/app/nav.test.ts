import { describe, expect, it } from "vitest";
import type { Me } from "@/api/types";
import { isUnder, maySee, navFor } from "./nav";

const me = (...actions: string[]) => ({ actions }) as unknown as Me;

describe("the navigation", () => {
  it("counts the decisions to the review", () => {
    const reviews = navFor(me("view_reviews")).find((item) => item.to === "/reviews");
    expect(reviews && isUnder("/recognitions/x", reviews)).toBe(true);
    expect(reviews && isUnder("/reviews", reviews)).toBe(true);
    expect(reviews && isUnder("/recognitionsx", reviews)).toBe(false);
  });

  it("lets those who answer recommendations come to them", () => {
    expect(maySee(me("answer_recommendations"), "/recommendations")).toBe(true);
    expect(maySee(me("view_households"), "/recommendations")).toBe(false);
  });

  it("shows a page only to those who may see it", () => {
    expect(maySee(me(), "/recognitions")).toBe(false);
    expect(maySee(me("view_reviews"), "/recognitions/x")).toBe(true);
    expect(maySee(me("view_statistics"), "/budget/vouchers/new")).toBe(false);
    expect(maySee(me("view_budget"), "/budget/tree")).toBe(true);
    expect(maySee(me(), "/account")).toBe(true);
  });
});
