// Where households moved between the classes: a picture, and the table it is drawn from.
import { Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber } from "@/ui/format";
import { Picture } from "@/ui/Picture";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { bandPath, CLASSES, type ClassCode, layOut, type Node } from "./flow";
import classes from "./indicators.module.css";
import { type FlowRow, flowQuery } from "./queries";
import { indicatorTexts } from "./texts";

/** In units of the drawing; a phone has a narrower one, so that its letters are not too small. */
const [WIDTH, NARROW, HEIGHT] = [560, 430, 300];
/** At both sides, for the labels. */
const LABELS = 154;
const [COLUMN, TOP] = [12, 24];
/** The lowest band that holds its number. */
const NUMBERED = 11;

export function FlowPart({ year, area }: { year: number; area: string }) {
  const t = useTexts(indicatorTexts);
  const { areaId } = usePlace();
  const found = useQuery(flowQuery({ area: areaId, year }));
  const rows = found.data?.rows;
  return (
    <section>
      <Title order={2}>{t("flow")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("flow_text", { year })}
      </Text>
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && <Pending />}
      {rows && <Drawing rows={rows} year={year} area={area} />}
      {rows && rows.length > 0 && (
        <details className={classes.numbers}>
          <summary>{t("numbers")}</summary>
          <Matrix rows={rows} />
        </details>
      )}
    </section>
  );
}

function useClassName(): (code: ClassCode) => string {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  return (code) => (code === "none" ? t("none_before") : common(`class_${code}`));
}

function Drawing({ rows, year, area }: { rows: readonly FlowRow[]; year: number; area: string }) {
  const t = useTexts(indicatorTexts);
  const { today } = usePlace();
  const name = useClassName();
  const phone = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  const width = phone ? NARROW : WIDTH;
  const [left, right] = [LABELS, width - LABELS];
  const flow = layOut(rows, HEIGHT - TOP - 4);
  if (flow.bands.length === 0) return <Text size="sm">{t("flow_none")}</Text>;
  const label = (node: Node) => (
    <>
      <tspan>{name(node.code)}</tspan>{" "}
      <tspan className={classes.flowCount}>{formatNumber(node.households)}</tspan>
    </>
  );
  const leftOut = t("flow_left_out", { count: flow.leftOut });
  return (
    <Picture
      caption={{
        title: t("flow"),
        subtitle: t("at_period", { area, period: String(year) }),
        source: `${leftOut} ${t("source", { on: formatDate(today) })}`,
      }}
    >
      <figure className={classes.flow}>
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t("flow_label", { year })}>
          <text x={left - 8} y="12" className={classes.flowHead} textAnchor="end">
            {t("flow_before")}
          </text>
          <text x={right + 8} y="12" className={classes.flowHead}>
            {t("flow_after", { year })}
          </text>
          <g transform={`translate(0 ${TOP})`}>
            {flow.bands.map((band) => (
              <path
                key={`${band.from} ${band.to}`}
                d={bandPath(band, left + COLUMN, right - COLUMN)}
                className={classes.band}
                data-class={band.from}
              >
                <title>
                  {t("flow_band", { from: name(band.from), to: name(band.to), count: band.households })}
                </title>
              </path>
            ))}
            {flow.bands.map(
              (band) =>
                band.height >= NUMBERED && (
                  <text
                    key={`${band.from} ${band.to}`}
                    x={left + COLUMN + 6}
                    y={band.y1 + band.height / 2}
                    className={classes.bandNumber}
                  >
                    {formatNumber(band.households)}
                  </text>
                ),
            )}
            {flow.before.map((node) => (
              <g key={node.code}>
                <rect
                  x={left}
                  y={node.y}
                  width={COLUMN}
                  height={Math.max(1, node.height)}
                  className={classes.flowNode}
                  data-class={node.code}
                />
                <text
                  x={left - 8}
                  y={node.y + node.height / 2}
                  className={classes.flowLabel}
                  textAnchor="end"
                >
                  {label(node)}
                </text>
              </g>
            ))}
            {flow.after.map((node) => (
              <g key={node.code}>
                <rect
                  x={right - COLUMN}
                  y={node.y}
                  width={COLUMN}
                  height={Math.max(1, node.height)}
                  className={classes.flowNode}
                  data-class={node.code}
                />
                <text x={right + 8} y={node.y + node.height / 2} className={classes.flowLabel}>
                  {label(node)}
                </text>
              </g>
            ))}
          </g>
        </svg>
        {flow.leftOut > 0 && (
          <figcaption>
            <Text size="sm" c="dimmed">
              {leftOut}
            </Text>
          </figcaption>
        )}
      </figure>
    </Picture>
  );
}

/** From which class (down) to which (across). */
function Matrix({ rows }: { rows: readonly FlowRow[] }) {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const name = useClassName();
  const count = (from: string | null, to: string | null) =>
    rows.reduce(
      (sum, row) =>
        (from === null || row.from === from) && (to === null || row.to === to) ? sum + row.households : sum,
      0,
    );
  const across = CLASSES.filter((code) => count(null, code) > 0);
  return (
    <DataTable<ClassCode>
      label={t("flow")}
      rows={CLASSES.filter((code) => count(code, null) > 0)}
      rowKey={(code) => code}
      stt={false}
      columns={[
        { key: "from", head: t("flow_from_to"), phone: "title", cell: name, total: common("total") },
        ...across.map((to) => ({
          key: to,
          head: name(to),
          align: "right" as const,
          cell: (from: ClassCode) => formatNumber(count(from, to)),
          total: formatNumber(count(null, to)),
        })),
        {
          key: "all",
          head: common("total"),
          align: "right",
          cell: (from: ClassCode) => formatNumber(count(from, null)),
          total: formatNumber(count(null, null)),
        },
      ]}
    />
  );
}
