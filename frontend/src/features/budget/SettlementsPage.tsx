// The settlements of an area's units in a year, and drawing one up.
import { Anchor, Button, Modal, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FormPage } from "@/ui/FormPage";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { Pick } from "@/ui/Pick";
import { settlementQuery, settlementsQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Settlement } from "./types";
import { useUnits } from "./useUnits";
import { Views } from "./Views";
import { SettlementState, unitName } from "./words";

const SUMS = ["allotted", "disbursed", "approved", "surplus"] as const;

export function SettlementsPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const navigate = useNavigate();
  const { area, areaId, year } = usePlace();
  const found = useQuery(settlementsQuery(year, areaId));
  const [adding, setAdding] = useState(false);
  const add = can("enter_budget") && area && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("settlement_new")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("settlements_title")}
        subtitle={t("subtitle", { area: area?.name ?? common("nation"), year })}
        actions={found.data?.items.length ? add : undefined}
      />
      <Views />
      <DataTable<Settlement>
        label={t("settlements_title")}
        rows={found.data?.items}
        rowKey={(one) => one.id}
        error={found.error}
        empty={
          <EmptyState
            title={t("settlements_none", { year })}
            text={t("settlements_none_text")}
            action={add}
          />
        }
        onOpen={(one) => void navigate({ to: "/budget/settlements/$id", params: { id: one.id } })}
        columns={[
          {
            key: "unit",
            head: t("unit"),
            phone: "title",
            cell: (one) => (
              <Anchor component={Link} to={`/budget/settlements/${one.id}`} inherit fw={500}>
                {unitName(one.unit)}
              </Anchor>
            ),
          },
          { key: "year", head: common("year"), cell: (one) => one.year },
          ...SUMS.map((sum) => ({
            key: sum,
            head: t(sum === "approved" ? "approved_amount" : sum),
            unit: t("vnd"),
            align: "right" as const,
            nowrap: true,
            cell: (one: Settlement) => formatNumber(one[`${sum}_vnd`]),
          })),
          {
            key: "state",
            head: t("state"),
            nowrap: true,
            cell: (one) => <SettlementState state={one.state} />,
          },
        ]}
      />
      {adding && area && <NewDialog area={area.id} year={year} onClose={() => setAdding(false)} />}
    </>
  );
}

function NewDialog({ area, year, onClose }: { area: string; year: number; onClose: () => void }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const units = useUnits();
  const [unit, setUnit] = useState(area);
  const make = useMutation({
    mutationFn: (): Promise<Settlement> =>
      ok(api.POST("/api/v1/budget/settlements", { body: { unit, year } })),
    onSuccess: async (made) => {
      queryClient.setQueryData(settlementQuery(made.id).queryKey, made);
      await queryClient.invalidateQueries({ queryKey: ["budget", "settlements"] });
      void navigate({ to: "/budget/settlements/$id", params: { id: made.id } });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("settlement_new_title", { year })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        submit={t("settlement_make")}
        busy={make.isPending}
        error={make.error ?? units.error}
        shown={["/unit"]}
        onCancel={onClose}
        onSubmit={() => make.mutate()}
      >
        <Text size="sm" c="dimmed">
          {t("settlement_draft_from")}
        </Text>
        <Pick
          label={t("unit")}
          data-autofocus
          openOnFocus={false}
          value={unit}
          onChange={setUnit}
          data={units.options}
          error={asProblem(make.error)?.at("/unit")}
        />
      </FormPage>
    </Modal>
  );
}
