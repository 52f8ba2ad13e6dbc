// Movements between classes as bands between two columns.
import type { FlowRow } from "./queries";

export const CLASSES = ["poor", "near_poor", "average", "other", "none"] as const;
export type ClassCode = (typeof CLASSES)[number];

/** A class at one side: from where to where it reaches. */
export interface Node {
  code: ClassCode;
  households: number;
  y: number;
  height: number;
}

export interface Band {
  from: ClassCode;
  to: ClassCode;
  households: number;
  /** Where it begins and ends, at its upper edge. */
  y1: number;
  y2: number;
  height: number;
}

export interface Flow {
  before: Node[];
  after: Node[];
  bands: Band[];
  /** Households that were poor or near-poor in neither year: they would drown the others. */
  leftOut: number;
}

/** Room between two classes. */
const GAP = 14;

function isPoor(code: string): boolean {
  return code === "poor" || code === "near_poor";
}

function known(code: string): ClassCode {
  return CLASSES.find((one) => one === code) ?? "none";
}

/** Lays the movements of the poor and near-poor out so high. */
export function layOut(rows: readonly FlowRow[], height: number): Flow {
  const drawn = rows
    .filter((row) => isPoor(row.from) || isPoor(row.to))
    .map((row) => ({ from: known(row.from), to: known(row.to), households: row.households }));
  const total = drawn.reduce((sum, row) => sum + row.households, 0);
  const all = rows.reduce((sum, row) => sum + row.households, 0);
  const scale = (height - GAP * (CLASSES.length - 1)) / Math.max(1, total);
  const side = (end: "from" | "to"): Node[] => {
    let y = 0;
    return CLASSES.flatMap((code) => {
      const households = drawn.reduce((sum, row) => sum + (row[end] === code ? row.households : 0), 0);
      if (households === 0) return [];
      const node = { code, households, y, height: households * scale };
      y += node.height + GAP;
      return [node];
    });
  };
  const [before, after] = [side("from"), side("to")];
  const filled = { from: new Map<ClassCode, number>(), to: new Map<ClassCode, number>() };
  const bands: Band[] = [];
  for (const from of before) {
    for (const to of after) {
      const row = drawn.find((one) => one.from === from.code && one.to === to.code);
      if (!row) continue;
      const [used1, used2] = [filled.from.get(from.code) ?? 0, filled.to.get(to.code) ?? 0];
      const band = row.households * scale;
      bands.push({ ...row, y1: from.y + used1, y2: to.y + used2, height: band });
      filled.from.set(from.code, used1 + band);
      filled.to.set(to.code, used2 + band);
    }
  }
  return { before, after, bands, leftOut: all - total };
}

/** A band as the path of an SVG, between two verticals. */
export function bandPath(band: Band, x1: number, x2: number): string {
  const middle = (x1 + x2) / 2;
  const [a, b] = [band.y1, band.y2];
  const [c, d] = [a + band.height, b + band.height];
  return `M${x1} ${a}C${middle} ${a} ${middle} ${b} ${x2} ${b}L${x2} ${d}C${middle} ${d} ${middle} ${c} ${x1} ${c}Z`;
}
