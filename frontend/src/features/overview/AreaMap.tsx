// The areas below, coloured by a rate.
import { NativeSelect } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { AreaMap as Drawing } from "@/ui/AreaMap";
import { chartTexts } from "@/ui/chartTexts";
import { formatNumber, formatPercent } from "@/ui/format";
import type { Shape } from "@/ui/geometry";
import { bareRate } from "./figures";
import type { Overview } from "./queries";
import { MEASURES, type Measure } from "./routes";
import { overviewTexts } from "./texts";

const route = getRouteApi("/shell/");

export function AreaMap({ overview, shapes }: { overview: Overview; shapes: readonly Shape[] }) {
  const t = useTexts(overviewTexts);
  const charts = useTexts(chartTexts);
  const navigate = useNavigate();
  const measure = route.useSearch().measure ?? "poor_rate";
  const counts = new Map(overview.children.flatMap((row) => (row.area ? [[row.area.id, row] as const] : [])));
  const figures = new Map(
    [...counts].map(([id, row]) => {
      const rate = row.counts[measure].percent;
      return [id, { value: rate, label: bareRate(rate, 1) }];
    }),
  );

  function say(unit: { id: string; name: string }): string {
    const row = counts.get(unit.id);
    const name = row?.area?.name ?? unit.name;
    const rate = row?.counts[measure];
    if (rate?.percent == null) return t("map_unit_none", { name });
    return t("map_unit", {
      name,
      percent: formatPercent(rate.percent),
      numerator: formatNumber(rate.numerator),
      denominator: formatNumber(rate.denominator),
    });
  }

  return (
    <Drawing
      shapes={shapes}
      figures={figures}
      say={say}
      legend={`${t(measure)} · ${charts("legend")}, %`}
      choice={
        <NativeSelect
          className="gn-no-print"
          label={t("map_by")}
          value={measure}
          onChange={(event) => {
            const chosen = event.currentTarget.value as Measure;
            void navigate({
              to: ".",
              search: ((old: object) => ({ ...old, measure: chosen })) as never,
              replace: true,
            });
          }}
          data={MEASURES.map((one) => ({ value: one, label: t(one) }))}
        />
      }
    />
  );
}
