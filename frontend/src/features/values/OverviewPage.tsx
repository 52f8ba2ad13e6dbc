// Who has entered what: units by indicators with the state of each, and what can be done with many at once.
import { Button, Group, Loader, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { childrenQuery } from "@/api/queries";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { fold } from "@/ui/fold";
import { formatNumber, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BulkDialog } from "./BulkDialog";
import { counts, fits, type UnitRow, unitRows, within } from "./board";
import { showDecimal } from "./numbers";
import { frequencyOf, lastBegun, lastDay, type Part, partsFor, periodCode } from "./periods";
import {
  communesQuery,
  type Indicator,
  indicatorOf,
  indicatorsQuery,
  type Value,
  valuesQuery,
} from "./queries";
import { FILTERS, type OverviewSearch } from "./routes";
import { valueTexts } from "./texts";
import { ValueDrawer } from "./ValueDrawer";
import { Views } from "./Views";
import classes from "./values.module.css";
import { PeriodSelect, periodWords, StateIcon, stateOf } from "./words";

const route = getRouteApi("/shell/values/overview");
const USUAL: readonly Part[] = ["S1", "S2", "Y"];
const BULK = ["check", "approve", "lock"] as const;
type BulkAct = (typeof BULK)[number];
/** So many rows at once; the rest by a button. */
const STEP = 100;

export function OverviewPage() {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const me = useMe();
  const navigate = useNavigate();
  const { area, areaId, areaError, year, on, today } = usePlace();
  const search = route.useSearch();
  const [find, setFind] = useState("");
  const [limit, setLimit] = useState(STEP);
  const [bulk, setBulk] = useState<BulkAct | null>(null);
  // Of the nation the provinces' own figures; those of thousands of communes by province.
  const level =
    !areaId || area?.level === "province" ? (areaId ? (search.level ?? "commune") : "province") : "commune";
  const ready = !areaId || area !== null;
  const ofYear = useQuery(indicatorsQuery(lastDay(year, "Y")));
  const asked = ofYear.data?.filter((one) => one.entry?.level === level) ?? null;
  const found = partsFor((asked ?? []).flatMap((one) => one.frequency ?? []));
  const parts = found.length > 0 ? found : USUAL;
  const part = parts.find((one) => one === search.part) ?? lastBegun(year, parts, today) ?? "Y";
  const definitions = useQuery(indicatorsQuery(lastDay(year, part)));
  const values = useQuery({ ...valuesQuery(areaId, periodCode(year, part)), enabled: ready });
  const isProvince = area?.level === "province";
  const communes = useQuery({ ...communesQuery(area?.id ?? "", on), enabled: isProvince });
  const provinces = useQuery({ ...childrenQuery(null, on), enabled: !areaId });
  const units = !areaId
    ? provinces.data
    : isProvince && level === "commune"
      ? communes.data
      : area
        ? [area]
        : undefined;
  const go = (changed: Partial<OverviewSearch>) =>
    void navigate({ to: ".", search: (old) => ({ ...old, ...changed }), replace: true });
  const error =
    areaError ?? ofYear.error ?? definitions.error ?? values.error ?? communes.error ?? provinces.error;

  const all = units && values.data ? unitRows(units, values.data, level) : undefined;
  const indicators =
    definitions.data?.filter((one) => one.entry?.level === level && one.frequency === frequencyOf(part)) ??
    seen(values.data ?? [], level);
  const named = all?.filter(({ unit }) => fold(unit.name).includes(fold(find.trim())));
  const sums = named && counts(named, indicators);
  const rows = named?.filter(
    ({ cells }) => !search.state || indicators.some(({ code }) => fits(cells.get(code), search.state)),
  );
  const chosen = bulk && rows ? within(me, rows, search.state, bulk) : [];
  const words = periodWords(t, year, part);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={`${area?.name ?? (areaId ? "" : common("nation"))} · ${words}`}
      />
      <Views />
      <div className={classes.filters}>
        <PeriodSelect
          year={year}
          part={part}
          parts={parts}
          indicators={asked}
          onChange={(one) => go({ part: one, open: undefined })}
        />
        {isProvince && (
          <NativeSelect
            label={t("overview_level")}
            value={level}
            data={[
              { value: "commune", label: t("level_commune") },
              { value: "province", label: t("level_province") },
            ]}
            onChange={(event) =>
              go({
                level: event.currentTarget.value === "province" ? "province" : undefined,
                open: undefined,
              })
            }
          />
        )}
        {(units?.length ?? 0) > 1 && (
          <TextInput
            label={t("unit_search")}
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
            leftSection={<IconSearch size={16} aria-hidden />}
          />
        )}
      </div>
      {!areaId && (
        <Text size="sm" c="dimmed" mb="sm">
          {t("overview_nation")}
        </Text>
      )}
      <ProblemAlert error={error} />
      {!error && (!rows || !sums || ofYear.isPending || definitions.isPending) && (
        <Loader size="sm" aria-label={common("loading")} />
      )}
      {!error &&
        rows &&
        sums &&
        !definitions.isPending &&
        !ofYear.isPending &&
        (indicators.length === 0 ? (
          <EmptyState
            title={t("none_collected")}
            text={t("none_collected_detail", { period: words, area: area?.name ?? common("nation") })}
          />
        ) : (
          <>
            <fieldset className={classes.chips}>
              <legend className={classes.hidden}>{t("counts")}</legend>
              {FILTERS.map((filter) => (
                <button
                  key={filter}
                  type="button"
                  className={classes.chip}
                  aria-pressed={search.state === filter}
                  onClick={() => go({ state: search.state === filter ? undefined : filter })}
                >
                  {filter === "flagged" ? (
                    <IconAlertTriangle size={14} aria-hidden />
                  ) : (
                    <StateIcon state={filter} size={14} />
                  )}
                  {t(`state_${filter}`)} <b>{formatNumber(sums[filter])}</b>
                </button>
              ))}
            </fieldset>
            <Group gap="xs" mb="sm">
              {BULK.map((act) => {
                const count = within(me, rows, search.state, act).length;
                return count > 0 ? (
                  <Button key={act} variant="default" size="xs" onClick={() => setBulk(act)}>
                    {t(`bulk_${act}`, { count })}
                  </Button>
                ) : null;
              })}
              <Text size="xs" c="dimmed">
                {t("legend")}
              </Text>
            </Group>
            {rows.length === 0 ? (
              <EmptyState
                title={t("overview_none")}
                text={t("overview_none_detail")}
                action={
                  <Button
                    variant="default"
                    onClick={() => {
                      setFind("");
                      go({ state: undefined });
                    }}
                  >
                    {t("show_all")}
                  </Button>
                }
              />
            ) : (
              <Board
                rows={rows.slice(0, limit)}
                indicators={indicators}
                label={`${area?.name ?? common("nation")}, ${words}`}
                onOpen={(id) => go({ open: id })}
              />
            )}
            {rows.length > limit && (
              <Button variant="default" mt="sm" onClick={() => setLimit(limit + STEP)}>
                {common("more")}
              </Button>
            )}
          </>
        ))}
      {bulk && <BulkDialog act={bulk} values={chosen} onClose={() => setBulk(null)} />}
      {search.open && <ValueDrawer id={search.open} onClose={() => go({ open: undefined })} />}
    </>
  );
}

