// What is behind a figure: how it is computed, the tables it belongs to, and the households it counts.
import { Alert, Button, CopyButton, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Pending } from "@/app/pages";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatNumber, inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AreaTable } from "./AreaTable";
import { ordered, shownUnit, shownValue, unitsOf, yearsUpTo } from "./figures";
import classes from "./indicators.module.css";
import {
  analyticsQuery,
  type Explanation,
  explanationQuery,
  type FigureAt,
  frameworkQuery,
  measuresQuery,
  type Reference,
} from "./queries";
import { Records } from "./Records";
import { DIMENSIONS } from "./routes";
import { indicatorTexts } from "./texts";
import { formulaInWords, measureInWords } from "./wording";
import { inWords, Light, Notes, useParts } from "./words";
import { YearTable } from "./YearTable";

const AREAS = 8;

export function Behind({ at }: { at: FigureAt }) {
  const can = useCan();
  const found = useQuery(explanationQuery(at));
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  const explained = found.data;
  return (
    <Stack gap="lg">
      <Head explained={explained} />
      <Definition explained={explained} />
      <References references={explained.references} />
      <Tables at={at} explained={explained} />
      {can("view_households") && <Households at={at} references={explained.references} />}
    </Stack>
  );
}

function Head({ explained }: { explained: Explanation }) {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const parts = useParts();
  const { indicator, figure, period, area } = explained;
  return (
    <header>
      <Title order={3} size="h1">
        {inLanguage(indicator.name)}
      </Title>
      <Text size="sm" c="dimmed">
        {indicator.code} ·{" "}
        {t("at_period", { area: area?.name ?? common("nation"), period: inLanguage(period.name) })}
      </Text>
      <div className={classes.behindValue}>
        {figure.value != null && <b>{inWords(figure.value, indicator)}</b>}
        {parts(figure) && <span className={classes.quiet}>{parts(figure)}</span>}
        {figure.target != null && <span>{t("target_is", { value: inWords(figure.target, indicator) })}</span>}
        <Light figure={figure} />
        <Notes figure={figure} />
      </div>
      <CopyButton value={window.location.href}>
        {({ copied, copy }) => (
          <Button
            variant="subtle"
            size="compact-sm"
            className="gn-no-print"
            leftSection={<IconLink size={15} aria-hidden />}
            onClick={copy}
          >
            {copied ? t("link_copied") : t("copy_link")}
          </Button>
        )}
      </CopyButton>
    </header>
  );
}

function Definition({ explained }: { explained: Explanation }) {
  const t = useTexts(indicatorTexts);
  const { on } = usePlace();
  const { indicator, baseline } = explained;
  const measures = useQuery(measuresQuery).data;
  const framework = useQuery(frameworkQuery(on)).data;
  const { legal, entry } = indicator;
  const say = (formula: string) =>
    measures && framework
      ? formulaInWords(formula, measures, framework, {
          previous: t("previous"),
          target: t("target"),
          baseline: t("baseline"),
        })
      : formula;
  const formula = (words: string, written: string | undefined): ReactNode => (
    <>
      {words}
      {written && <code className={classes.code}>{written}</code>}
    </>
  );
  const { numerator, denominator } = indicator;
  const counted = denominator || entry?.denominator ? t("numerator") : t("counted");
  const facts: [string, ReactNode][] = [
    [t("meaning"), inLanguage(indicator.definition)],
    ...(numerator ? [[counted, formula(say(numerator), numerator)] as [string, ReactNode]] : []),
    ...(denominator
      ? [[t("denominator"), formula(say(denominator), denominator)] as [string, ReactNode]]
      : []),
    ...(numerator && (denominator || indicator.factor !== 1)
      ? [
          [
            t("formula"),
            `${indicator.factor === 1 ? "" : t("formula_multiplied", { factor: indicator.factor })}${counted}${
              denominator ? ` / ${t("denominator")}` : ""
            }`,
          ] as [string, ReactNode],
        ]
      : []),
    ...(entry
      ? [
          [
            counted,
            <>
              {inLanguage(entry.numerator)}. {t("entered")}
            </>,
          ] as [string, ReactNode],
          ...(entry.denominator
            ? [[t("denominator"), inLanguage(entry.denominator)] as [string, ReactNode]]
            : []),
        ]
      : []),
    ...(baseline
      ? [
          [
            t("baseline_of", { period: inLanguage(baseline.period.name) }),
            baseline.value == null && baseline.gap
              ? inLanguage(baseline.gap)
              : inWords(baseline.value, indicator),
          ] as [string, ReactNode],
        ]
      : []),
    [t("unit"), inLanguage(indicator.unit)],
    [t("direction"), t(`direction_${indicator.direction}`)],
    [t("frequency"), t(`frequency_${indicator.frequency}`)],
    [t("responsible"), inLanguage(indicator.responsible)],
    [
      t("legal"),
      <>
        {[legal.document, legal.article].filter(Boolean).join(", ")}
        {legal.note && (
          <Text size="sm" c="dimmed">
            {legal.note}
          </Text>
        )}
      </>,
    ],
  ];
  return (
    <section>
      {!indicator.verified && (
        <Alert color="yellow" icon={<IconAlertTriangle />} mb="sm" p="xs">
          {t("not_verified")}
        </Alert>
      )}
      <Facts facts={facts} />
    </section>
  );
}

