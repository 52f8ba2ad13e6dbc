// The users of the administrator's area.
import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import type { UserView } from "@/api/types";
import { usePlace } from "@/app/place";
import { useTyping } from "@/app/typing";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { useRoleNames } from "@/ui/roles";
import { StatusBadge } from "@/ui/StatusBadge";
import { userTexts } from "./texts";

const route = getRouteApi("/shell/users");

export function UsersPage() {
  const common = useCommon();
  const t = useTexts(userTexts);
  const roleNames = useRoleNames();
  const navigate = useNavigate();
  const { areaId, area } = usePlace();
  const { q } = route.useSearch();
  const [typed, setTyped] = useState(q ?? "");
  const search = useTyping((text) => {
    void navigate({
      to: "/users",
      search: (old) => ({ ...old, q: text.trim() || undefined }),
      replace: true,
    });
  });
  const filter = { q: q ?? null, area: areaId ?? null };
  const users = useInfiniteQuery({
    queryKey: ["users", "list", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(q ? { q } : {}), ...(areaId ? { area: areaId } : {}), ...pageParam };
      return ok(api.GET("/api/v1/users", { params: { query }, signal }));
    },
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
    placeholderData: keepPreviousData,
  });

  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={`${t("subtitle")} · ${area?.name ?? common("nation")}`}
        actions={
          <Button component={Link} to="/users/new" leftSection={<IconPlus size={18} aria-hidden />}>
            {t("new")}
          </Button>
        }
      />
      <TextInput
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        maw={380}
        mb="sm"
      />
      <DataTable<UserView>
        label={t("title")}
        rows={users.data?.pages.flatMap((page) => page.items)}
        rowKey={(user) => user.id}
        error={users.error}
        empty={t("none")}
        onMore={users.hasNextPage ? () => void users.fetchNextPage() : undefined}
        loadingMore={users.isFetchingNextPage}
        onOpen={(user) => void navigate({ to: "/users/$id", params: { id: user.id } })}
        columns={[
          {
            key: "name",
            head: t("full_name"),
            phone: "title",
            cell: (user) => (
              <Anchor component={Link} to={`/users/${user.id}`} inherit>
                {user.full_name}
              </Anchor>
            ),
          },
          { key: "username", head: t("username"), cell: (user) => user.username },
          {
            key: "grants",
            head: t("grants"),
            cell: (user) => (
              <Stack gap={0}>
                {user.grants.map((grant) => (
                  <span key={grant.role + (grant.area?.id ?? "")}>
                    {roleNames(grant.role)} – {grant.area?.name ?? common("nation")}
                  </span>
                ))}
              </Stack>
            ),
          },
          { key: "status", head: t("status"), cell: (user) => <UserState user={user} /> },
          {
            key: "created",
            head: t("created_at"),
            nowrap: true,
            cell: (user) => formatDate(user.created_at),
            phone: "hide",
          },
        ]}
      />
    </>
  );
}

/** Whether a user may sign in, in words. */
export function UserState({ user }: { user: UserView }) {
  const t = useTexts(userTexts);
  if (!user.active) return <StatusBadge tone="bad">{t("inactive")}</StatusBadge>;
  if (user.locked) return <StatusBadge tone="warning">{t("locked")}</StatusBadge>;
  if (user.must_change_password) return <StatusBadge tone="info">{t("must_change")}</StatusBadge>;
  return <StatusBadge tone="good">{t("active")}</StatusBadge>;
}
