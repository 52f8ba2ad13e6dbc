// A simulation as it is filled in, and as it is sent.

import type { Standard } from "@/survey/queries";
import { parseWhole } from "@/ui/format";
import type { ClassCode, SimulationInput } from "./queries";

/** The limits that can be supposed, in the order of the form. */
export const LIMITS = [
  "income_threshold_vnd_per_person_month",
  "average_living_upper_vnd_per_person_month",
  "b1_cutoff",
  "b1_average_upper",
] as const;
export type LimitKey = (typeof LIMITS)[number];
export const SETTINGS = ["rural", "urban"] as const;
export type Setting = (typeof SETTINGS)[number];
export const AMOUNTS = ["vnd_per_household_month", "vnd_per_person_month"] as const;
export type Amount = (typeof AMOUNTS)[number];

/** What was typed, by field; what is empty stays as the standard has it. */
export interface Draft {
  limits: Partial<Record<`${LimitKey}/${Setting}`, string>>;
  cutoff: string;
  leftOut: readonly string[];
  benefits: Partial<Record<`${ClassCode}/${Amount}`, string>>;
}

export const EMPTY: Draft = { limits: {}, cutoff: "", leftOut: [], benefits: {} };

/** A limit as the standard has it; null where it has none. */
export function present(standard: Standard, key: LimitKey): { rural: number; urban: number } | null {
  switch (key) {
    case "b1_cutoff":
      return standard.score?.b1_cutoff ?? null;
    case "b1_average_upper":
      return standard.score?.b1_average_upper ?? null;
    default:
      return standard[key] ?? null;
  }
}

type Read = Pick<SimulationInput, "scenario" | "benefits">;

/** What is sent, or the pointers of what is no number or is missing. */
export function read(draft: Draft, standard: Standard): { ok: Read } | { wrong: string[] } {
  const wrong: string[] = [];
  const number = (text: string | undefined, pointer: string, missing: number | null): number => {
    const typed = text?.trim() ?? "";
    const value = typed === "" ? missing : parseWhole(typed);
    if (value === null) wrong.push(pointer);
    return value ?? 0;
  };
  const scenario: Read["scenario"] = { standard: standard.code };
  for (const key of LIMITS) {
    const texts = SETTINGS.map((setting) => draft.limits[`${key}/${setting}`]);
    if (texts.every((text) => !text?.trim())) continue;
    const known = present(standard, key);
    const [rural, urban] = SETTINGS.map((setting, i) =>
      number(texts[i], `/scenario/${key}/${setting}`, known?.[setting] ?? null),
    ) as [number, number];
    scenario[key] = { rural, urban };
  }
  if (draft.cutoff.trim()) {
    scenario.deprivation_cutoff = number(draft.cutoff, "/scenario/deprivation_cutoff", null);
  }
  if (draft.leftOut.length > 0) scenario.indicators_left_out = [...draft.leftOut];
  const amountsOf = (code: ClassCode) => {
    const [vnd_per_household_month, vnd_per_person_month] = AMOUNTS.map((amount) =>
      number(draft.benefits[`${code}/${amount}`], `/benefits/${code}/${amount}`, 0),
    ) as [number, number];
    return { vnd_per_household_month, vnd_per_person_month };
  };
  const benefits = {
    poor: amountsOf("poor"),
    near_poor: amountsOf("near_poor"),
    average: amountsOf("average"),
    other: amountsOf("other"),
  };
  return wrong.length > 0 ? { wrong } : { ok: { scenario, benefits } };
}
