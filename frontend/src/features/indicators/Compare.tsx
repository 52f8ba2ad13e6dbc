// The areas below: on the map and against each other.
import { NativeSelect, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { AreaMap } from "@/ui/AreaMap";
import { boundariesQuery } from "@/ui/boundaries";
import { chartTexts } from "@/ui/chartTexts";
import { formatDate, formatFixed, inLanguage } from "@/ui/format";
import { Picture } from "@/ui/Picture";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AreaTable } from "./AreaTable";
import { ordered, shownUnit, unitsOf } from "./figures";
import classes from "./indicators.module.css";
import { analyticsQuery } from "./queries";
import type { DashboardSearch } from "./routes";
import { indicatorTexts } from "./texts";
import { inWords } from "./words";

const route = getRouteApi("/shell/indicators");
const ORDERS = ["worst", "best", "name"] as const;
/** How many areas are shown at first. */
const LINES = 20;

export function Compare({ code, area }: { code: string; area: string }) {
  const t = useTexts(indicatorTexts);
  const charts = useTexts(chartTexts);
  const place = usePlace();
  const navigate = useNavigate();
  const { units, sort } = route.useSearch();
  const period = String(place.year);
  const found = useQuery({
    ...analyticsQuery({
      indicators: code,
      periods: period,
      area: place.areaId,
      level: "below",
      units: units ?? "today",
    }),
    placeholderData: keepPreviousData,
  });
  const level = place.area?.level ?? (place.areaId ? undefined : "nation");
  const drawable = level === "nation" || level === "province";
  const on = units === "then" ? place.on : place.today;
  const boundaries = useQuery({ ...boundariesQuery(place.area?.id, on), enabled: drawable });
  const indicator = found.data?.indicators[0];
  const [whole, ...below] = found.data ? unitsOf(found.data) : [];
  const order = ORDERS.find((one) => one === sort) ?? "worst";
  const change = (part: DashboardSearch) =>
    void navigate({
      to: ".",
      search: ((old: object) => ({ ...old, ...part })) as never,
      replace: true,
      resetScroll: false,
    });
  if (level === "village") return null;
  const shapes = boundaries.data ?? [];
  const value = (unit: (typeof below)[number]) => unit.get(indicator?.code ?? "", period)?.value;
  const unitName = indicator ? shownUnit(inLanguage(indicator.unit)) : "";
  const named = indicator
    ? unitName
      ? `${inLanguage(indicator.name)} (${unitName})`
      : inLanguage(indicator.name)
    : "";
  return (
    <section>
      <div className={classes.head}>
        <div>
          <Title order={2}>{t("compare")}</Title>
          <Text size="sm" c="dimmed">
            {named}
          </Text>
        </div>
        <div className={`${classes.tools} gn-no-print`}>
          {place.on !== place.today && (
            <NativeSelect
              aria-label={t("units")}
              value={units ?? "today"}
              onChange={(event) =>
                change({ units: event.currentTarget.value === "then" ? "then" : undefined })
              }
              data={[
                { value: "today", label: t("units_today") },
                { value: "then", label: t("units_then") },
              ]}
            />
          )}
          <NativeSelect
            aria-label={t("order")}
            value={order}
            onChange={(event) => change({ sort: event.currentTarget.value })}
            data={ORDERS.map((one) => ({ value: one, label: t(`order_${one}`) }))}
          />
        </div>
      </div>
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && <Pending />}
      {indicator && whole && below.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("compare_none")}
        </Text>
      )}
      {indicator && whole && below.length > 0 && (
        <div className={classes.below} data-map={shapes.length > 0 || undefined}>
          <div className={classes.table}>
            <Text size="sm" mb={6}>
              <span className={classes.lineSign} aria-hidden />
              {t("compare_line", { area, value: inWords(value(whole), indicator) })}
            </Text>
            <AreaTable
              indicator={indicator}
              period={period}
              whole={whole}
              units={ordered(below, value, indicator.direction, order)}
              lines={LINES}
            />
          </div>
          {shapes.length > 0 && (
            <Picture
              caption={{
                title: named,
                subtitle: t("at_period", { area, period }),
                source: t("source", { on: formatDate(place.today) }),
              }}
            >
              <AreaMap
                shapes={shapes}
                figures={
                  new Map(
                    below.flatMap((unit) => {
                      const own = value(unit);
                      const label = formatFixed(
                        own,
                        indicator.decimals > 2 ? 3 : Math.min(indicator.decimals, 1),
                      );
                      return unit.area ? [[unit.area.id, { value: own, label }] as const] : [];
                    }),
                  )
                }
                say={(shape) => {
                  const unit = below.find((one) => one.area?.id === shape.id);
                  const own = unit?.get(indicator.code, period);
                  const gap = own?.gap ? inLanguage(own.gap) : charts("legend_none");
                  return t("map_unit", {
                    name: unit?.area?.name ?? shape.name,
                    value: own?.value == null ? gap : inWords(own.value, indicator),
                  });
                }}
                legend={named}
              />
            </Picture>
          )}
          {shapes.length === 0 && drawable && boundaries.data && (
            <Text size="sm" c="dimmed" className="gn-no-print">
              {units === "then"
                ? charts("no_boundaries_then", { year: place.year })
                : charts("no_boundaries", { area })}
            </Text>
          )}
        </div>
      )}
    </section>
  );
}
