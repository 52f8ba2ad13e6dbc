// An item as it is being edited: every field as the text that was typed, so that nothing typed is lost.
import { formatDate, parseDate, parseWhole } from "@/ui/format";
import { bodyOf, type Indicator, type Item, type ItemInput } from "./queries";
import type { Kind } from "./routes";

export interface Words {
  vi: string;
  en: string;
}

export interface Draft {
  kind: Kind;
  code: string;
  parent: string;
  position: string;
  from: string;
  name: Words;
  definition: Words;
  unit: Words;
  decimals: string;
  factor: string;
  origin: Indicator["origin"];
  numerator: string;
  denominator: string;
  level: "commune" | "province";
  overTime: "sum" | "last";
  entered: Words;
  outOf: Words;
  frequency: Indicator["frequency"];
  by: string[];
  direction: Indicator["direction"];
  min: string;
  max: string;
  plausible: string;
  amber: string;
  baseline: string;
  responsible: Words;
  project: string;
  /** One a line: the area's code and a day on which it means that area. */
  members: string;
  document: string;
  article: string;
  note: string;
  verified: boolean;
}

const NOTHING: Words = { vi: "", en: "" };

/** A new item of a kind. */
export function emptyDraft(kind: Kind, parent: string, from: string): Draft {
  return {
    kind,
    code: "",
    parent,
    position: "",
    from: formatDate(from),
    name: NOTHING,
    definition: NOTHING,
    unit: { vi: "%", en: "%" },
    decimals: "2",
    factor: "100",
    origin: "computed",
    numerator: "",
    denominator: "",
    level: "commune",
    overTime: "sum",
    entered: NOTHING,
    outOf: NOTHING,
    frequency: "year",
    by: [],
    direction: "down",
    min: "",
    max: "",
    plausible: "",
    amber: "10",
    baseline: "",
    responsible: NOTHING,
    project: "",
    members: "",
    document: "",
    article: "",
    note: "",
    verified: false,
  };
}

/** An item's next version, to begin with. */
export function draftOf(item: Item, from: string): Draft {
  const body = bodyOf(item);
  const draft = {
    ...emptyDraft(item.kind, "", from),
    code: item.code,
    name: body.name,
    document: body.legal.document,
    article: body.legal.article ?? "",
    note: body.legal.note ?? "",
    verified: body.verified,
  };
  const heading = item.programme ?? item.objective ?? item.result;
  if (heading) return { ...draft, parent: heading.parent ?? "", position: String(heading.position ?? "") };
  if (item.area_group) {
    const members = item.area_group.members.map((one) => `${one.area} ${formatDate(one.on)}`);
    return { ...draft, members: members.join("\n") };
  }
  const indicator = item.indicator;
  if (!indicator) return draft;
  return {
    ...draft,
    parent: indicator.parent,
    position: String(indicator.position ?? ""),
    definition: indicator.definition,
    unit: indicator.unit,
    decimals: String(indicator.decimals),
    factor: String(indicator.factor),
    origin: indicator.origin,
    numerator: indicator.numerator ?? "",
    denominator: indicator.denominator ?? "",
    level: indicator.entry?.level ?? "commune",
    overTime: indicator.entry?.over_time ?? "sum",
    entered: indicator.entry?.numerator ?? NOTHING,
    outOf: indicator.entry?.denominator ?? NOTHING,
    frequency: indicator.frequency,
    by: [...(indicator.by ?? [])],
    direction: indicator.direction,
    min: indicator.range?.min ?? "",
    max: indicator.range?.max ?? "",
    plausible: String(indicator.plausible_change_percent ?? ""),
    amber: String(indicator.amber_percent),
    baseline: indicator.baseline_period ?? "",
    responsible: indicator.responsible,
    project: indicator.project ?? "",
  };
}

/** The members that were typed, or the line that is none. */
export function membersOf(text: string): { members: { area: string; on: string }[]; bad?: string } {
  const members: { area: string; on: string }[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (!line) continue;
    const [area, day, ...rest] = line.split(/\s+/);
    const on = day ? parseDate(day) : null;
    if (!area || !on || rest.length > 0) return { members, bad: line };
    members.push({ area, on });
  }
  return { members };
}

