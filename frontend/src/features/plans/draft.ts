// A plan as it is typed, and what of it can't be sent yet.
import { formatDate, formatNumber, parseDate, parseWhole } from "@/ui/format";
import type { PlanDetail, PlanInput, Source } from "./queries";

export const SOURCES: readonly Source[] = ["central", "provincial", "district", "commune", "other"];

export interface DraftActivity {
  /** Tells rows apart while they are edited. */
  key: number;
  text: string;
  from: string;
  to: string;
  responsible: string;
  item: string;
}

export interface DraftOffice {
  key: number;
  office: string;
  task: string;
}

export interface Draft {
  title: string;
  item: string;
  fiscalYear: string;
  from: string;
  to: string;
  issuer: string;
  issuerAbove: string;
  signerTitle: string;
  signerName: string;
  legalBases: string;
  purposes: string;
  subjects: string;
  recipients: string;
  budget: Record<Source, string>;
  responsible: DraftOffice[];
  activities: DraftActivity[];
}

let next = 1;

export function emptyActivity(): DraftActivity {
  return { key: next++, text: "", from: "", to: "", responsible: "", item: "" };
}

export function emptyOffice(): DraftOffice {
  return { key: next++, office: "", task: "" };
}

const amounts = (of: (source: Source) => string) =>
  Object.fromEntries(SOURCES.map((source) => [source, of(source)])) as Record<Source, string>;

/** A new plan for a year. */
export function emptyDraft(year: number): Draft {
  return {
    title: "",
    item: "",
    fiscalYear: String(year),
    from: "",
    to: `31/12/${year}`,
    issuer: "",
    issuerAbove: "",
    signerTitle: "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    signerName: "",
    legalBases: "",
    purposes: "",
    subjects: "",
    recipients: "",
    budget: amounts(() => ""),
    responsible: [],
    activities: [emptyActivity()],
  };
}

/** A plan that is there already. */
export function draftOf(plan: PlanDetail): Draft {
  const { content } = plan;
  const lines = (texts: readonly string[] | undefined) => (texts ?? []).join("\n");
  return {
    title: plan.title,
    item: plan.item ?? "",
    fiscalYear: String(plan.fiscal_year),
    from: formatDate(plan.from),
    to: formatDate(plan.to),
    issuer: plan.issuer,
    issuerAbove: plan.issuer_above ?? "",
    signerTitle: plan.signer_title,
    signerName: plan.signer_name ?? "",
    legalBases: lines(content.legal_bases),
    purposes: lines(content.purposes),
    subjects: lines(content.subjects),
    recipients: lines(content.recipients),
    budget: amounts((source) => {
      const line = content.budget?.find((one) => one.source === source);
      return line ? formatNumber(line.amount_vnd) : "";
    }),
    responsible: (content.responsible ?? []).map((one) => ({ key: next++, ...one })),
    activities: plan.activities.map((one) => ({
      key: next++,
      text: one.text,
      from: formatDate(one.from),
      to: formatDate(one.to),
      responsible: one.responsible,
      item: one.item ?? "",
    })),
  };
}

export type Fault = "required" | "bad_date" | "bad_whole";

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** The plan to be sent, with what is wrong by pointer. */
export function readDraft(draft: Draft, area: string): { input: PlanInput; faults: Map<string, Fault> } {
  const faults = new Map<string, Fault>();
  const text = (pointer: string, typed: string) => {
    const tidy = typed.trim();
    if (!tidy) faults.set(pointer, "required");
    return tidy;
  };
  const day = (pointer: string, typed: string) => {
    const found = parseDate(typed);
    if (!found) faults.set(pointer, typed.trim() ? "bad_date" : "required");
    return found ?? "";
  };
  const whole = (pointer: string, typed: string) => {
    const found = parseWhole(typed);
    if (found === null) faults.set(pointer, "bad_whole");
    return found ?? 0;
  };
  const given = SOURCES.filter((source) => draft.budget[source].trim());
  const input: PlanInput = {
    area: text("/area", area),
    title: text("/title", draft.title),
    item: draft.item.trim() || null,
    fiscal_year: whole("/fiscal_year", draft.fiscalYear),
    from: day("/from", draft.from),
    to: day("/to", draft.to),
    issuer: text("/issuer", draft.issuer),
    issuer_above: draft.issuerAbove.trim() || null,
    signer_title: text("/signer_title", draft.signerTitle),
    signer_name: draft.signerName.trim() || null,
    content: {
      legal_bases: linesOf(draft.legalBases),
      purposes: linesOf(draft.purposes),
      subjects: linesOf(draft.subjects),
      recipients: linesOf(draft.recipients),
      budget: given.map((source, i) => ({
        source,
        amount_vnd: whole(`/content/budget/${i}/amount_vnd`, draft.budget[source]),
      })),
      responsible: draft.responsible.map((one, i) => ({
        office: text(`/content/responsible/${i}/office`, one.office),
        task: one.task.trim(),
      })),
    },
    activities: draft.activities.map((one, i) => ({
      text: text(`/activities/${i}/text`, one.text),
      from: day(`/activities/${i}/from`, one.from),
      to: day(`/activities/${i}/to`, one.to),
      responsible: text(`/activities/${i}/responsible`, one.responsible),
      item: one.item.trim() || null,
    })),
  };
  return { input, faults };
}

/** The pointer of a source's amount, as it is sent. */
export function amountPointer(draft: Draft, source: Source): string {
  const given = SOURCES.filter((one) => draft.budget[one].trim());
  return `/content/budget/${given.indexOf(source)}/amount_vnd`;
}
