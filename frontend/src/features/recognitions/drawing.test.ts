import { describe, expect, it } from "vitest";
import { draw } from "./drawing";
import type { Stream } from "./sums";

const ROOM = { left: 100, right: 200, height: 100, label: 30, gap: 10 };

describe("the picture of the movements", () => {
  const streams: Stream[] = [
    { from: "off", to: "poor", households: 10 },
    { from: "poor", to: "poor", households: 60 },
    { from: "poor", to: "off", households: 30 },
  ];
  const drawing = draw(streams, ROOM);

  it("has bars as high as their households", () => {
    expect(drawing.before.map((bar) => [bar.place, bar.height, bar.households])).toEqual([
      ["poor", 90, 90],
      ["off", 10, 10],
    ]);
    expect(drawing.after.map((bar) => [bar.place, bar.height])).toEqual([
      ["poor", 70],
      ["off", 30],
    ]);
  });

  it("leaves each bar the room of its label", () => {
    for (const bars of [drawing.before, drawing.after]) {
      for (const [i, bar] of bars.entries()) {
        const next = bars[i + 1];
        if (next) expect(next.y - bar.y).toBeGreaterThanOrEqual(ROOM.label);
      }
    }
    expect(drawing.height).toBe(130);
  });

  it("lays the ribbons of a bar one under the other", () => {
    const starts = drawing.ribbons.map((ribbon) => ribbon.d.split("C")[0]);
    expect(starts).toEqual(["M100 0", "M100 60", "M100 100"]);
  });

  it("still shows one household of very many", () => {
    const thin = draw(
      [
        { from: "poor", to: "poor", households: 9999 },
        { from: "poor", to: "off", households: 1 },
      ],
      ROOM,
    );
    expect(thin.after.find((bar) => bar.place === "off")?.height).toBe(2);
  });

  it("does not blow a single household up", () => {
    expect(draw([{ from: "poor", to: "off", households: 1 }], ROOM).before[0]?.height).toBe(24);
  });

  it("is empty for nobody", () => {
    expect(draw([], ROOM)).toEqual({ height: 0, before: [], after: [], ribbons: [] });
  });
});
