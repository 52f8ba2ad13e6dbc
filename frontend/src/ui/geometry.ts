// Boundaries on paper: a flat projection true to shape at the middle of what is shown.

type Ring = [longitude: number, latitude: number][];

/** A unit's boundary (a GeoJSON feature, WGS 84). */
export interface Shape {
  properties: { id: string; code: string; name: string };
  geometry: { type: "Polygon"; coordinates: Ring[] } | { type: "MultiPolygon"; coordinates: Ring[][] };
}

/** A unit as it is drawn. */
export interface Drawn {
  id: string;
  code: string;
  name: string;
  /** The path of an SVG. */
  d: string;
  /** The middle of its largest part. */
  x: number;
  y: number;
  /** The width of its largest part. */
  width: number;
}

export interface Drawing {
  units: Drawn[];
  width: number;
  height: number;
}

function rings(shape: Shape): Ring[] {
  const { geometry } = shape;
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

/** Draws units so wide; north is up. */
export function draw(shapes: readonly Shape[], width: number): Drawing {
  const points = shapes.flatMap((shape) => rings(shape).flat());
  if (points.length === 0) return { units: [], width, height: 0 };
  let [west, east, south, north] = [180, -180, 90, -90];
  for (const [longitude, latitude] of points) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  // A degree of longitude is shorter than one of latitude by the cosine of the latitude.
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = 2;
  const scale = (width - 2 * margin) / ((east - west) * squeeze);
  const place = ([longitude, latitude]: [number, number]): [number, number] => [
    margin + (longitude - west) * squeeze * scale,
    margin + (north - latitude) * scale,
  ];
  const units = shapes.map((shape) => {
    const placed = rings(shape).map((ring) => ring.map(place));
    const parts = placed.map((ring) => ({ ring, ...middle(ring) })).sort((a, b) => b.area - a.area);
    const largest = parts[0];
    const xs = largest?.ring.map(([x]) => x) ?? [0];
    return {
      ...shape.properties,
      d: placed.map(path).join(""),
      x: largest?.x ?? 0,
      y: largest?.y ?? 0,
      width: Math.max(...xs) - Math.min(...xs),
    };
  });
  return { units, width, height: Math.ceil((north - south) * scale + 2 * margin) };
}

function path(ring: [number, number][]): string {
  return `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
}

/** A ring's area and its centre of mass (the shoelace formula). */
function middle(ring: [number, number][]): { area: number; x: number; y: number } {
  let [twice, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    twice += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  if (twice === 0) return { area: 0, x: ring[0]?.[0] ?? 0, y: ring[0]?.[1] ?? 0 };
  return { area: Math.abs(twice / 2), x: x / (3 * twice), y: y / (3 * twice) };
}
