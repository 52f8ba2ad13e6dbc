// A drawing of the page as a picture to keep: its title above, its legend and source below.

/** What a shape looks like; style sheets don't reach into a picture. */
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;

const SVG = "http://www.w3.org/2000/svg";
/** In units of the drawing. */
const [MARGIN, TITLE, LINE] = [12, 15, 17];
const INK = "#1c2320";
/** Of the picture, for each unit of the drawing. */
const PIXELS = 3;

export interface Caption {
  title: string;
  /** Below the title: where and when. */
  subtitle: string;
  /** At the foot: whence. */
  source: string;
}

/** The figure's drawing with its caption and legend, which reads by itself. */
function standing(figure: Element, caption: Caption): { svg: SVGSVGElement; width: number; height: number } {
  const drawn = figure.querySelector("svg");
  const box = drawn?.viewBox.baseVal;
  if (!drawn || !box) throw new Error("the figure has no drawing");
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawn.querySelectorAll("*"), copy.querySelectorAll("*")];
  to.forEach((node, i) => {
    const original = from[i];
    if (!original || !(node instanceof SVGElement)) return;
    const style = getComputedStyle(original);
    for (const look of LOOKS) node.style.setProperty(look, style.getPropertyValue(look));
    node.removeAttribute("class");
  });
  for (const hint of copy.querySelectorAll("title")) hint.remove();

  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("font-family", "'Be Vietnam Pro', 'Noto Sans', 'Segoe UI', Arial, sans-serif");
  const add = (name: string, attributes: Record<string, string | number>, text?: string) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
    if (text !== undefined) node.textContent = text;
    svg.append(node);
  };
  const width = box.width + 2 * MARGIN;
  const ground = { x: 0, y: 0, width, height: 0, fill: "#fff" };
  let y = MARGIN + TITLE;
  const below: [string, Record<string, string | number>, string][] = [];
  const line = (text: string, size: number, weight: number, ink: string) => {
    for (const part of wrapped(text, Math.floor(box.width / (size * 0.52)))) {
      below.push(["text", { x: MARGIN, y, "font-size": size, "font-weight": weight, fill: ink }, part]);
      y += size + 4;
    }
  };
  line(caption.title, TITLE, 600, INK);
  line(caption.subtitle, 11.5, 400, "#55615b");
  const top = y;
  y += box.height + LINE;
  for (const item of figure.querySelectorAll("[data-legend]")) {
    const swatch = item.firstElementChild;
    const style = swatch && getComputedStyle(swatch);
    const sign = swatch?.textContent ?? "";
    if (sign) {
      below.push(["text", { x: MARGIN, y, "font-size": 12, fill: style?.color ?? INK }, sign]);
    } else {
      const shade = style?.backgroundColor ?? "#fff";
      const fill = shade === "rgba(0, 0, 0, 0)" ? "#e1e6e3" : shade;
      below.push(["rect", { x: MARGIN, y: y - 9, width: 15, height: 10, fill, stroke: "#c3ccc7" }, ""]);
    }
    const text = (item.textContent ?? "").slice(sign.length).trim();
    below.push(["text", { x: MARGIN + 21, y, "font-size": 11.5, fill: INK }, text]);
    y += LINE;
  }
  line(caption.source, 10, 400, "#55615b");
  ground.height = y + MARGIN;
  add("rect", ground);
  for (const [name, attributes, text] of below) add(name, attributes, text);
  copy.setAttribute("x", String(MARGIN));
  copy.setAttribute("y", String(top));
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  copy.removeAttribute("class");
  svg.append(copy);
  svg.setAttribute("xmlns", SVG);
  svg.setAttribute("width", String(width * PIXELS));
  svg.setAttribute("height", String(ground.height * PIXELS));
  svg.setAttribute("viewBox", `0 0 ${width} ${ground.height}`);
  return { svg, width: width * PIXELS, height: ground.height * PIXELS };
}

/** Lines of at most so many letters, broken between words. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Keeps a figure's drawing as a PNG file. Errors: the browser can't draw it. */
export async function savePng(figure: Element, caption: Caption, filename: string): Promise<void> {
  const { svg, width, height } = standing(figure, caption);
  const text = new XMLSerializer().serializeToString(svg);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(width), Math.ceil(height)];
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!png) throw new Error("no picture");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(png);
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } finally {
    URL.revokeObjectURL(address);
  }
}
