// A plan out of a document's body. The body is free data: what is missing or of another shape is left out, so that a
// document is always readable as far as it goes.
import { inLanguage } from "@/ui/format";

export interface Budget {
  /** The code of where the money is from: central, local, … */
  source: string;
  vnd: number;
}

export interface Plan {
  place: string | null;
  signed: string | null;
  /** The code of the programme's item, such as DA7/TDA2. */
  programmeItem: string | null;
  fiscalYear: number | null;
  period: { from: string; to: string } | null;
  legalBases: string[];
  purposes: string[];
  subjects: string[];
  activities: string[];
  /** By source, in đồng, without the total. */
  budget: Budget[];
  /** The total as the document states it, in đồng. */
  total: number | null;
  responsible: { office: string; role: string }[];
  recipients: string[];
}

type Data = Readonly<Record<string, unknown>>;

function data(value: unknown): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

/** A text, alone or in several languages. */
function text(value: unknown): string | null {
  if (typeof value === "string") return value.trim() || null;
  const { vi, en } = data(value);
  return typeof vi === "string" ? inLanguage({ vi, en: typeof en === "string" ? en : null }) : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((one) => one !== null) : [];
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function planOf(body: unknown): Plan {
  const plan = data(body);
  const document = data(plan.document);
  const [from, to] = [text(data(plan.period).from), text(data(plan.period).to)];
  const { total, ...sources } = data(plan.budget_vnd);
  return {
    place: text(document.place),
    signed: text(document.signed),
    programmeItem: text(plan.programme_item),
    fiscalYear: number(plan.fiscal_year),
    period: from && to ? { from, to } : null,
    legalBases: texts(plan.legal_bases),
    purposes: texts(plan.purposes),
    subjects: texts(plan.subjects),
    activities: texts(plan.activities),
    budget: Object.entries(sources).flatMap(([source, value]) => {
      const vnd = number(value);
      return vnd === null ? [] : [{ source, vnd }];
    }),
    total: number(total),
    responsible: (Array.isArray(plan.responsible) ? plan.responsible : []).flatMap((one) => {
      const office = text(data(one).office);
      return office ? [{ office, role: text(data(one).role) ?? "" }] : [];
    }),
    recipients: texts(plan.recipients),
  };
}

/** A date known to the year, month or day, as officers write it: 2022, 10/2022, 21/07/2022. */
export function issued(on: string): string {
  return on.split("-").reverse().join("/");
}

/** A day as it is typed, as far as it is known (21/07/2022, 07/2022, 2022), as the API takes it; null when it is none. */
export function parseIssued(typed: string): string | null {
  const parts = typed.trim().split(/[/.-]/).reverse();
  const [year, month, day] = parts;
  if (!year || parts.length > 3 || !/^\d{4}$/.test(year)) return null;
  if (parts.slice(1).some((part) => !/^\d{1,2}$/.test(part))) return null;
  const read = [year, month?.padStart(2, "0"), day?.padStart(2, "0")].filter(Boolean).join("-");
  // 30/02 is none, which the calendar makes 1 March of.
  const known = new Date(`${read}${"-01-01".slice(read.length - 4)}T00:00:00Z`);
  return !Number.isNaN(known.getTime()) && known.toISOString().startsWith(read) ? read : null;
}

/** "Số: …/KH-SLĐTBXH" keeps the room for a number that was not yet given. */
export function numberOf(number: string | null | undefined): string | null {
  const given = number?.trim();
  if (!given) return null;
  return given.startsWith("/") ? `……${given}` : given;
}

/** A text in which dates stand as dd/mm/yyyy. */
export function withDates(sentence: string): string {
  return sentence.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, "$3/$2/$1");
}

/** What a filed document says in short. */
export function summaryOf(body: unknown): string | null {
  const { summary } = (typeof body === "object" && body !== null ? body : {}) as { summary?: unknown };
  return typeof summary === "string" ? summary : null;
}
