// The third and fourth step: what the rows came to, what is wrong with them, and the run that writes them.
import { Alert, Button, Group, Radio, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMe } from "@/app/place";
import { may } from "@/app/shellRoute";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import type { Orders } from "./ImportPage";
import classes from "./imports.module.css";
import { Problems } from "./Problems";
import type { Import, ImportResult } from "./queries";
import { importTexts } from "./texts";

const CLASSES = ["poor", "near_poor", "average", "other"] as const;

export function ResultStep({ one, orders }: { one: Import; orders: Orders }) {
  const result = one.result;
  if (!result) return null;
  return (
    <Stack gap="lg">
      <Verdict one={one} result={result} />
      <Counts one={one} result={result} />
      {one.state !== "done" && <How one={one} result={result} orders={orders} />}
      {one.state === "done" && <Onwards one={one} />}
      <Classes result={result} />
      <Problems one={one} result={result} />
    </Stack>
  );
}

function Verdict({ one, result }: { one: Import; result: ImportResult }) {
  const t = useTexts(importTexts);
  if (one.state === "done") {
    const written = result.new + result.changed;
    return (
      <Alert color="forest" icon={<IconCircleCheck />} title={t("done_title")} role="status">
        {written > 0 ? t("done_note", { count: written }) : t("done_same")}
      </Alert>
    );
  }
  if (one.state === "rejected") {
    return (
      <Alert color="yellow" icon={<IconAlertTriangle />} title={t("rejected_title")} role="status">
        {t("rejected_note")}
      </Alert>
    );
  }
  return (
    <Alert color="blue" icon={<IconInfoCircle />} title={t("checked_title")} role="status">
      {t("checked_note")}
    </Alert>
  );
}

function Counts({ one, result }: { one: Import; result: ImportResult }) {
  const t = useTexts(importTexts);
  const done = one.state === "done";
  const notes: ReactNode[] = [];
  if (result.new_villages > 0) {
    notes.push(t(done ? "villages_done" : "villages", { count: result.new_villages }));
  }
  if (result.restored_citizen_ids > 0) notes.push(t("citizen_ids", { count: result.restored_citizen_ids }));
  return (
    <div>
      <dl className={classes.counts}>
        <Count label={t("rows")} hint={t("rows_hint")} value={result.rows} />
        <Count label={t("new_rows")} hint={t("new_hint")} value={result.new} />
        <Count label={t("changed_rows")} hint={t("changed_hint")} value={result.changed} />
        <Count label={t("same_rows")} hint={t("same_hint")} value={result.same} />
        <Count label={t("bad_rows")} hint={t("bad_hint")} value={result.bad_rows} tone="bad" />
        <Count
          label={t("differences")}
          hint={t("differences_hint")}
          value={result.differences}
          tone="warning"
        />
      </dl>
      {notes.length > 0 && (
        <Text size="sm" c="dimmed" mt={6}>
          {notes.join(" ")}
        </Text>
      )}
    </div>
  );
}

function Count(props: { label: string; hint: string; value: number; tone?: "bad" | "warning" }) {
  return (
    <div className={classes.count} data-tone={props.value > 0 ? props.tone : undefined}>
      <dt>
        {props.label}
        <span className={classes.countHint}>{props.hint}</span>
      </dt>
      <dd>{formatNumber(props.value)}</dd>
    </div>
  );
}

function Classes({ result }: { result: ImportResult }) {
  const t = useTexts(importTexts);
  const known = CLASSES.filter((code) => (result.classes[code] ?? 0) > 0);
  if (known.length === 0) return null;
  return (
    <section>
      <Title order={2}>{t("classes")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("classes_hint")}
      </Text>
      <ul className={classes.classes}>
        {known.map((code) => (
          <li key={code}>
            <ClassBadge value={code} /> <b>{formatNumber(result.classes[code])}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The choice of what happens to good rows when others are bad, and the main button. */
function How({ one, result, orders }: { one: Import; result: ImportResult; orders: Orders }) {
  const t = useTexts(importTexts);
  const [mode, setMode] = useState<"good_rows" | "all_or_nothing">("good_rows");
  const good = Math.max(0, result.rows - result.bad_rows);
  const clean = result.bad_rows === 0 && result.errors === 0;
  const back = (
    <Button
      component={Link}
      to="/imports/$id"
      params={{ id: one.id } as never}
      search={((old: object) => ({ ...old, step: "reading" })) as never}
      variant="default"
    >
      {t("edit_reading")}
    </Button>
  );
  if (good === 0) {
    return (
      <Stack gap="sm">
        <Text>{t("nothing_to_import")}</Text>
        <Group>
          {back}
          <Another />
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm" className={classes.how}>
      {!clean && (
        <Radio.Group
          label={t("how")}
          value={mode}
          onChange={(value) => setMode(value as "good_rows" | "all_or_nothing")}
        >
          <Stack gap="xs" mt={6}>
            <Radio
              value="good_rows"
              label={t("good_rows")}
              description={t("good_rows_detail", {
                good: formatNumber(good),
                bad: formatNumber(result.bad_rows),
              })}
            />
            <Radio
              value="all_or_nothing"
              label={t("all_or_nothing")}
              description={t("all_or_nothing_detail")}
            />
          </Stack>
        </Radio.Group>
      )}
      <Group>
        <Button loading={orders.busy} onClick={() => orders.run({ mode: clean ? "all_or_nothing" : mode })}>
          {clean
            ? t("run_clean", { count: good })
            : mode === "good_rows"
              ? t("run_good", { count: good })
              : t("run_all")}
        </Button>
        {back}
      </Group>
    </Stack>
  );
}

function Another() {
  const t = useTexts(importTexts);
  return (
    <Button component={Link} to="/imports/new" variant="default">
      {t("again")}
    </Button>
  );
}

/** Where the imported households can be seen. */
function Onwards({ one }: { one: Import }) {
  const t = useTexts(importTexts);
  const me = useMe();
  const year = one.surveyed_on ? Number(one.surveyed_on.slice(0, 4)) : undefined;
  const label =
    year === undefined
      ? t("see_households_any")
      : one.area
        ? t("see_households", { area: one.area.name, year })
        : t("see_households_all", { year });
  return (
    <Group>
      {may(me, "view_households") && (
        <Button
          component={Link}
          to={"/households" as string}
          search={
            ((old: { area?: string; year?: number }) => ({
              area: one.area?.id ?? old.area,
              year: year ?? old.year,
            })) as never
          }
        >
          {label}
        </Button>
      )}
      <Another />
    </Group>
  );
}
