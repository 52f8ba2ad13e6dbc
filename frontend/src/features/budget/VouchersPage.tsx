// The vouchers of an area's units in a year.
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, usePlace } from "@/app/place";
import { useTyping } from "@/app/typing";
import { useCommon, useTexts } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./budget.module.css";
import { KINDS } from "./kinds";
import { vouchersQuery } from "./queries";
import { budgetTexts } from "./texts";
import { Views } from "./Views";
import { VoucherTable } from "./VoucherTable";

const route = getRouteApi("/shell/budget/vouchers");
const STATES = ["entered", "posted", "refused"] as const;

export function VouchersPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const { area, areaId, year } = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search.q ?? "");
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: ".", search: (old) => ({ ...old, ...part }), replace: true });
  const find = useTyping((text) => change({ q: text.trim() || undefined }));
  const type = (text: string) => {
    setTyped(text);
    find(text);
  };
  const { kind, state, q } = search;
  const vouchers = useInfiniteQuery({
    ...vouchersQuery({ area: areaId, year, kind, state, q }),
    placeholderData: keepPreviousData,
  });
  const rows = vouchers.data?.pages.flatMap((page) => page.items);
  const add = can("enter_budget") && (
    <Button component={Link} to="/budget/vouchers/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("new_voucher")}
    </Button>
  );
  const narrowed = kind || state || q;
  return (
    <>
      <PageHeader
        title={t("vouchers_title")}
        subtitle={t("subtitle", { area: area?.name ?? common("nation"), year })}
        actions={add}
      />
      <Views />
      <search className={classes.filters}>
        <TextInput
          className={classes.search ?? ""}
          label={common("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={typed && <CloseButton size="sm" aria-label={t("clear")} onClick={() => type("")} />}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("kind")}
          value={kind ?? ""}
          onChange={(event) => change({ kind: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("kind_all") },
            ...KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) })),
          ]}
        />
        <NativeSelect
          label={t("state")}
          value={state ?? ""}
          onChange={(event) => change({ state: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("state_all") },
            ...STATES.map((one) => ({ value: one, label: t(`vstate_${one}`) })),
          ]}
        />
      </search>
      <VoucherTable
        rows={rows}
        error={vouchers.error}
        empty={
          narrowed ? (
            <EmptyState
              title={t("vouchers_none_match")}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setTyped("");
                    change({ kind: undefined, state: undefined, q: undefined });
                  }}
                >
                  {t("clear")}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t("vouchers_none")} text={t("vouchers_none_text")} action={add} />
          )
        }
        onMore={vouchers.hasNextPage ? () => void vouchers.fetchNextPage() : undefined}
        loadingMore={vouchers.isFetchingNextPage}
      />
    </>
  );
}
