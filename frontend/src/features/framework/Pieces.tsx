// What a formula is made of, to be put into it by a click: measures with their conditions, indicators, functions.
import { Button, Checkbox, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./framework.module.css";
import { bodyOf, frameworkQuery, measuresQuery } from "./queries";
import { frameworkTexts } from "./texts";

/** What is asked of a measure, by dimension. */
export type Conditions = Readonly<Record<string, readonly string[]>>;

/** A measure with its conditions, as a formula has it: `households[class=poor|near_poor; sex=female]`. */
export function written(measure: string, dimensions: readonly string[], conditions: Conditions): string {
  const parts = dimensions
    .filter((dimension) => conditions[dimension]?.length)
    .map((dimension) => `${dimension}=${conditions[dimension]?.join("|")}`);
  return parts.length > 0 ? `${measure}[${parts.join("; ")}]` : measure;
}

interface Props {
  insert: (text: string) => void;
  /** The first day of the version. */
  on: string | null;
  /** The indicator's own code, which is no piece of its formula. */
  own: string;
}

export function Pieces({ insert, on, own }: Props) {
  const t = useTexts(frameworkTexts);
  const pieces = useQuery(measuresQuery);
  const tree = useQuery({ ...frameworkQuery(on ?? ""), enabled: on !== null });
  const [code, setCode] = useState("households");
  const [conditions, setConditions] = useState<Conditions>({});
  const [indicator, setIndicator] = useState("");
  if (pieces.error) return <ProblemAlert error={pieces.error} />;
  if (!pieces.data) return null;
  const { measures, dimensions, functions } = pieces.data;
  const measure = measures.find((one) => one.code === code);
  const allowed = measure?.dimensions ?? [];
  const text = written(code, allowed, conditions);
  const indicators = (tree.data?.items ?? []).filter(
    (item) => item.kind === "indicator" && item.code !== own,
  );
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t("pieces")}
      </Title>
      <NativeSelect
        label={t("measure")}
        value={code}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          setConditions({});
        }}
        data={measures.map((one) => ({ value: one.code, label: inLanguage(one.name) }))}
        description={measure && t(`measure_${measure.kind}`)}
      />
      {dimensions
        .filter((dimension) => allowed.some((one) => one === dimension.code) && dimension.values.length > 0)
        .map((dimension) => {
          const chosen = conditions[dimension.code] ?? [];
          return (
            <details key={dimension.code}>
              <summary>
                {inLanguage(dimension.name)}
                {chosen.length > 0 && ` (${chosen.length})`}
              </summary>
              <Checkbox.Group
                aria-label={inLanguage(dimension.name)}
                value={[...chosen]}
                onChange={(values) => setConditions((old) => ({ ...old, [dimension.code]: values }))}
              >
                <Stack gap={6} mt={6} mb={4}>
                  {dimension.values.map((value) => (
                    <Checkbox key={value.code} size="xs" value={value.code} label={inLanguage(value.name)} />
                  ))}
                </Stack>
              </Checkbox.Group>
            </details>
          );
        })}
      <div>
        <code className={`${classes.code} ${classes.formula}`}>{text}</code>
        <Button size="xs" mt={6} onClick={() => insert(text)}>
          {t("insert")}
        </Button>
      </div>
      <div>
        <NativeSelect
          label={t("other_indicator")}
          value={indicator}
          onChange={(event) => setIndicator(event.currentTarget.value)}
          data={[
            { value: "", label: "" },
            ...indicators.map((item) => ({
              value: item.code,
              label: `${item.code} – ${inLanguage(bodyOf(item).name)}`,
            })),
          ]}
        />
        <div className={classes.chips} style={{ marginTop: 6 }}>
          {["", ".n", ".d"].map((part) => (
            <Button
              key={part}
              size="xs"
              variant="default"
              disabled={!indicator}
              title={t(part === ".n" ? "numerator" : part === ".d" ? "denominator" : "value")}
              onClick={() => insert(`#${indicator}${part}`)}
            >
              <code>{`#${indicator || "…"}${part}`}</code>
            </Button>
          ))}
        </div>
      </div>
      <div>
        <Text size="sm" fw={500}>
          {t("functions")}
        </Text>
        <div className={classes.chips} style={{ marginTop: 6 }}>
          {functions.map((one) => (
            <Button
              key={one.code}
              size="xs"
              variant="default"
              title={inLanguage(one.text)}
              onClick={() => insert(one.code)}
            >
              <code>{one.code}</code>
            </Button>
          ))}
        </div>
      </div>
    </Stack>
  );
}
