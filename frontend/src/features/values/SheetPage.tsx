// The sheet of a unit and period: all that it has to enter, typed as in a spreadsheet and saved at once.
import { Alert, Button, Loader, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import {
  firstDay,
  frequencyOf,
  lastBegun,
  lastDay,
  type Part,
  partsFor,
  periodBefore,
  periodCode,
} from "./periods";
import { type Indicator, indicatorOf, indicatorsQuery, ownValuesQuery } from "./queries";
import { SheetForm } from "./SheetForm";
import { rowsOf } from "./sheet";
import { valueTexts } from "./texts";
import { ValueDrawer } from "./ValueDrawer";
import { Views } from "./Views";
import classes from "./values.module.css";
import { PeriodSelect, periodWords } from "./words";

const route = getRouteApi("/shell/values");
const USUAL: readonly Part[] = ["S1", "S2", "Y"];

export function SheetPage() {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const { area, areaId, areaError } = usePlace();
  const enters = area?.level === "commune" || area?.level === "province";
  return (
    <>
      <PageHeader title={t("title")} subtitle={area?.name ?? (areaId ? "" : common("nation"))} />
      <Views />
      <ProblemAlert error={areaError} />
      {areaId && !area && !areaError && <Loader size="sm" aria-label={common("loading")} />}
      {(!areaId || (area && !enters)) && (
        <EmptyState
          title={t("pick_area")}
          text={t("pick_area_sheet")}
          action={
            <Button component={Link} to="/values/overview" variant="default">
              {t("to_overview")}
            </Button>
          }
        />
      )}
      {area && enters && <Sheet area={area} />}
    </>
  );
}

function Sheet({ area }: { area: { id: string; level: string; name: string } }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const mayEnter = useCan()("enter_values");
  const { year, today } = usePlace();
  const search = route.useSearch();
  const forLevel = (all: Indicator[] | null | undefined) =>
    all?.filter((one) => one.entry && one.entry.level === area.level) ?? null;
  // What the year asks for says which periods there are; what a period asks for stands in its sheet.
  const ofYear = useQuery(indicatorsQuery(lastDay(year, "Y")));
  const asked = forLevel(ofYear.data);
  const found = partsFor((asked ?? []).flatMap((one) => one.frequency ?? []));
  const parts = found.length > 0 ? found : USUAL;
  const wanted = parts.find((part) => part === search.part);
  const part = wanted ?? lastBegun(year, parts, today) ?? "Y";
  const earlier = periodBefore(year, part);
  const period = periodCode(year, part);
  const definitions = useQuery(indicatorsQuery(lastDay(year, part)));
  const values = useQuery(ownValuesQuery(area.id, period));
  const previous = useQuery(ownValuesQuery(area.id, periodCode(earlier.year, earlier.part)));
  const go = (changed: { part?: Part; open?: string | undefined }) =>
    void navigate({ to: ".", search: (old) => ({ ...old, ...changed }), replace: true });
  const error = ofYear.error ?? definitions.error ?? values.error ?? previous.error;
  if (error) return <ProblemAlert error={error} />;
  if (ofYear.data === undefined || definitions.data === undefined || !values.data || !previous.data) {
    return <Loader size="sm" aria-label={common("loading")} />;
  }
  const inSheet =
    forLevel(definitions.data)?.filter((one) => one.frequency === frequencyOf(part)) ??
    previous.data.map(indicatorOf);
  const rows = rowsOf(inSheet, values.data, previous.data, indicatorOf);
  const words = periodWords(t, year, part);
  const begun = firstDay(year, part) <= today;
  return (
    <>
      <div className={classes.filters}>
        <PeriodSelect
          year={year}
          part={part}
          parts={parts}
          indicators={asked}
          onChange={(chosen) => go({ part: chosen, open: undefined })}
        />
        {rows.length > 0 && mayEnter && begun && (
          <Text size="xs" c="dimmed" className={classes.keys}>
            {t("keys")}
          </Text>
        )}
      </div>
      {definitions.data === null && (
        <Alert color="yellow" icon={<IconInfoCircle />} mb="sm">
          {t("no_definitions")}
        </Alert>
      )}
      {!begun && (
        <Alert color="yellow" icon={<IconInfoCircle />} mb="sm">
          {t("not_begun", { period: words })}
        </Alert>
      )}
      {!mayEnter && rows.length > 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {t("read_only")}
        </Text>
      )}
      {rows.length === 0 ? (
        <EmptyState
          title={t("none_collected")}
          text={t("none_collected_detail", { period: words, area: area.name })}
        />
      ) : (
        <SheetForm
          key={`${area.id}/${period}`}
          area={area.id}
          period={period}
          rows={rows}
          editable={mayEnter && begun}
          previousWords={periodWords(t, earlier.year, earlier.part)}
          label={`${area.name}, ${words}`}
          onOpen={(id) => go({ open: id })}
        />
      )}
      {search.open && <ValueDrawer id={search.open} onClose={() => go({ open: undefined })} />}
    </>
  );
}
