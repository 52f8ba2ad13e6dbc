// The simulations of the user's area; two or three can be chosen to stand side by side.
import { Anchor, Button, Checkbox, Text } from "@mantine/core";
import { IconColumns, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoment } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge } from "@/ui/StatusBadge";
import { type SimulationRow, simulationsQuery } from "./queries";
import { MOST_COMPARED } from "./routes";
import { simulationTexts } from "./texts";

export function SimulationsPage() {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const navigate = useNavigate();
  const may = useCan()("run_simulations");
  const found = useInfiniteQuery(simulationsQuery);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = found.data?.pages.flatMap((page) => page.items);
  const add = may && (
    <Button component={Link} to="/simulations/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("new")}
    </Button>
  );
  const toggle = (id: string) =>
    setChosen((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old, id]));
  const compare = (
    <Button
      variant="default"
      leftSection={<IconColumns size={18} aria-hidden />}
      disabled={chosen.length < 2}
      onClick={() =>
        void navigate({ to: "/simulations/compare", search: { ids: chosen.join(",") } as never })
      }
    >
      {t("compare")}
      {chosen.length > 0 && ` (${chosen.length})`}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          rows?.length ? (
            <>
              {rows.length > 1 && compare}
              {add}
            </>
          ) : undefined
        }
      />
      {rows && rows.length > 1 && (
        <Text size="sm" c="dimmed" mb="xs" className="gn-no-print">
          {t("compare_hint")}
        </Text>
      )}
      <DataTable<SimulationRow>
        label={t("title")}
        rows={rows}
        rowKey={(row) => row.id}
        stt={false}
        error={found.error}
        empty={<EmptyState title={t("none")} text={t("none_detail")} action={add} />}
        onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        loadingMore={found.isFetchingNextPage}
        onOpen={(row) => void navigate({ to: "/simulations/$id", params: { id: row.id } })}
        isSelected={(row) => chosen.includes(row.id)}
        columns={[
          {
            key: "choose",
            head: t("choose"),
            width: 90,
            align: "center",
            cell: (row) => (
              <Checkbox
                display="inline-block"
                aria-label={t("choose_one", { name: row.name })}
                checked={chosen.includes(row.id)}
                disabled={!chosen.includes(row.id) && chosen.length >= MOST_COMPARED}
                onChange={() => toggle(row.id)}
              />
            ),
          },
          {
            key: "name",
            head: t("name"),
            phone: "title",
            cell: (row) => (
              <Anchor component={Link} to={`/simulations/${row.id}`} inherit>
                {row.name}
              </Anchor>
            ),
          },
          { key: "area", head: t("area"), cell: (row) => row.area?.name ?? common("nation") },
          { key: "year", head: common("year"), nowrap: true, cell: (row) => row.year },
          {
            key: "standard",
            head: t("standard"),
            nowrap: true,
            cell: (row) => <StandardOf row={row} />,
          },
          { key: "by", head: t("created_by"), cell: (row) => row.created_by },
          { key: "at", head: t("created_at"), nowrap: true, cell: (row) => formatMoment(row.created_at) },
        ]}
      />
    </>
  );
}

/** The standard's code, and whether figures of it are supposed. */
export function StandardOf({ row }: { row: Pick<SimulationRow, "standard" | "edited"> }) {
  const t = useTexts(simulationTexts);
  return (
    <>
      {row.standard} {row.edited && <StatusBadge tone="info">{t("edited")}</StatusBadge>}
    </>
  );
}