const trimmed = (words: Words): Words => ({ vi: words.vi.trim(), en: words.en.trim() });
/** A decimal as the server reads it: with a point. */
const decimal = (text: string) => text.trim().replace(",", ".");

/** The fields that hold no number, no date or no members, by the server's pointer. */
export function unreadable(draft: Draft): string[] {
  const at = (field: string) => `/${draft.kind}/${field}`;
  const numbers: [string, string, boolean][] =
    draft.kind === "area_group"
      ? []
      : draft.kind === "indicator"
        ? [
            ["position", draft.position, false],
            ["decimals", draft.decimals, true],
            ["factor", draft.factor, true],
            ["plausible_change_percent", draft.plausible, false],
            ["amber_percent", draft.amber, true],
          ]
        : [["position", draft.position, false]];
  const bad = numbers
    .filter(([, text, needed]) => {
      const number = parseWhole(text);
      return text.trim() === "" ? needed : number === null || number < 0;
    })
    .map(([field]) => at(field));
  if (!parseDate(draft.from)) bad.push("/valid_from");
  if (draft.kind === "area_group" && membersOf(draft.members).bad !== undefined) bad.push(at("members"));
  return bad;
}

/** What is sent; null while something can't be read. */
export function inputOf(draft: Draft): ItemInput | null {
  const from = parseDate(draft.from);
  if (!from || unreadable(draft).length > 0) return null;
  const legal = {
    document: draft.document.trim(),
    ...(draft.article.trim() ? { article: draft.article.trim() } : {}),
    ...(draft.note.trim() ? { note: draft.note.trim() } : {}),
  };
  const common = { code: draft.code.trim(), name: trimmed(draft.name), legal, verified: draft.verified };
  const position = parseWhole(draft.position) ?? 0;
  if (draft.kind === "area_group") {
    return { valid_from: from, area_group: { ...common, members: membersOf(draft.members).members } };
  }
  if (draft.kind !== "indicator") {
    const heading = { ...common, position, ...(draft.parent ? { parent: draft.parent } : {}) };
    return { valid_from: from, [draft.kind]: heading };
  }
  return { valid_from: from, indicator: { ...common, position, ...ofIndicator(draft) } };
}

function ofIndicator(draft: Draft): Omit<Indicator, "code" | "name" | "legal" | "verified" | "position"> {
  const [min, max] = [decimal(draft.min), decimal(draft.max)];
  const plausible = parseWhole(draft.plausible);
  const outOf = trimmed(draft.outOf);
  const entry = {
    level: draft.level,
    numerator: trimmed(draft.entered),
    over_time: draft.overTime,
    ...(outOf.vi || outOf.en ? { denominator: outOf } : {}),
  };
  const numerator = draft.numerator.trim();
  const denominator = draft.denominator.trim();
  return {
    parent: draft.parent,
    definition: trimmed(draft.definition),
    unit: trimmed(draft.unit),
    decimals: Math.min(parseWhole(draft.decimals) ?? 0, 255),
    factor: parseWhole(draft.factor) ?? 0,
    origin: draft.origin,
    ...(draft.origin === "computed" && numerator ? { numerator } : {}),
    ...(draft.origin === "computed" && denominator ? { denominator } : {}),
    ...(draft.origin === "entered" ? { entry } : {}),
    frequency: draft.frequency,
    by: draft.by as NonNullable<Indicator["by"]>,
    direction: draft.direction,
    ...(min || max ? { range: { ...(min ? { min } : {}), ...(max ? { max } : {}) } } : {}),
    ...(plausible === null ? {} : { plausible_change_percent: plausible }),
    amber_percent: parseWhole(draft.amber) ?? 0,
    ...(draft.baseline.trim() ? { baseline_period: draft.baseline.trim() } : {}),
    responsible: trimmed(draft.responsible),
    ...(draft.project.trim() ? { project: draft.project.trim() } : {}),
  };
}
