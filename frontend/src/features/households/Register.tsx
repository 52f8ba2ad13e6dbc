// The register's table: as long as the register, but only the rows in sight are drawn. On a phone rows are cards,
// whose display takes the roles of a table away: they are given back here.
import { Button, Loader } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { type MouseEvent, memo, type ReactNode, useEffect, useMemo, useRef } from "react";
import { useCommon, useTexts } from "@/i18n";
import { useIndicators } from "@/survey/Deprivations";
import { formatNumber, NOTHING } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./households.module.css";
import type { HouseholdItem } from "./queries";
import { type HouseholdTranslate, householdTexts } from "./texts";
import { useSpan } from "./window";
import { stateOf, whereOf } from "./words";

/** The columns the API can sort by. */
export const SORTED = [
  { sort: "name", text: "head" },
  { sort: "members", text: "members" },
  { sort: "b1", text: "b1" },
  { sort: "b2", text: "b2" },
] as const;

/** Heights in pixels, as in the style sheet; a card has its margin with it. */
const ROW = 36;
const CARD = 120;
/** The next page is fetched when so many rows are left. */
const SOON = 80;

interface Props {
  rows: readonly HouseholdItem[] | undefined;
  total: number | null;
  /** The rows are those of the filter before. */
  old: boolean;
  withCommune: boolean;
  year: number;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

export function Register(props: Props) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const cards = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false }) ?? false;
  const height = cards ? CARD : ROW;
  const table = useRef<HTMLTableElement>(null);
  const rows = props.rows ?? [];
  const { first, last } = useSpan(table, height, rows.length);
  const { hasMore, loadingMore, onMore } = props;
  const soon = rows.length > 0 && last > rows.length - SOON;
  useEffect(() => {
    if (soon && hasMore && !loadingMore) onMore();
  }, [soon, hasMore, loadingMore, onMore]);

  const { short, full } = useIndicators();
  const navigate = useNavigate();
  const place = useLocation({ select: (location) => placeOf(location.searchStr) });
  const { withCommune, year } = props;
  const shared = useMemo<Shared>(
    () => ({
      t,
      short,
      full,
      open: (id) => void navigate({ to: "/households/$id", params: { id } }),
      href: (id) => `/households/${id}${place}`,
      withCommune,
      year,
    }),
    [t, short, full, navigate, place, withCommune, year],
  );

  const above = first * height;
  const below = (rows.length - last) * height;
  return (
    <>
      <table
        ref={table}
        className={classes.register}
        role="table"
        aria-label={t("title")}
        aria-rowcount={props.total !== null ? props.total + 1 : -1}
        data-old={props.old || undefined}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            <th role="columnheader" scope="col" className={classes.stt} style={{ width: 54 }}>
              {common("stt")}
            </th>
            <Head {...props} column={SORTED[0]} width="16%" />
            <Plain width={props.withCommune ? "18%" : "13%"}>
              {t(props.withCommune ? "village_commune" : "village")}
            </Plain>
            <Plain width={76} wide>
              {t("ethnicity")}
            </Plain>
            <Head {...props} column={SORTED[1]} width={88} unit={t("unit_people")} number />
            <Head {...props} column={SORTED[2]} width={56} unit={t("unit_points")} number />
            <Head {...props} column={SORTED[3]} width={56} unit={t("unit_points")} number />
            <Plain wide>{t("deprivations")}</Plain>
            <Plain width={268}>{t("class")}</Plain>
          </tr>
        </thead>
        {above > 0 && <Spacer height={above} />}
        <tbody role="rowgroup">
          {rows.slice(first, last).map((household, i) => (
            <Row key={household.id} household={household} index={first + i} shared={shared} />
          ))}
        </tbody>
        {below > 0 && <Spacer height={below} />}
        {props.total !== null && !hasMore && rows.length > 0 && (
          <tfoot role="rowgroup">
            <tr role="row">
              <td role="cell" colSpan={9} className={classes.totalFoot}>
                {t("total_foot", { count: props.total }).replace(
                  String(props.total),
                  formatNumber(props.total),
                )}
              </td>
            </tr>
          </tfoot>
        )}
      </table>
      <div className={classes.more}>
        {hasMore && props.total !== null && (
          <span>
            {t("total_foot", { count: props.total }).replace(String(props.total), formatNumber(props.total))}
          </span>
        )}
        {(!props.rows || loadingMore) && <Loader size="sm" aria-label={common("loading")} />}
        {hasMore && !loadingMore && (
          <Button variant="default" size="xs" onClick={onMore}>
            {common("more")}
          </Button>
        )}
      </div>
    </>
  );
}