function useReferenceName(): (reference: Reference) => string {
  const t = useTexts(indicatorTexts);
  const measures = useQuery(measuresQuery).data;
  return (reference) => {
    const words =
      measures && !reference.text.includes("#")
        ? measureInWords(reference.text, measures)
        : inLanguage(reference.name);
    const when = [
      reference.years_back > 0 && t("years_back", { count: reference.years_back }),
      reference.register_year && t("register_of", { year: reference.register_year }),
    ].filter(Boolean);
    return when.length > 0 ? `${words}, ${when.join(", ")}` : words;
  };
}

/** What the formulae name, with what it stands for here. */
function References({ references }: { references: readonly Reference[] }) {
  const t = useTexts(indicatorTexts);
  const name = useReferenceName();
  if (references.length === 0) return null;
  const both = references.some((reference) => reference.part === "denominator");
  return (
    <section>
      <Title order={3} mb={6}>
        {t("what_is_in_it")}
      </Title>
      <DataTable<Reference>
        label={t("what_is_in_it")}
        rows={references}
        rowKey={(reference) => String(reference.index)}
        stt={false}
        lines
        columns={[
          ...(both
            ? [
                {
                  key: "part",
                  head: t("formula"),
                  cell: (reference: Reference) =>
                    reference.part === "denominator" ? t("denominator") : t("numerator"),
                },
              ]
            : []),
          { key: "name", head: t("reference"), phone: "title", cell: name },
          {
            key: "value",
            head: t("value"),
            align: "right",
            cell: ({ value, gap }) => (value == null && gap ? inLanguage(gap) : formatNumber(value, 4)),
          },
        ]}
      />
    </section>
  );
}

