import { describe, expect, it } from "vitest";
import type { Recognition } from "./queries";
import { addUp, streamsOf, sumOf, totalOf } from "./sums";

const sum = (households: number, members = households * 4) => ({ households, members });

describe("sums", () => {
  it("are zero where a decision has none", () => {
    expect(sumOf({}, "poor")).toEqual({ households: 0, members: 0 });
    expect(totalOf({ poor: sum(2), other: sum(1, 3) })).toEqual({ households: 3, members: 11 });
  });

  it("add up over decisions", () => {
    const decisions = [{ classes: { poor: sum(1) } }, { classes: { poor: sum(2), other: sum(1) } }];
    expect(addUp(decisions as unknown as Recognition[], "classes")).toEqual({ poor: sum(3), other: sum(1) });
  });
});

describe("who went where", () => {
  const classes = { poor: sum(10), near_poor: sum(8), average: sum(3), other: sum(4) };
  const movements = {
    newly_poor: sum(2),
    fell_back: sum(1),
    escaped: sum(3),
    escaped_to_near_poor: sum(2),
    near_poor_new: sum(1),
    escaped_near_poverty: sum(2),
  };
  const streams = streamsOf(classes, movements);
  const of = (from: string, to: string) => streams.find((s) => s.from === from && s.to === to)?.households;

  it("comes from the movements, and the others stayed", () => {
    expect(of("off", "poor")).toBe(3);
    expect(of("poor", "poor")).toBe(7);
    expect(of("poor", "near_poor")).toBe(2);
    expect(of("poor", "off")).toBe(3);
    expect(of("near_poor", "near_poor")).toBe(5);
    expect(of("near_poor", "off")).toBe(2);
    expect(of("off", "off")).toBe(2);
  });

  it("loses and adds no household", () => {
    const all = streams.reduce((total, stream) => total + stream.households, 0);
    expect(all).toBe(totalOf(classes).households);
  });

  it("leaves out what nobody went", () => {
    expect(streamsOf({ poor: sum(1) }, {})).toEqual([{ from: "poor", to: "poor", households: 1 }]);
  });
});