/** The area and year of an address, which every link keeps. */
function placeOf(search: string): string {
  const all = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of ["area", "year"]) {
    const value = all.get(name);
    if (value) kept.set(name, value);
  }
  return kept.size > 0 ? `?${kept}` : "";
}

function Spacer({ height }: { height: number }) {
  return (
    <tbody aria-hidden className={classes.spacer}>
      <tr className={classes.spacer}>
        <td colSpan={9} style={{ height, display: "block" }} />
      </tr>
    </tbody>
  );
}

function Plain({ width, wide, children }: { width?: number | string; wide?: boolean; children: ReactNode }) {
  return (
    <th role="columnheader" scope="col" style={{ width }} className={wide ? classes.wide : undefined}>
      {children}
    </th>
  );
}

interface HeadProps {
  column: (typeof SORTED)[number];
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  width: number | string;
  unit?: string;
  number?: boolean;
}

/** A head that sorts: up, down, and back to the order of entry. */
function Head({ column, sort, onSort, width, unit, number }: HeadProps) {
  const t = useTexts(householdTexts);
  const state = sort === column.sort ? "ascending" : sort === `-${column.sort}` ? "descending" : "none";
  const next = { none: column.sort, ascending: `-${column.sort}`, descending: undefined }[state];
  return (
    <th
      role="columnheader"
      scope="col"
      style={{ width }}
      className={number ? classes.number : undefined}
      aria-sort={state}
    >
      <button
        type="button"
        className={classes.sort}
        title={t("sort_by", { column: t(column.text) })}
        onClick={() => onSort(next)}
      >
        {t(column.text)}
        {state === "ascending" && <IconArrowUp size={14} aria-hidden />}
        {state === "descending" && <IconArrowDown size={14} aria-hidden />}
      </button>
      {unit && <span className={classes.unit}>{unit}</span>}
    </th>
  );
}

/** What all rows share, so that a row that scrolls into sight costs little. */
interface Shared {
  t: HouseholdTranslate;
  short: (code: string) => string;
  full: (code: string) => string;
  open: (id: string) => void;
  /** The address of a household. */
  href: (id: string) => string;
  withCommune: boolean;
  year: number;
}

interface RowProps {
  household: HouseholdItem;
  index: number;
  shared: Shared;
}

const Row = memo(function Row({ household, index, shared }: RowProps) {
  const { t, withCommune } = shared;
  const codes = household.deprivations;
  const where = whereOf(household, withCommune);
  const onClick = (event: MouseEvent<HTMLElement>) => {
    // A new tab, a new window and marking text are left to the browser.
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (household.withheld || !plain || window.getSelection()?.toString()) return;
    event.preventDefault();
    shared.open(household.id);
  };
  return (
    <tr
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-odd={index % 2 === 1 || undefined}
      onClick={onClick}
    >
      <td role="cell" className={classes.stt}>
        {formatNumber(index + 1)}
      </td>
      <td role="cell" className={classes.cellHead}>
        {household.withheld ? (
          <em>{t("elsewhere")}</em>
        ) : (
          <a href={shared.href(household.id)} className={classes.headLink}>
            {household.head_name}
          </a>
        )}
      </td>
      <td role="cell" className={classes.cellWhere} title={where}>
        {where}
      </td>
      <td role="cell" className={`${classes.wide} ${classes.cellEthnicity}`}>
        {household.ethnicity ?? NOTHING}
      </td>
      <td role="cell" className={`${classes.number} ${classes.cellMembers}`}>
        {formatNumber(household.member_count)}
      </td>
      <td role="cell" className={`${classes.number} ${classes.cellB1}`}>
        <span className={classes.rowLabel}>{t("b1")} </span>
        {formatNumber(household.b1)}
      </td>
      <td role="cell" className={`${classes.number} ${classes.cellB2}`}>
        <span className={classes.rowLabel}>{t("b2")} </span>
        {formatNumber(household.b2)}
      </td>
      <td
        role="cell"
        className={`${classes.wide} ${classes.cellLacks}`}
        title={codes.map(shared.full).join("; ")}
      >
        {codes.length > 0 && <b>{codes.length} </b>}
        <span className={classes.quiet}>
          {household.class == null
            ? NOTHING
            : codes.length > 0
              ? codes.map(shared.short).join(", ")
              : t("deprivations_none")}
        </span>
      </td>
      <td role="cell" className={classes.cellClass}>
        <span className={classes.classState}>
          <ClassBadge value={household.class ?? null} />
          {household.class && <span className={classes.quiet}>{stateOf(household, shared.year, t)}</span>}
        </span>
      </td>
    </tr>
  );
});
