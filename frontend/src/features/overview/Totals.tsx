// The whole area: households by class with their rates, and the multidimensional measures.
import { Text, Title } from "@mantine/core";
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconSquareFilled,
  IconTriangleFilled,
} from "@tabler/icons-react";
import { useCommon, useTexts } from "@/i18n";
import type { CommonKey } from "@/i18n/common";
import { formatNumber, formatPercent } from "@/ui/format";
import { percent } from "./figures";
import { HouseholdsLink } from "./links";
import classes from "./overview.module.css";
import type { Counts, Overview } from "./queries";
import { overviewTexts } from "./texts";

type ClassCode = "poor" | "near_poor" | "average" | "other" | "unclassified";

const CLASSES: readonly { code: ClassCode; name: CommonKey; Icon: typeof IconCircle }[] = [
  { code: "poor", name: "class_poor", Icon: IconSquareFilled },
  { code: "near_poor", name: "class_near_poor", Icon: IconTriangleFilled },
  { code: "average", name: "class_average", Icon: IconCircle },
  { code: "other", name: "class_other", Icon: IconCircleCheck },
  { code: "unclassified", name: "class_none", Icon: IconCircleDashed },
];

export function Totals({ overview, name }: { overview: Overview; name: string }) {
  const t = useTexts(overviewTexts);
  const common = useCommon();
  const { counts, year } = overview;
  return (
    <section aria-label={t("by_class")}>
      <dl className={classes.totals} aria-label={t("classes_label", { area: name, year })}>
        <div className={classes.total}>
          <dt>{t("households")}</dt>
          <dd>
            <span className={classes.figure}>
              <HouseholdsLink year={year}>{formatNumber(counts.households)}</HouseholdsLink>
            </span>
            <span className={classes.parts}>{t("members", { members: formatNumber(counts.members) })}</span>
          </dd>
        </div>
        {CLASSES.map(({ code, name: className, Icon }) => (
          <div key={code} className={classes.total} data-class={code}>
            <dt>
              <Icon size={13} stroke={2.2} aria-hidden className={classes.mark} />
              {common(className)}
            </dt>
            <dd>
              <span className={classes.figure}>
                <HouseholdsLink
                  year={year}
                  class={code}
                  label={`${formatNumber(counts[code])} ${common(className)}`}
                >
                  {formatNumber(counts[code])}
                </HouseholdsLink>
              </span>
              <span className={classes.share}>{formatPercent(percent(counts[code], counts.households))}</span>
              <span className={classes.parts}>
                {t("of", {
                  numerator: formatNumber(counts[code]),
                  denominator: formatNumber(counts.households),
                })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Shares counts={counts} />
    </section>
  );
}

/** The same shares as one bar; the figures stand above it. */
function Shares({ counts }: { counts: Counts }) {
  return (
    <div className={classes.shares} aria-hidden>
      {CLASSES.map(
        ({ code }) =>
          counts[code] > 0 && <span key={code} data-class={code} style={{ flexGrow: counts[code] }} />,
      )}
    </div>
  );
}

export function Measures({ index }: { index: Overview["index"] }) {
  const t = useTexts(overviewTexts);
  const share = (value: number | null | undefined) => formatPercent(value == null ? null : value * 100);
  const measures = [
    {
      sign: "H",
      name: t("h"),
      value: share(index.h),
      text: t("h_explained", {
        k: index.cutoff,
        numerator: formatNumber(index.deprived_members),
        denominator: formatNumber(index.members),
      }),
    },
    { sign: "A", name: t("a"), value: share(index.a), text: t("a_explained") },
    { sign: "M0", name: t("m0"), value: formatNumber(index.m0, 4), text: t("m0_explained") },
  ];
  return (
    <section>
      <Title order={2} mb="xs">
        {t("index")}
      </Title>
      <dl className={classes.measures}>
        {measures.map(({ sign, name, value, text }) => (
          <div key={sign} className={classes.measure}>
            <dt>
              <b className={classes.sign}>{sign}</b> {name}
            </dt>
            <dd>
              <span className={classes.figure}>{value}</span>
              <Text span size="sm" c="dimmed">
                {text}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
