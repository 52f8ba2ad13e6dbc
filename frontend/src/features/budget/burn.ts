// The course of a year's disbursement as lines of a chart, in million đồng.
import { share } from "./numbers";
import type { BurnDown } from "./types";

const MILLION = 1_000_000;

function millions(vnd: number | null | undefined): number | null {
  return vnd == null ? null : vnd / MILLION;
}

/** What the chart and the words beside it need. Months to come have a forecast and nothing else. */
export function burnOf({ months, allotted_vnd }: BurnDown) {
  const begun = months.filter((month) => month.cumulative_vnd != null).length;
  const last = months[begun - 1];
  const ends = months.at(-1)?.forecast_vnd ?? null;
  return {
    done: months.map((month) => millions(month.cumulative_vnd)),
    plan: months.map((month) => millions(month.planned_vnd)),
    // Begins where the known line ends.
    forecast: months.map((month, i) =>
      ends === null ? null : millions(i === begun - 1 ? month.cumulative_vnd : month.forecast_vnd),
    ),
    last,
    percent: share(last?.cumulative_vnd ?? 0, allotted_vnd),
    ends,
    endsPercent: ends === null ? null : share(ends, allotted_vnd),
  };
}
