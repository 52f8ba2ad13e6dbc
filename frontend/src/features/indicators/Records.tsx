// The households that a name in a formula counts, page by page.
import { Anchor } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { Deprivations } from "@/survey/Deprivations";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, NOTHING } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import { type FigureAt, recordsQuery } from "./queries";
import { indicatorTexts } from "./texts";

interface Props {
  at: FigureAt;
  reference: number;
  /** The register they are in. */
  year: number;
}

export function Records({ at, reference, year }: Props) {
  const t = useTexts(indicatorTexts);
  const found = useInfiniteQuery(recordsQuery(at, reference));
  const rows = found.data?.pages.flatMap((page) => page.items);
  const moved = rows?.some((row) => row.from_class !== "none");
  const class_of = (code: string) => <ClassBadge value={code === "none" ? null : code} />;
  return (
    <DataTable
      label={t("households_behind")}
      rows={rows}
      error={found.error}
      rowKey={(row) => row.id}
      empty={t("households_none")}
      onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
      loadingMore={found.isFetchingNextPage}
      columns={[
        {
          key: "head",
          head: t("head"),
          phone: "title",
          cell: (row) => (
            <Anchor
              component={Link}
              to={"/households/$id" as string}
              params={{ id: row.id } as never}
              search={{ year } as never}
              inherit
            >
              {row.head_name}
            </Anchor>
          ),
        },
        { key: "village", head: t("village"), cell: (row) => row.area?.name ?? NOTHING },
        ...(moved
          ? [
              {
                key: "before",
                head: t("class_before"),
                cell: (row: { from_class: string }) => class_of(row.from_class),
              },
            ]
          : []),
        { key: "class", head: t("class"), cell: (row) => class_of(row.class) },
        {
          key: "lacks",
          head: t("lacks"),
          phone: "text",
          cell: (row) => <Deprivations codes={row.deprivations} />,
        },
        { key: "adds", head: t("adds"), align: "right", cell: (row) => formatNumber(row.adds) },
      ]}
    />
  );
}
