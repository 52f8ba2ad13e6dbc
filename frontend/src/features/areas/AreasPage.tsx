// The chosen area in its time: what lies below it, where it came from, what became of it, and its villages.
import { Anchor, Breadcrumbs, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { childrenQuery, kinQuery } from "@/api/queries";
import type { AreaRef, AreaView } from "@/api/types";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { levelKey } from "@/ui/AreaPicker";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { fold } from "@/ui/fold";
import { formatDate } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { areaTexts } from "./texts";
import { Villages } from "./Villages";

export function AreasPage() {
  const common = useCommon();
  const t = useTexts(areaTexts);
  const { areaId, area, areaError, on } = usePlace();
  if (areaId && !area) return areaError ? <PageHeader title={t("title")} /> : <Pending />;
  if (!area) {
    return (
      <>
        <PageHeader title={common("nation")} subtitle={t("subtitle_nation", { on: formatDate(on) })} />
        <Below parent={null} on={on} />
      </>
    );
  }
  // A unit that was or is to come shows what lay below it in its own time.
  const gone = area.exists_to != null && area.exists_to <= on;
  const day = gone ? dayBefore(area.exists_to ?? on) : later(on, area.exists_from);
  return (
    <>
      <PageHeader
        title={area.name}
        subtitle={t("subtitle", { level: common(levelKey(area.level)), code: area.code })}
      />
      <Stack gap="lg">
        <AboutArea area={area} />
        {area.level === "commune" ? (
          <Villages commune={area} on={day} />
        ) : (
          area.level !== "village" && <Below parent={area} on={day} />
        )}
        {area.level !== "village" && (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Kin area={area} direction="predecessors" />
            <Kin area={area} direction="successors" />
          </SimpleGrid>
        )}
      </Stack>
    </>
  );
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** A link that goes to another area on the same page. */
function AreaLink({ area }: { area: AreaRef }) {
  return (
    <Anchor component={Link} to="." search={((old: object) => ({ ...old, area: area.id })) as never} inherit>
      {area.name}
    </Anchor>
  );
}

function AboutArea({ area }: { area: AreaView }) {
  const t = useTexts(areaTexts);
  const existence = area.exists_to
    ? t("exists_from_to", { from: formatDate(area.exists_from), to: formatDate(area.exists_to) })
    : t("exists_from", { from: formatDate(area.exists_from) });
  const atBottom = area.level === "commune" || area.level === "village";
  return (
    <Facts
      facts={[
        ...(area.ancestors.length > 0
          ? [
              [
                t("above"),
                <Breadcrumbs key="above" separator="›" style={{ flexWrap: "wrap" }}>
                  {area.ancestors.map((unit) => (
                    <AreaLink key={unit.id} area={unit} />
                  ))}
                </Breadcrumbs>,
              ] as const,
            ]
          : []),
        [t("exists"), existence],
        ...(atBottom ? [[t("setting"), area.urban ? t("urban") : t("rural")] as const] : []),
      ]}
    />
  );
}

function Below({ parent, on }: { parent: AreaView | null; on: string }) {
  const common = useCommon();
  const t = useTexts(areaTexts);
  const [filter, setFilter] = useState("");
  const units = useQuery(childrenQuery(parent?.id ?? null, on));
  const wanted = fold(filter.trim());
  const rows = units.data?.filter((unit) => fold(unit.name).includes(wanted) || unit.code.startsWith(wanted));
  return (
    <section>
      {parent && (
        <Title order={2} mb={6}>
          {t("below")}
        </Title>
      )}
      <TextInput
        aria-label={t("filter")}
        placeholder={t("filter")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
        maw={380}
        mb="xs"
      />
      <DataTable<AreaRef>
        label={t("below")}
        rows={rows}
        rowKey={(unit) => unit.id}
        error={units.error}
        empty={filter ? t("none_match") : t("none_below", { on: formatDate(on) })}
        columns={[
          { key: "code", head: t("code"), width: 90, cell: (unit) => unit.code },
          { key: "name", head: t("name"), phone: "title", cell: (unit) => <AreaLink area={unit} /> },
          { key: "level", head: t("level"), cell: (unit) => common(levelKey(unit.level)), phone: "hide" },
        ]}
      />
      {rows && (
        <Text size="sm" c="dimmed" mt={6}>
          {t("units", { count: rows.length })}
        </Text>
      )}
    </section>
  );
}

function Kin({ area, direction }: { area: AreaView; direction: "predecessors" | "successors" }) {
  const t = useTexts(areaTexts);
  const kin = useQuery(kinQuery(area.id, direction));
  const none = direction === "predecessors" ? t("no_predecessors") : t("no_successors");
  return (
    <section>
      <Title order={2} mb={6}>
        {t(direction)}
      </Title>
      <DataTable
        label={t(direction)}
        rows={kin.data}
        rowKey={(row) => row.area.id + row.on}
        error={kin.error}
        empty={
          <Text size="sm" c="dimmed">
            {none}
          </Text>
        }
        columns={[
          { key: "name", head: t("name"), phone: "title", cell: (row) => <AreaLink area={row.area} /> },
          { key: "code", head: t("code"), cell: (row) => row.area.code },
          {
            key: "extent",
            head: t("extent"),
            cell: (row) => (row.extent === "whole" ? t("whole") : t("part")),
          },
          { key: "on", head: t("on"), nowrap: true, cell: (row) => formatDate(row.on) },
        ]}
      />
    </section>
  );
}
