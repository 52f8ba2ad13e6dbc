import { describe, expect, it } from "vitest";
import type { Standard } from "@/survey/queries";
import { EMPTY, present, read } from "./draft";

const standard = {
  code: "VN-2027",
  income_threshold_vnd_per_person_month: { rural: 2_200_000, urban: 2_800_000 },
  average_living_upper_vnd_per_person_month: null,
  score: null,
} as unknown as Standard;

const NOTHING = { vnd_per_household_month: 0, vnd_per_person_month: 0 };
const none = { poor: NOTHING, near_poor: NOTHING, average: NOTHING, other: NOTHING };

describe("a simulation being filled in", () => {
  it("sends nothing of what was left empty", () => {
    expect(read(EMPTY, standard)).toEqual({ ok: { scenario: { standard: "VN-2027" }, benefits: none } });
    expect(present(standard, "b1_cutoff")).toBeNull();
  });

  it("takes the standard's figure for the other setting", () => {
    const draft = {
      ...EMPTY,
      limits: { "income_threshold_vnd_per_person_month/rural": "2.500.000" },
      cutoff: "2",
      leftOut: ["water"],
      benefits: { "poor/vnd_per_household_month": "60.000" },
    };
    expect(read(draft, standard)).toEqual({
      ok: {
        scenario: {
          standard: "VN-2027",
          income_threshold_vnd_per_person_month: { rural: 2_500_000, urban: 2_800_000 },
          deprivation_cutoff: 2,
          indicators_left_out: ["water"],
        },
        benefits: { ...none, poor: { vnd_per_household_month: 60_000, vnd_per_person_month: 0 } },
      },
    });
  });

  it("names what is no number, and what has no figure to fall back on", () => {
    const draft = {
      ...EMPTY,
      limits: { "b1_cutoff/rural": "160", "income_threshold_vnd_per_person_month/urban": "nhiều" },
      cutoff: "ba",
      benefits: { "other/vnd_per_person_month": "1,5x" },
    };
    expect(read(draft, standard)).toEqual({
      wrong: [
        "/scenario/income_threshold_vnd_per_person_month/urban",
        "/scenario/b1_cutoff/urban",
        "/scenario/deprivation_cutoff",
        "/benefits/other/vnd_per_person_month",
      ],
    });
  });
});
