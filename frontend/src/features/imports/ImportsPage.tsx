// The imports one may see, and the way to a new one.
import { Anchor, Button, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoment, formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge } from "@/ui/StatusBadge";
import { type Import, importsQuery } from "./queries";
import { stateOf } from "./states";
import { importTexts } from "./texts";

export function ImportsPage() {
  const t = useTexts(importTexts);
  const imports = useInfiniteQuery(importsQuery);
  const rows = imports.data?.pages.flatMap((page) => page.items);
  const begin = (
    <Button component={Link} to="/imports/new" leftSection={<IconFileImport size={17} aria-hidden />}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={begin} />
      <DataTable<Import>
        label={t("title")}
        rows={rows}
        rowKey={(one) => one.id}
        error={imports.error}
        empty={<EmptyState title={t("none")} text={t("none_detail")} action={begin} />}
        onMore={imports.hasNextPage ? () => void imports.fetchNextPage() : undefined}
        loadingMore={imports.isFetchingNextPage}
        columns={[
          {
            key: "file",
            head: t("file"),
            phone: "title",
            cell: (one) => (
              <>
                <Anchor component={Link} to="/imports/$id" params={{ id: one.id } as never} inherit>
                  {one.filename}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {t(one.kind === "members" ? "kind_members" : "kind_households")}
                </Text>
              </>
            ),
          },
          { key: "area", head: t("area"), cell: (one) => one.area?.name ?? "–" },
          { key: "sender", head: t("sender"), cell: (one) => one.created_by_name ?? "–" },
          { key: "sent", head: t("sent"), nowrap: true, cell: (one) => formatMoment(one.created_at) },
          { key: "state", head: t("state"), nowrap: true, cell: (one) => <State one={one} /> },
          { key: "outcome", head: t("outcome"), cell: (one) => <Outcome one={one} /> },
        ]}
      />
    </>
  );
}

function State({ one }: { one: Import }) {
  const t = useTexts(importTexts);
  const { state, tone } = stateOf(one);
  return <StatusBadge tone={tone}>{t(`state_${state}`)}</StatusBadge>;
}

function Outcome({ one }: { one: Import }) {
  const t = useTexts(importTexts);
  const result = one.result;
  if (!result) return <>–</>;
  return (
    <>
      {t("counts_line", {
        new: formatNumber(result.new),
        changed: formatNumber(result.changed),
        same: formatNumber(result.same),
      })}
      {result.bad_rows > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" fw={500}>
          {t("bad_line", { bad: formatNumber(result.bad_rows) })}
        </Text>
      )}
    </>
  );
}
