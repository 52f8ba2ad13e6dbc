// The rates over the years, as lines and as the table they are drawn from.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, formatPercent } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { bareRate } from "./figures";
import { stepWidth } from "./geometry";
import { HouseholdsLink } from "./links";
import classes from "./overview.module.css";
import { type TrendPoint, trendQuery } from "./queries";
import { overviewTexts } from "./texts";

const [WIDTH, HEIGHT] = [480, 210];
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 24, 18, 42];
/** Room between the axis and the first year, for its figures. */
const INSET = 26;
const GRID = 5;

export function Trend({ area }: { area: string | undefined }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  const found = useQuery(trendQuery(area));
  const points = found.data;
  return (
    <section>
      <Title order={2} mb="xs">
        {t("trend")}
      </Title>
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && <Pending />}
      {points && points.length > 1 && <Lines points={points} />}
      {points?.length === 1 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("trend_one")}
        </Text>
      )}
      {points && (
        <DataTable<TrendPoint>
          label={t("trend")}
          stt={false}
          lines
          rows={points}
          rowKey={(point) => String(point.year)}
          columns={[
            { key: "year", head: t("year"), phone: "title", cell: (point) => point.year },
            {
              key: "households",
              head: t("total_households"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year}>
                  {formatNumber(point.counts.households)}
                </HouseholdsLink>
              ),
            },
            {
              key: "poor",
              head: common("class_poor"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year} class="poor">
                  {formatNumber(point.counts.poor)}
                </HouseholdsLink>
              ),
            },
            {
              key: "poor_rate",
              head: t("rate"),
              align: "right",
              nowrap: true,
              cell: (point) => formatPercent(point.counts.poor_rate.percent),
            },
            {
              key: "near_poor",
              head: common("class_near_poor"),
              align: "right",
              cell: (point) => (
                <HouseholdsLink area={area} year={point.year} class="near_poor">
                  {formatNumber(point.counts.near_poor)}
                </HouseholdsLink>
              ),
            },
            {
              key: "near_poor_rate",
              head: t("rate"),
              align: "right",
              nowrap: true,
              cell: (point) => formatPercent(point.counts.near_poor_rate.percent),
            },
          ]}
        />
      )}
    </section>
  );
}

const SERIES = [
  { key: "poor_rate", name: "class_poor", mark: "poor" },
  { key: "near_poor_rate", name: "class_near_poor", mark: "near_poor" },
] as const;

/** Lines from 0 up; poor has squares and near-poor triangles, as everywhere. */
function Lines({ points }: { points: readonly TrendPoint[] }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  const first = points[0]?.year ?? 0;
  const span = Math.max(1, (points.at(-1)?.year ?? first) - first);
  const rates = points.flatMap(({ counts }) => SERIES.flatMap(({ key }) => counts[key].percent ?? []));
  const grid = stepWidth(rates);
  const x = (year: number) => LEFT + INSET + ((year - first) / span) * (WIDTH - LEFT - RIGHT - INSET);
  const y = (rate: number) => TOP + (1 - rate / (grid * GRID)) * (HEIGHT - TOP - BOTTOM);
  return (
    <figure className={classes.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("trend_label")}>
        {Array.from({ length: GRID + 1 }, (_, i) => i * grid).map((rate) => (
          <g key={rate}>
            <line x1={LEFT} x2={WIDTH - 4} y1={y(rate)} y2={y(rate)} className={classes.gridLine} />
            <text x={LEFT - 6} y={y(rate)} className={classes.axisY}>
              {formatNumber(rate, 1)}
            </text>
          </g>
        ))}
        {points.map(({ year }) => (
          <text key={year} x={x(year)} y={HEIGHT - 8} className={classes.axisX}>
            {year}
          </text>
        ))}
        {SERIES.map(({ key, mark }) => {
          const known = points.flatMap(({ year, counts }) => {
            const rate = counts[key].percent;
            return rate == null ? [] : [{ year, rate }];
          });
          return (
            <g key={key} data-class={mark} className={classes.series}>
              <polyline points={known.map(({ year, rate }) => `${x(year)},${y(rate)}`).join(" ")} />
              {known.map(({ year, rate }) => (
                <g key={year} transform={`translate(${x(year)} ${y(rate)})`}>
                  {mark === "poor" ? (
                    <rect x="-4" y="-4" width="8" height="8" />
                  ) : (
                    <path d="M0 -5.5L5.5 4.5L-5.5 4.5Z" />
                  )}
                  <text y={isUpper(points, year, key) ? -9 : 17}>{bareRate(rate, 1)}</text>
                </g>
              ))}
            </g>
          );
        })}
      </svg>
      <figcaption className={classes.chartLegend}>
        {SERIES.map(({ key, name, mark }) => (
          <span key={key} data-class={mark}>
            <span aria-hidden>{mark === "poor" ? "■" : "▲"}</span> {common(name)} (%)
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Whether a line runs above the other in a year: its figure stands above it then, so that they don't collide. */
function isUpper(points: readonly TrendPoint[], year: number, key: "poor_rate" | "near_poor_rate"): boolean {
  const counts = points.find((point) => point.year === year)?.counts;
  const [poor, near] = [counts?.poor_rate.percent ?? 0, counts?.near_poor_rate.percent ?? 0];
  return key === "poor_rate" ? poor >= near : near > poor;
}
