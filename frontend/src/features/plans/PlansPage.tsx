// The plans that hold for the area: its own, those above and those below.
import { Anchor, Button, NativeSelect, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatMoney, NOTHING } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./plans.module.css";
import { type PlanView, plansQuery } from "./queries";
import { type PlansSearch, STATES } from "./routes";
import { planTexts } from "./texts";
import { Progress, StateBadge } from "./words";

const route = getRouteApi("/shell/plans");

export function PlansPage() {
  const t = useTexts(planTexts);
  const can = useCan();
  const navigate = useNavigate();
  const { areaId, year } = usePlace();
  const search = route.useSearch();
  const [typed, setTyped] = useState(search.q ?? "");
  const found = useInfiniteQuery(
    plansQuery({
      area: areaId,
      year: search.only ? year : undefined,
      state: search.state,
      q: search.q,
    }),
  );
  const filter = (change: PlansSearch) =>
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...change })) as never, replace: true });
  const searching = useDebouncedCallback((q: string) => filter({ q: q.trim() || undefined }), 300);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          can("edit_plans") && (
            <Button component={Link} to="/plans/new" leftSection={<IconPlus size={18} aria-hidden />}>
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
          label={t("state")}
          value={search.state ?? ""}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            filter({ state: STATES.find((state) => state === chosen) });
          }}
          data={[
            { value: "", label: t("all_states") },
            ...STATES.map((state) => ({ value: state, label: t(`state_${state}`) })),
          ]}
        />
        <NativeSelect
          label={t("year")}
          value={search.only ?? ""}
          onChange={(event) => filter({ only: event.currentTarget.value === "yes" ? "yes" : undefined })}
          data={[
            { value: "", label: t("all_years") },
            { value: "yes", label: t("this_year", { year }) },
          ]}
        />
      </div>
      <DataTable<PlanView>
        label={t("title")}
        rows={found.data?.pages.flatMap((page) => page.items)}
        rowKey={(plan) => plan.id}
        error={found.error}
        empty={<EmptyState title={t("none")} text={t("none_text")} />}
        onOpen={(plan) => void navigate({ to: "/plans/$id", params: { id: plan.id } })}
        onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        loadingMore={found.isFetchingNextPage}
        columns={[
          {
            key: "title",
            head: t("name"),
            phone: "title",
            cell: (plan) => (
              <>
                <Anchor component={Link} to={`/plans/${plan.id}`} inherit fw={500}>
                  {plan.title}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {[plan.number?.replace(/^\//, "……/"), plan.issuer].filter(Boolean).join(" · ")}
                </Text>
              </>
            ),
          },
          { key: "area", head: t("area"), nowrap: true, cell: (plan) => plan.area?.name ?? NOTHING },
          {
            key: "period",
            head: t("period"),
            nowrap: true,
            cell: (plan) => t("period_from_to", { from: formatDate(plan.from), to: formatDate(plan.to) }),
          },
          {
            key: "budget",
            head: t("budget"),
            align: "right",
            nowrap: true,
            cell: (plan) => (plan.budget_vnd > 0 ? formatMoney(plan.budget_vnd) : NOTHING),
          },
          { key: "state", head: t("state"), cell: (plan) => <StateBadge state={plan.state} /> },
          {
            key: "progress",
            head: t("progress"),
            cell: (plan) =>
              plan.state === "draft" ? (
                NOTHING
              ) : (
                <>
                  <Progress percent={plan.progress} />
                  {plan.late_count > 0 && (
                    <Text size="xs" className={classes.late}>
                      {t("late_count", { count: plan.late_count })}
                    </Text>
                  )}
                </>
              ),
          },
        ]}
      />
    </>
  );
}
