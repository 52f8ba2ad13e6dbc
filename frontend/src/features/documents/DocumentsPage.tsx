// The documents for the user's areas.
import { Anchor } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { issued, numberOf } from "./plan";
import { type DocumentView, documentsQuery } from "./queries";
import { documentTexts, worded } from "./texts";

export function DocumentsPage() {
  const t = useTexts(documentTexts);
  const navigate = useNavigate();
  const found = useInfiniteQuery(documentsQuery);
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <DataTable<DocumentView>
        label={t("title")}
        rows={found.data?.pages.flatMap((page) => page.items)}
        rowKey={(one) => one.id}
        error={found.error}
        empty={<EmptyState title={t("none")} text={t("none_text")} />}
        onOpen={(one) => void navigate({ to: "/documents/$id", params: { id: one.id } })}
        onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        loadingMore={found.isFetchingNextPage}
        columns={[
          {
            key: "title",
            head: t("name"),
            phone: "title",
            cell: (one) => (
              <Anchor component={Link} to="/documents/$id" params={{ id: one.id } as never} inherit>
                {one.title}
              </Anchor>
            ),
          },
          { key: "kind", head: t("kind"), nowrap: true, cell: (one) => worded(t, "kind", one.kind) },
          { key: "number", head: t("number"), nowrap: true, cell: (one) => numberOf(one.number) ?? NOTHING },
          { key: "issued", head: t("issued"), nowrap: true, cell: (one) => issued(one.issued_on) },
          { key: "issuer", head: t("issuer"), phone: "text", cell: (one) => one.issuer },
          { key: "area", head: t("area"), nowrap: true, cell: (one) => one.area?.name ?? NOTHING },
        ]}
      />
    </>
  );
}
