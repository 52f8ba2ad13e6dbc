// The totals of the chosen area and year, and the ways down to what they are made of.
import { Button, Group, Stack } from "@mantine/core";
import { IconFileImport, IconPrinter } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Below } from "./Below";
import classes from "./overview.module.css";
import { type Overview, overviewQuery } from "./queries";
import { Measures, Totals } from "./Totals";
import { overviewTexts } from "./texts";

const route = getRouteApi("/shell/");
const Charts = lazy(() => import("./Charts"));

export function OverviewPage() {
  const common = useCommon();
  const t = useTexts(overviewTexts);
  const { areaId, area, areaError, year } = usePlace();
  const { units } = route.useSearch();
  const found = useQuery({
    ...overviewQuery({ area: areaId, year, units }),
    placeholderData: keepPreviousData,
    enabled: !areaError,
  });
  const overview = found.data;
  const unknown = areaError !== null && areaError !== undefined;
  const name = overview ? (overview.area?.name ?? common("nation")) : (area?.name ?? common("nation"));
  const some = (overview?.counts.households ?? 0) > 0;
  return (
    <div className={classes.page} data-stale={found.isPlaceholderData || undefined}>
      <PageHeader
        title={t("title")}
        subtitle={unknown ? undefined : t("subtitle", { area: name, year: overview?.year ?? year })}
        actions={
          some && (
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t("print")}
            </Button>
          )
        }
      />
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && !areaError && <Pending />}
      {overview &&
        (some ? (
          <Stack gap="xl">
            <Totals overview={overview} name={name} />
            <Below overview={overview} name={name} />
            <div className={classes.pair}>
              <Suspense fallback={<Pending />}>
                <Charts area={areaId} year={overview.year} />
              </Suspense>
            </div>
            <Measures index={overview.index} />
          </Stack>
        ) : (
          <Nothing overview={overview} name={name} />
        ))}
    </div>
  );
}

/** Nothing in this year: another year may have figures, or the list has yet to be imported. */
function Nothing({ overview, name }: { overview: Overview; name: string }) {
  const t = useTexts(overviewTexts);
  const can = useCan();
  const place = usePlace();
  const other = overview.years.find((year) => year < overview.year) ?? overview.years[0];
  const mayImport = can("import_households");
  const importing = mayImport && (
    <Button
      component={Link}
      to="/imports/new"
      variant={other ? "default" : "filled"}
      leftSection={<IconFileImport size={17} aria-hidden />}
    >
      {t("import")}
    </Button>
  );
  return (
    <EmptyState
      title={t("empty", { area: name, year: overview.year })}
      text={other ? t("empty_other_year", { year: other }) : mayImport ? t("empty_import") : t("empty_wait")}
      action={
        <Group gap="xs" justify="center">
          {other && (
            <Button onClick={() => place.go({ year: other })}>{t("go_year", { year: other })}</Button>
          )}
          {importing}
        </Group>
      }
    />
  );
}
