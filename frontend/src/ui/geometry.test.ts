import { expect, it } from "vitest";
import { draw, type Shape } from "./geometry";

function square(code: string, west: number, south: number, size: number): Shape {
  const ring: [number, number][] = [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ];
  return { properties: { id: code, code, name: code }, geometry: { type: "Polygon", coordinates: [ring] } };
}

it("draws north up, west left, and as wide as asked", () => {
  const drawing = draw([square("sw", 106, 21, 1), square("ne", 107, 22, 1)], 404);
  const [sw, ne] = drawing.units;
  expect(sw && ne && sw.x < ne.x && sw.y > ne.y).toBe(true);
  expect(ne?.width).toBeCloseTo(200);
  // Two degrees of latitude are longer than two of longitude there.
  expect(drawing.height).toBeGreaterThan(404);
  expect(drawing.height).toBeLessThan(404 / 0.9);
});

it("puts a label into the largest part", () => {
  const mainland = square("x", 106, 10, 2);
  const island = square("x", 112, 9, 0.1);
  const both: Shape = {
    ...mainland,
    geometry: {
      type: "MultiPolygon",
      coordinates: [island.geometry.coordinates as never, mainland.geometry.coordinates as never],
    },
  };
  const alone = draw([both], 600).units[0];
  expect(alone?.x).toBeLessThan(250);
});

it("draws nothing when there is nothing", () => {
  expect(draw([], 100)).toEqual({ units: [], width: 100, height: 0 });
});
