// The register of households of an area and year.
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconCopyCheck, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useTyping } from "@/app/typing";
import { useCommon, useTexts } from "@/i18n";
import { useIndicators } from "@/survey/Deprivations";
import { EmptyState } from "@/ui/EmptyState";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ExportMenu } from "./ExportMenu";
import { ETHNICITIES } from "./ethnicities";
import classes from "./households.module.css";
import { type ListFilter, listQuery } from "./queries";
import { Register, SORTED } from "./Register";
import type { ListSearch } from "./routes";
import { type HouseholdTranslate, householdTexts } from "./texts";

const route = getRouteApi("/shell/households");

/** A whole citizen ID, new or old. */
function isCitizenId(text: string): boolean {
  return /^(\d{9}|\d{12})$/.test(text.replace(/\s/g, ""));
}

export function ListPage() {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const can = useCan();
  const navigate = useNavigate();
  const { areaId, area, year } = usePlace();
  const search = route.useSearch();
  const [typed, setTyped] = useState(search.q ?? "");
  const [citizenId, setCitizenId] = useState<string | null>(null);
  const seesIds = can("see_citizen_ids");

  const change = (part: ListSearch) =>
    void navigate({ to: "/households", search: (old) => ({ ...old, ...part }), replace: true });
  const find = useTyping((text) => {
    const id = seesIds && isCitizenId(text) ? text.replace(/\s/g, "") : null;
    setCitizenId(id);
    change({ q: id ? undefined : text.trim() || undefined });
  });
  const type = (text: string) => {
    setTyped(text);
    find(text);
  };

  const filter = useMemo<ListFilter>(
    () => ({
      year,
      ...(areaId ? { area: areaId } : {}),
      ...(search.class ? { class: search.class } : {}),
      ...(search.indicator ? { indicator: search.indicator } : {}),
      ...(search.status ? { status: search.status } : {}),
      ...(search.ethnicity ? { ethnicity: search.ethnicity } : {}),
      ...(search.sort ? { sort: search.sort } : {}),
      ...(citizenId ? { citizen_id: citizenId } : search.q ? { q: search.q } : {}),
    }),
    [year, areaId, citizenId, search],
  );
  const list = useInfiniteQuery({ ...listQuery(filter), placeholderData: keepPreviousData });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const total = list.data?.pages[0]?.total ?? null;
  const indicators = useIndicators();
  const classNames = classOptions(common, t);
  const statusNames = statusOptions(t);
  const filters = [
    search.class && named(classNames, search.class),
    search.indicator && t("lacks_in", { name: indicators.full(search.indicator) }),
    search.status && named(statusNames, search.status),
    search.ethnicity && `${t("ethnicity")}: ${search.ethnicity}`,
    citizenId ? t("filter_id", { id: citizenId }) : search.q && t("filter_name", { q: search.q }),
  ].filter(Boolean);
  const filtered = filters.length > 0;
  const clear = () => {
    setTyped("");
    setCitizenId(null);
    change({
      class: undefined,
      indicator: undefined,
      status: undefined,
      ethnicity: undefined,
      q: undefined,
    });
  };

  const add = can("edit_households") && (
    <Button component={Link} to="/households/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("register", { year, area: area?.name ?? common("nation") })}
        actions={
          <>
            <Button
              component={Link}
              to="/households/duplicates"
              variant="subtle"
              leftSection={<IconCopyCheck size={18} aria-hidden />}
            >
              {t("duplicates")}
            </Button>
            {can("export_households") && <ExportMenu filter={filter} total={total} />}
            {add}
          </>
        }
      />
      <search className={classes.filters}>
        <TextInput
          className={classes.search ?? ""}
          aria-label={t(seesIds ? "search_with_id" : "search")}
          placeholder={t(seesIds ? "search_with_id" : "search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            typed && <CloseButton size="sm" aria-label={t("clear_filters")} onClick={() => type("")} />
          }
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <NativeSelect
          className={classes.filter ?? ""}
          aria-label={t("filter_class")}
          value={search.class ?? ""}
          onChange={(event) => change({ class: event.currentTarget.value || undefined })}
          data={classNames}
        />
        <NativeSelect
          className={classes.filter ?? ""}
          aria-label={t("filter_indicator")}
          value={search.indicator ?? ""}
          onChange={(event) => change({ indicator: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("all_indicators") },
            ...known(indicators.codes, search.indicator).map((code) => ({
              value: code,
              label: t("lacks_in", { name: indicators.short(code) }),
            })),
          ]}
        />
        <NativeSelect
          className={classes.filter ?? ""}
          aria-label={t("filter_status")}
          value={search.status ?? ""}
          onChange={(event) => change({ status: event.currentTarget.value || undefined })}
          data={statusNames}
        />
        <Ethnicity key={search.ethnicity ?? ""} value={search.ethnicity} change={change} />
        <NativeSelect
          className={`${classes.filter} ${classes.phoneOnly}`}
          aria-label={t("sort")}
          value={search.sort ?? ""}
          onChange={(event) => change({ sort: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("sort_entered") },
            ...SORTED.flatMap((column) => [
              { value: column.sort, label: t("sort_up", { column: t(column.text) }) },
              { value: `-${column.sort}`, label: t("sort_down", { column: t(column.text) }) },
            ]),
          ]}
        />
      </search>
      <div className={classes.countLine} aria-live="polite">
        {total !== null && (
          <b>{t("households", { count: total }).replace(String(total), formatNumber(total))}</b>
        )}
        {rows && total !== null && rows.length < total && (
          <span>{t("loaded", { count: formatNumber(rows.length) })}</span>
        )}
        {citizenId && <span>{t("by_citizen_id")}</span>}
        {filtered && rows?.length !== 0 && (
          <Button size="compact-xs" variant="light" onClick={clear}>
            {t("clear_filters")}
          </Button>
        )}
      </div>
      {list.error && <ProblemAlert error={list.error} />}
      {rows?.length === 0 &&
        (filtered ? (
          <EmptyState
            title={t("none_match")}
            text={t("none_match_text", {
              year,
              area: area?.name ?? common("nation"),
              filters: filters.join("; "),
            })}
            action={
              <Button variant="default" onClick={clear}>
                {t("clear_filters")}
              </Button>
            }
          />
        ) : (
          <EmptyState
            title={t("none_title")}
            text={t("none_text", { year })}
            action={
              can("import_households") && (
                <Button component={Link} to="/imports" variant="default">
                  {t("import")}
                </Button>
              )
            }
          />
        ))}
      {rows?.length !== 0 && !list.error && (
        <Register
          rows={rows}
          total={total}
          old={list.isPlaceholderData}
          withCommune={area?.level !== "commune" && area?.level !== "village"}
          year={year}
          sort={search.sort}
          onSort={(sort) => change({ sort })}
          hasMore={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </>
  );
}

interface Option {
  value: string;
  label: string;
}

function classOptions(common: ReturnType<typeof useCommon>, t: HouseholdTranslate): Option[] {
  return [
    { value: "", label: t("all_classes") },
    { value: "poor,near_poor", label: t("poor_and_near") },
    { value: "poor", label: common("class_poor") },
    { value: "near_poor", label: common("class_near_poor") },
    { value: "average", label: common("class_average") },
    { value: "other", label: common("class_other") },
    { value: "unclassified", label: common("class_none") },
  ];
}

function statusOptions(t: HouseholdTranslate): Option[] {
  return [
    { value: "", label: t("in_register") },
    { value: "active", label: t("status_active") },
    { value: "moved_out", label: t("status_moved_out") },
    { value: "dissolved", label: t("status_dissolved") },
    { value: "merged", label: t("status_merged") },
  ];
}

/** What an option is called; an unknown one of an address by itself. */
function named(options: readonly Option[], value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

/** The known codes, and that of the address while they are loaded or if it is another. */
function known(codes: readonly string[], chosen: string | undefined): readonly string[] {
  return !chosen || codes.includes(chosen) ? codes : [...codes, chosen];
}

/** Any ethnicity; it is looked for when the field is left or a suggestion taken. */
function Ethnicity({ value, change }: { value: string | undefined; change: (part: ListSearch) => void }) {
  const t = useTexts(householdTexts);
  const [typed, setTyped] = useState(value ?? "");
  const take = (text: string) => change({ ethnicity: text.trim() || undefined });
  return (
    <>
      <TextInput
        className={classes.filter ?? ""}
        aria-label={t("ethnicity")}
        placeholder={t("ethnicity")}
        list="ethnicities"
        value={typed}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (text === "" || ETHNICITIES.includes(text)) take(text);
        }}
        onBlur={() => take(typed)}
        onKeyDown={(event) => {
          if (event.key === "Enter") take(typed);
        }}
      />
      <datalist id="ethnicities">
        {ETHNICITIES.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