/** The indicators that figures are of, where no definitions can be had. */
function seen(values: readonly Value[], level: string): Indicator[] {
  const own = values.filter((value) => value.area?.level === level);
  return [...new Map(own.map((value) => [value.indicator.code, indicatorOf(value)])).values()];
}

function Board(props: {
  rows: readonly UnitRow[];
  indicators: readonly Indicator[];
  label: string;
  onOpen: (id: string) => void;
}) {
  const t = useTexts(valueTexts);
  const { indicators } = props;
  return (
    // Wide tables scroll by themselves, by the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached
    <section className={classes.boardFrame} aria-label={props.label} tabIndex={0}>
      <table className={classes.board}>
        <thead>
          <tr>
            <th scope="col">{t("unit")}</th>
            <th scope="col">{t("done")}</th>
            {indicators.map((indicator) => (
              <th key={indicator.code} scope="col" title={inLanguage(indicator.name)}>
                <span className={classes.boardHead}>{inLanguage(indicator.name)}</span>
                <span className={classes.small}>
                  {indicator.code} · {inLanguage(indicator.unit)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ unit, cells }) => (
            <tr key={unit.id}>
              <th scope="row">{unit.name}</th>
              <td className={classes.boardDone}>
                {t("of", {
                  done: indicators.filter(({ code }) => cells.has(code)).length,
                  all: indicators.length,
                })}
              </td>
              {indicators.map((indicator) => {
                const value = cells.get(indicator.code);
                const state = stateOf(value);
                const flagged = value !== undefined && value.flags.length > 0;
                return (
                  <td key={indicator.code} data-state={state}>
                    {value ? (
                      <button
                        type="button"
                        className={classes.boardCell}
                        data-state={state}
                        aria-label={`${unit.name}, ${inLanguage(indicator.name)}: ${showDecimal(
                          value.value ?? value.numerator,
                        )}, ${t(`state_${state}`)}${flagged ? `, ${t("state_flagged")}` : ""}`}
                        title={t(`state_${state}`)}
                        onClick={() => props.onOpen(value.id)}
                      >
                        <StateIcon state={state} />
                        {showDecimal(value.value ?? value.numerator, indicator.decimals)}
                        {flagged && <IconAlertTriangle size={13} className={classes.warn} aria-hidden />}
                      </button>
                    ) : (
                      <span className={classes.absent} title={t("not_entered")}>
                        <span className={classes.hidden}>{t("not_entered")}</span>
                        <span aria-hidden>·</span>
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
