// What is known of a cell: where its figure comes from, and the comments on it.
import { Anchor, Drawer, Loader, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatNumber, inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { Comments } from "./Comments";
import { labelOf, ownValue, shownCell, shownDecimal } from "./cells";
import { type Cell, explanationQuery, type Report, type ReportDetail } from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";

interface Props {
  detail: ReportDetail;
  cellKey: string;
  onClose: () => void;
}

export function CellPanel({ detail, cellKey, onClose }: Props) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const cell = detail.cells.find((one) => one.cell === cellKey);
  const isSection = cell !== undefined && !cell.table;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={labelOf(detail.template, cellKey)}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="lg">
        {cell && !isSection && (
          <section>
            <p className={classes.bigFigure}>
              {shownCell(cell) || (
                <span className={classes.gap}>{cell.gap ? inLanguage(cell.gap) : t("gap")}</span>
              )}
            </p>
            <Text size="sm">{t(`origin_${cell.origin}`)}</Text>
            {cell.origin === "consolidated" && (
              <>
                {cell.own != null && (
                  <Text size="sm">{t("own_part", { value: shownDecimal(ownValue(cell)) })}</Text>
                )}
                {cell.editable && (
                  <Text size="sm" c="dimmed">
                    {t("own_hint")}
                  </Text>
                )}
              </>
            )}
            {cell.partial && <Text size="sm">{t("partial", cell.partial)}</Text>}
            {cell.formula && (
              <Text size="sm" mt={4}>
                {t("formula")}: <code className={classes.code}>{cell.formula}</code>
              </Text>
            )}
          </section>
        )}
        {cell?.indicator && <Explanation cell={cell} code={cell.indicator} report={detail.report} />}
        <section>
          <Title order={3} mb={6}>
            {t("comments")}
          </Title>
          <Comments detail={detail} cell={cellKey} />
        </section>
      </Stack>
    </Drawer>
  );
}

function Explanation({ code, report, cell }: { code: string; report: Report; cell: Cell }) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const found = useQuery(explanationQuery(code, report.period, report.area?.id));
  const link = `/indicators?indicator=${encodeURIComponent(code)}&figure=${encodeURIComponent(code)}&period=${report.period}`;
  const explained = found.data;
  const places = explained?.indicator.decimals ?? cell.decimals;
  return (
    <section>
      <Title order={3} mb={6}>
        {t("explanation")}
      </Title>
      <ProblemAlert error={found.error} />
      {found.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {explained && (
        <>
          <Text size="sm" fw={500}>
            {code} · {inLanguage(explained.indicator.name)}{" "}
            {!explained.indicator.verified && <UnverifiedBadge />}
          </Text>
          <Text size="sm" c="dimmed" mb="xs">
            {inLanguage(explained.indicator.definition)}
          </Text>
          <Facts
            facts={[
              [
                t("value"),
                explained.figure.gap
                  ? inLanguage(explained.figure.gap)
                  : `${formatNumber(explained.figure.value, places)} ${inLanguage(explained.indicator.unit)}`,
              ],
              [t("numerator"), formatNumber(explained.figure.numerator, 2)],
              ...(explained.figure.denominator != null
                ? [[t("denominator"), formatNumber(explained.figure.denominator, 2)] as const]
                : []),
            ]}
          />
          {explained.references.length > 0 && (
            <ul className={classes.references}>
              {explained.references.map((one) => (
                <li key={one.index}>
                  {inLanguage(one.name)}: <b>{one.gap ? inLanguage(one.gap) : formatNumber(one.value, 2)}</b>
                  {one.register_year != null && (
                    <Text span size="xs" c="dimmed">
                      {" "}
                      · {t("register_of", { year: one.register_year })}
                    </Text>
                  )}
                </li>
              ))}
            </ul>
          )}
          <Text size="xs" c="dimmed">
            {t("explanation_live")}
          </Text>
        </>
      )}
      <Anchor component={Link} to={link as string} size="sm">
        {t("see_indicators")}
      </Anchor>
    </section>
  );
}
