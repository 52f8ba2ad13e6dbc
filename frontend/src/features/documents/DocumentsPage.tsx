// The documents that hold for the area: its own, those above and those below.
import { Anchor, Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./documents.module.css";
import { issued, numberOf } from "./plan";
import { type DocumentView, documentsQuery } from "./queries";
import { type DocumentsSearch, KINDS } from "./routes";
import { documentTexts, worded } from "./texts";

const route = getRouteApi("/shell/documents");

export function DocumentsPage() {
  const t = useTexts(documentTexts);
  const can = useCan();
  const navigate = useNavigate();
  const { areaId } = usePlace();
  const search = route.useSearch();
  const [typed, setTyped] = useState(search.q ?? "");
  const found = useInfiniteQuery(documentsQuery({ area: areaId, kind: search.kind, q: search.q }));
  const filter = (change: DocumentsSearch) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...change })) as never, replace: true });
  const searching = useDebouncedCallback((q: string) => filter({ q: q.trim() || undefined }), 300);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          can("edit_plans") && (
            <Button component={Link} to="/documents/new" leftSection={<IconPlus size={18} aria-hidden />}>
              {t("new")}
            </Button>
          )
        }
      />
      <div className={classes.filters}>
        <TextInput
          label={t("search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            searching(event.currentTarget.value);
          }}
        />
        <NativeSelect
          label={t("kind")}
          value={search.kind ?? ""}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            filter({ kind: KINDS.find((kind) => kind === chosen) });
          }}
          data={[
            { value: "", label: t("all_kinds") },
            ...KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) })),
          ]}
        />
      </div>
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
              <>
                <Anchor component={Link} to="/documents/$id" params={{ id: one.id } as never} inherit>
                  {one.title}
                </Anchor>{" "}
                {one.replaced && <StatusBadge tone="warning">{t("replaced")}</StatusBadge>}
              </>
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
