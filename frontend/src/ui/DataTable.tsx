// A dense, calm table: fixed head, STT column, units in the head, totals at the foot; on a phone each row is a card
// or a line.
import { Button, Center, Loader, Text } from "@mantine/core";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { useCommon } from "@/i18n";
import classes from "./DataTable.module.css";
import { ProblemAlert } from "./ProblemAlert";

export interface Column<T> {
  key: string;
  /** The head; also the label on a phone's card. */
  head: ReactNode;
  /** The unit, in small type under the head. */
  unit?: string;
  cell: (row: T, index: number) => ReactNode;
  align?: "left" | "right" | "center";
  width?: number | string;
  /** At the foot. */
  total?: ReactNode;
  /** On a phone: the card's title, a text below its label (for long ones), or left out. */
  phone?: "title" | "text" | "hide";
  nowrap?: boolean;
  /** Makes the head a button that sorts by this column. */
  sort?: {
    /** How the rows are sorted by it now. */
    now: "ascending" | "descending" | undefined;
    toggle: () => void;
  };
}

interface Props<T> {
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  /** What the table shows, for screen readers. */
  label: string;
  /** The number of the first row; false leaves the STT column out. */
  stt?: number | false;
  loading?: boolean;
  error?: unknown;
  /** Instead of rows when there are none. */
  empty?: ReactNode;
  /** Opens a row: by click, or Enter on the focused row. Give the row a link or button too where you can. */
  onOpen?: (row: T) => void;
  isSelected?: (row: T) => boolean;
  /** Fetches the next page, when there is one. */
  onMore?: (() => void) | undefined;
  loadingMore?: boolean;
  /** A phone shows a card a row; with this, a line a row with the columns that aren't left out there. */
  lines?: boolean;
  /** The height the table scrolls in by itself (CSS); without it, it grows with its rows. */
  maxHeight?: string;
}

export function DataTable<T>(props: Props<T>) {
  const t = useCommon();
  const { columns, rows, rowKey, stt = 1, onOpen } = props;
  if (props.error) return <ProblemAlert error={props.error} />;
  if (!rows || props.loading) {
    return (
      <Center mih={160}>
        <Loader size="sm" aria-label={t("loading")} />
      </Center>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={classes.none}>
        {props.empty ?? (
          <Text size="sm" c="dimmed">
            {t("no_rows")}
          </Text>
        )}
      </div>
    );
  }
  const hasTotals = columns.some((column) => column.total !== undefined);
  // Display: block, as the cards of a phone have it, takes the roles of a table away; they are given back here.
  return (
    <>
      <div
        className={classes.frame}
        // What scrolls by itself is reached by the keyboard too.
        {...(props.maxHeight && {
          style: { maxHeight: props.maxHeight },
          tabIndex: 0,
          role: "region",
          "aria-label": props.label,
        })}
      >
        <table
          className={`${classes.table} ${props.lines ? classes.lines : classes.cards}`}
          aria-label={props.label}
          role="table"
        >
          <thead role="rowgroup">
            <tr role="row">
              {stt !== false && (
                <th role="columnheader" scope="col" className={classes.stt}>
                  {t("stt")}
                </th>
              )}
              {columns.map((column) => (
                <th
                  key={column.key}
                  role="columnheader"
                  scope="col"
                  data-phone={column.phone}
                  style={{ textAlign: column.align, width: column.width }}
                  aria-sort={column.sort?.now}
                >
                  {column.sort ? (
                    <button type="button" className={classes.sort} onClick={column.sort.toggle}>
                      {column.head}
                      {"\u00a0"}
                      <span aria-hidden className={classes.arrow} data-now={column.sort.now} />
                    </button>
                  ) : (
                    column.head
                  )}
                  {column.unit && <span className={classes.unit}>{column.unit}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row, index) => (
              <tr
                key={rowKey(row)}
                role="row"
                data-open={onOpen ? true : undefined}
                data-selected={props.isSelected?.(row) || undefined}
                {...(onOpen ? opening(() => onOpen(row)) : {})}
              >
                {stt !== false && (
                  <td role="cell" className={classes.stt}>
                    {stt + index}
                  </td>
                )}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    role="cell"
                    data-phone={column.phone}
                    style={{ textAlign: column.align, whiteSpace: column.nowrap ? "nowrap" : undefined }}
                  >
                    {column.phone !== "title" && (
                      <span className={classes.label} aria-hidden>
                        {column.head}
                        {column.unit ? ` (${column.unit})` : ""}
                      </span>
                    )}
                    <span className={classes.value}>{column.cell(row, index)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {hasTotals && (
            <tfoot role="rowgroup">
              <tr role="row">
                {stt !== false && <td role="cell" className={classes.stt} />}
                {columns.map((column, i) => (
                  <td
                    key={column.key}
                    role="cell"
                    style={{ textAlign: column.align }}
                    data-phone={column.phone}
                  >
                    {column.total !== undefined && i > 0 && (
                      <span className={classes.label} aria-hidden>
                        {column.head}
                      </span>
                    )}
                    <span className={classes.value}>{column.total}</span>
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {props.onMore && (
        <Center mt="sm">
          <Button variant="default" onClick={props.onMore} loading={props.loadingMore ?? false}>
            {t("more")}
          </Button>
        </Center>
      )}
    </>
  );
}

/** Opens on click and Enter, but leaves links, buttons and fields inside the row to themselves. */
function opening(open: () => void) {
  return {
    tabIndex: 0,
    onClick: (event: MouseEvent<HTMLElement>) => {
      const own = (event.target as HTMLElement).closest("a, button, input, select, label");
      if (!own && !window.getSelection()?.toString()) open();
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key === "Enter" && event.target === event.currentTarget) open();
    },
  };
}
