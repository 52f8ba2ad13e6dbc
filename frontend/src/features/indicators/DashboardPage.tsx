// The dashboard for leaders: headline indicators with targets, trend, comparison, deprivations and movements.
import { Alert, Anchor, Button, NativeSelect, Stack, Text } from "@mantine/core";
import { IconClock, IconPrinter, IconTable } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Cards } from "./Cards";
import { Compare } from "./Compare";
import { FlowPart } from "./FlowPart";
import { unitsOf, yearsUpTo } from "./figures";
import { HEADLINES, PROFILE } from "./headlines";
import classes from "./indicators.module.css";
import { OpenFigure } from "./OpenFigure";
import { ProfilePart } from "./ProfilePart";
import { analyticsQuery } from "./queries";
import { TrendPart } from "./TrendPart";
import { indicatorTexts } from "./texts";

const route = getRouteApi("/shell/indicators");

export function DashboardPage() {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { areaId, area, areaError, year } = usePlace();
  const search = route.useSearch();
  const years = yearsUpTo(year);
  const found = useQuery({
    ...analyticsQuery({
      indicators: [...HEADLINES, ...PROFILE].join(","),
      periods: years.join(","),
      area: areaId,
    }),
    placeholderData: keepPreviousData,
    enabled: !areaError,
  });
  const name = area?.name ?? common("nation");
  const view = found.data;
  const unit = view && unitsOf(view)[0];
  const indicators = view?.indicators ?? [];
  const chosen = indicators.find((one) => one.code === search.indicator) ?? indicators[0];
  const some = (one: number) => HEADLINES.some((code) => unit?.get(code, String(one))?.value != null);
  const other = [...years].reverse().find((one) => one !== year && some(one));
  return (
    <div className={classes.page} data-stale={found.isPlaceholderData || undefined}>
      <PageHeader
        title={t("title")}
        subtitle={areaError ? undefined : t("subtitle", { area: name, year })}
        actions={
          <>
            <Button
              component={Link}
              to="/indicators/table"
              variant="default"
              leftSection={<IconTable size={16} aria-hidden />}
            >
              {t("to_table")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t("print")}
            </Button>
          </>
        }
      />
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && !areaError && <Pending />}
      {view && unit && !some(year) && (
        <EmptyState
          title={t("none", { area: name, year })}
          text={t("none_detail")}
          action={
            other && (
              <Button
                variant="default"
                onClick={() =>
                  void navigate({ to: ".", search: ((old: object) => ({ ...old, year: other })) as never })
                }
              >
                {t("go_year", { year: other })}
              </Button>
            )
          }
        />
      )}
      {view && unit && chosen && some(year) && (
        <Stack gap="xl">
          {HEADLINES.some((code) => unit.get(code, String(year))?.provisional) && (
            <Alert color="yellow" icon={<IconClock />} title={t("year_open", { year })} p="sm">
              <Text size="sm">
                {t("year_open_detail")}{" "}
                {other && (
                  <Anchor
                    component={Link}
                    to="."
                    search={((old: object) => ({ ...old, year: other })) as never}
                    inherit
                    underline="always"
                  >
                    {t("go_year", { year: other })}
                  </Anchor>
                )}
              </Text>
            </Alert>
          )}
          <Cards indicators={indicators} unit={unit} year={year} />
          <div className={`${classes.chooser} gn-no-print`}>
            <NativeSelect
              label={t("shown")}
              value={chosen.code}
              onChange={(event) => {
                const indicator = event.currentTarget.value;
                void navigate({
                  to: ".",
                  search: ((old: object) => ({ ...old, indicator })) as never,
                  replace: true,
                  resetScroll: false,
                });
              }}
              data={indicators.map((one) => ({
                value: one.code,
                label: `${one.code} · ${inLanguage(one.name)}`,
              }))}
            />
          </div>
          <div className={classes.pair}>
            <TrendPart indicator={chosen} unit={unit} years={years} area={name} />
            <FlowPart year={year} area={name} />
          </div>
          <Compare code={chosen.code} area={name} />
          <ProfilePart indicators={indicators} unit={unit} year={year} />
        </Stack>
      )}
      <OpenFigure search={search} />
    </div>
  );
}
