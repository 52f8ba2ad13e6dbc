// Figures in text and tables.
import { Text, Tooltip } from "@mantine/core";
import { useCommon } from "@/i18n";
import { formatMoney, formatNumber, formatPercent } from "./format";

/** An amount in whole đồng. */
export function Money({ vnd }: { vnd: number | null | undefined }) {
  return <span style={{ whiteSpace: "nowrap" }}>{formatMoney(vnd)}</span>;
}

/** A share as the API gives it: with what it is made of, told on hover and to screen readers. */
export function Rate({
  rate,
  places = 2,
}: {
  rate: { numerator: number; denominator: number; percent?: number | null | undefined };
  places?: number;
}) {
  const t = useCommon();
  const parts = t("per_cent_of", {
    numerator: formatNumber(rate.numerator),
    denominator: formatNumber(rate.denominator),
  });
  return (
    <Tooltip label={parts} openDelay={300}>
      <Text
        span
        inherit
        style={{ whiteSpace: "nowrap" }}
        aria-label={`${formatPercent(rate.percent, places)} (${parts})`}
      >
        {formatPercent(rate.percent, places)}
      </Text>
    </Tooltip>
  );
}
