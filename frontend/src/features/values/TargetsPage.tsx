// The targets of a unit: indicators by the years of a programme.
import { Button, Checkbox, Group, Loader, Text, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCan, useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { type Column, DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { fold } from "@/ui/fold";
import { inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { showDecimal } from "./numbers";
import { lastDay } from "./periods";
import { indicatorsQuery, type Target, targetsQuery, type Words } from "./queries";
import { TargetDialog } from "./TargetDialog";
import { valueTexts } from "./texts";
import { Views } from "./Views";
import classes from "./values.module.css";

/** Programmes run for five years: 2021–2025, 2026–2030. */
const YEARS = 5;

export interface TargetRow {
  code: string;
  name: Words;
  unit: Words;
}

export function TargetsPage() {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const { area, areaId, areaError } = usePlace();
  const takes = area?.level === "commune" || area?.level === "province";
  return (
    <>
      <PageHeader title={t("title")} subtitle={area?.name ?? (areaId ? "" : common("nation"))} />
      <Views />
      <ProblemAlert error={areaError} />
      {areaId && !area && !areaError && <Loader size="sm" aria-label={common("loading")} />}
      {(!areaId || (area && !takes)) && <EmptyState title={t("pick_area")} text={t("pick_area_targets")} />}
      {area && takes && <Targets key={area.id} area={area} />}
    </>
  );
}

function Targets({ area }: { area: { id: string; name: string; level: string } }) {
  const t = useTexts(valueTexts);
  const me = useMe();
  const { year } = usePlace();
  const phone = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  const [find, setFind] = useState("");
  const [only, setOnly] = useState(false);
  const [editing, setEditing] = useState<{ row: TargetRow; year: number; target: Target | undefined } | null>(
    null,
  );
  const first = year - ((((year - 1) % YEARS) + YEARS) % YEARS);
  const years = Array.from({ length: YEARS }, (_, i) => first + i);
  const definitions = useQuery(indicatorsQuery(lastDay(year, "Y")));
  const answers = useQueries({ queries: years.map((one) => targetsQuery(area.id, one)) });
  const error = definitions.error ?? answers.find((answer) => answer.error)?.error;
  const loading = definitions.isPending || answers.some((answer) => answer.isPending);
  const targets = answers.map(
    (answer) => new Map((answer.data ?? []).map((target) => [target.indicator.code, target])),
  );
  const at = (code: string, one: number) => targets[one - first]?.get(code);
  const listed = new Map<string, TargetRow>((definitions.data ?? []).map((one) => [one.code, one]));
  for (const year of targets) {
    for (const { indicator } of year.values())
      if (!listed.has(indicator.code)) listed.set(indicator.code, indicator);
  }
  const has = (code: string) => years.some((one) => at(code, one));
  const rows = [...listed.values()].filter(
    (row) =>
      (!only || has(row.code)) && fold(`${row.code} ${inLanguage(row.name)}`).includes(fold(find.trim())),
  );
  // By a province for itself, and by every unit for those below it.
  const mayOf = useCan()("set_targets");
  const may = mayOf && (area.level === "province" || me.grants.some((grant) => grant.area?.id !== area.id));
  const columns: Column<TargetRow>[] = [
    {
      key: "name",
      head: t("indicator"),
      phone: "title",
      cell: (row) => (
        <>
          {inLanguage(row.name)}
          <span className={classes.small}>
            {row.code} · {inLanguage(row.unit)}
          </span>
        </>
      ),
    },
    ...years.map(
      (one): Column<TargetRow> => ({
        key: String(one),
        head: String(one),
        align: "right",
        nowrap: true,
        ...(one === year ? {} : { phone: "hide" as const }),
        cell: (row) => {
          const target = at(row.code, one);
          const name = inLanguage(row.name);
          if (!may) {
            return (
              <>
                {showDecimal(target?.value)}
                {target && <span className={classes.source}>{target.source}</span>}
              </>
            );
          }
          return (
            <>
              <Button
                variant={target ? "default" : "subtle"}
                size="compact-sm"
                aria-label={
                  target
                    ? t("target_edit_of", { name, year: one, value: showDecimal(target.value) })
                    : t("target_set_of", { name, year: one })
                }
                onClick={() => setEditing({ row, year: one, target })}
              >
                {target ? showDecimal(target.value) : t("target_set")}
              </Button>
              {target && <span className={classes.source}>{target.source}</span>}
            </>
          );
        },
      }),
    ),
  ];
  return (
    <>
      <Text fw={600} mb="xs">
        {t("targets_of", { area: area.name, from: first, to: first + YEARS - 1 })}
      </Text>
      <div className={classes.filters}>
        <TextInput
          label={t("target_find")}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
        />
        <Checkbox
          label={t("target_only")}
          checked={only}
          onChange={(event) => setOnly(event.currentTarget.checked)}
        />
      </div>
      <Group gap="xs" mb="sm">
        {phone && (
          <Text size="xs" c="dimmed">
            {t("target_phone", { year })}
          </Text>
        )}
        {!may && (
          <Text size="xs" c="dimmed">
            {t("target_who")}
          </Text>
        )}
      </Group>
      <DataTable<TargetRow>
        label={t("targets_of", { area: area.name, from: first, to: first + YEARS - 1 })}
        rows={rows}
        rowKey={(row) => row.code}
        loading={loading}
        error={error}
        stt={false}
        columns={columns}
        empty={
          <EmptyState
            title={t("target_none")}
            text={listed.size > 0 ? t("target_no_match") : t("target_none_detail")}
          />
        }
      />
      {editing && <TargetDialog {...editing} area={area} onClose={() => setEditing(null)} />}
    </>
  );
}