/** The figure by year, by the areas below and by group. */
function Tables({ at, explained }: { at: FigureAt; explained: Explanation }) {
  const t = useTexts(indicatorTexts);
  const [by, setBy] = useState("");
  const indicator = explained.indicator;
  const dimensions = DIMENSIONS.filter((one) => indicator.by?.includes(one));
  const years = yearsUpTo(Number(at.period.slice(0, 4)));
  const yearly = useQuery(analyticsQuery({ indicators: at.code, periods: years.join(","), area: at.area }));
  const below = useQuery(
    analyticsQuery({ indicators: at.code, periods: at.period, area: at.area, level: "below" }),
  );
  const apart = useQuery({
    ...analyticsQuery({ indicators: at.code, periods: at.period, area: at.area, by }),
    enabled: by !== "",
  });
  const own = yearly.data && unitsOf(yearly.data)[0];
  const [whole, ...units] = below.data ? unitsOf(below.data) : [];
  const groups = apart.data && unitsOf(apart.data)[0];
  const shown = below.data?.indicators[0];
  return (
    <>
      <section>
        <Title order={3} mb={6}>
          {t("by_year")}
        </Title>
        {yearly.error && <ProblemAlert error={yearly.error} />}
        {yearly.data?.indicators[0] && own && (
          <YearTable
            indicator={yearly.data.indicators[0]}
            unit={own}
            years={years.filter((year) => {
              const figure = own.get(at.code, String(year));
              return figure?.value != null || figure?.target != null || String(year) === at.period;
            })}
            at={at.area}
          />
        )}
      </section>
      {shown && whole && units.length > 0 && (
        <section>
          <Title order={3} mb={6}>
            {t("by_area")}
          </Title>
          <AreaTable
            indicator={shown}
            period={at.period}
            whole={whole}
            units={ordered(
              units,
              (unit) => unit.get(at.code, at.period)?.value,
              indicator.direction,
              "worst",
            )}
            lines={AREAS}
          />
        </section>
      )}
      {dimensions.length > 0 && (
        <section>
          <Title order={3} mb={6}>
            {t("disaggregated")}
          </Title>
          <NativeSelect
            label={t("by")}
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
            data={[
              { value: "", label: t("by_none") },
              ...dimensions.map((one) => ({ value: one, label: t(`by_${one}`) })),
            ]}
            mb="xs"
            maw={300}
          />
          {apart.error && <ProblemAlert error={apart.error} />}
          {apart.data && groups && (
            <DataTable
              label={t("disaggregated")}
              rows={[null, ...apart.data.groups]}
              rowKey={(group) => group?.code ?? "all"}
              stt={false}
              lines
              columns={[
                {
                  key: "group",
                  head: t("group"),
                  phone: "title",
                  cell: (group) => (group ? inLanguage(group.name) : <b>{t("all_groups")}</b>),
                },
                {
                  key: "value",
                  head: t("value"),
                  unit: shownUnit(inLanguage(indicator.unit)),
                  align: "right",
                  cell: (group) => {
                    const figure = groups.get(at.code, at.period, group?.code);
                    if (!figure) return "–";
                    return figure.value == null ? (
                      <Notes figure={figure} />
                    ) : (
                      shownValue(figure.value, indicator)
                    );
                  },
                },
                {
                  key: "numerator",
                  head: t("numerator"),
                  align: "right",
                  cell: (group) => formatNumber(groups.get(at.code, at.period, group?.code)?.numerator, 2),
                },
                {
                  key: "denominator",
                  head: t("denominator"),
                  align: "right",
                  cell: (group) => formatNumber(groups.get(at.code, at.period, group?.code)?.denominator, 2),
                },
              ]}
            />
          )}
        </section>
      )}
    </>
  );
}

/** The households that one of the names counts; asked for only when it is opened. */
function Households({ at, references }: { at: FigureAt; references: readonly Reference[] }) {
  const t = useTexts(indicatorTexts);
  const name = useReferenceName();
  const counted = references.filter((reference) => reference.register_year != null);
  const [chosen, setChosen] = useState<number | null>(null);
  if (counted.length === 0) return null;
  const reference = counted.find((one) => one.index === chosen);
  return (
    <section>
      <Title order={3} mb={6}>
        {t("households_behind")}
      </Title>
      <NativeSelect
        label={t("households_of")}
        value={chosen === null ? "" : String(chosen)}
        onChange={(event) =>
          setChosen(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))
        }
        data={[
          { value: "", label: t("households_pick") },
          ...counted.map((one) => ({
            value: String(one.index),
            label: `${name(one)}: ${formatNumber(one.value, 2)}`,
          })),
        ]}
        mb="xs"
      />
      {reference?.register_year && (
        <Records at={at} reference={reference.index} year={reference.register_year} />
      )}
    </section>
  );
}
