// What vouchers are made of: the units that have budgets, the items of the programmes and the sources.
import { Button, Modal, Text, TextInput, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { itemsQuery } from "@/app/items";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import classes from "./budget.module.css";
import { sourcesQuery, unitsQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Item, Source, Unit } from "./types";
import { Views } from "./Views";
import { unitName, useWords } from "./words";

export function CataloguePage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const { area, year } = usePlace();
  return (
    <>
      <PageHeader
        title={t("catalogue_title")}
        subtitle={t("subtitle", { area: area?.name ?? common("nation"), year })}
      />
      <Views />
      <Units />
      <Items />
      <Sources />
    </>
  );
}

function Units() {
  const t = useTexts(budgetTexts);
  const can = useCan();
  const { area, areaId } = usePlace();
  const units = useQuery(unitsQuery(areaId));
  const [adding, setAdding] = useState(false);
  return (
    <section className={classes.section}>
      <Title order={2}>{t("units_title")}</Title>
      <DataTable<Unit>
        label={t("units_title")}
        rows={units.data}
        rowKey={(unit) => unit.id}
        error={units.error}
        lines
        maxHeight="420px"
        empty={
          <Text size="sm" c="dimmed">
            {t("units_none")}
          </Text>
        }
        columns={[
          { key: "name", head: t("unit_name"), cell: unitName },
          { key: "code", head: t("unit_code"), nowrap: true, cell: (unit) => unit.code },
          {
            key: "kind",
            head: t("unit_kind"),
            cell: (unit) => t(unit.kind === "office" ? "unit_kind_office" : "unit_kind_area"),
          },
        ]}
      />
      {can("manage_budget") && area && (
        <Button
          mt="xs"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t("unit_new")}
        </Button>
      )}
      {adding && area && <OfficeDialog area={area} onClose={() => setAdding(false)} />}
    </section>
  );
}

function OfficeDialog({ area, onClose }: { area: { id: string; name: string }; onClose: () => void }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const queryClient = useQueryClient();
  const [code, setCode] = useState("");
  const [vi, setVi] = useState("");
  const [en, setEn] = useState("");
  const [asked, setAsked] = useState(false);
  const make = useMutation({
    mutationFn: (): Promise<Unit> =>
      ok(
        api.POST("/api/v1/budget/units", {
          body: {
            area: area.id,
            code: code.trim(),
            name: vi.trim(),
            ...(en.trim() ? { name_en: en.trim() } : {}),
          },
        }),
      ),
    onSuccess: () => {
      notify(t("unit_made", { name: vi.trim() }));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["budget", "units"] }),
  });
  const problem = asProblem(make.error);
  const required = (text: string) => (asked && !text.trim() ? common("required") : undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("unit_new_title")}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        busy={make.isPending}
        error={make.error}
        shown={["/code", "/name", "/name_en"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (code.trim() && vi.trim()) make.mutate();
        }}
      >
        <Text size="sm">
          {t("unit_area")}: <b>{area.name}</b>
        </Text>
        <TextInput
          label={t("unit_code")}
          description={t("unit_code_hint")}
          withAsterisk
          data-autofocus
          maxLength={30}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={required(code) ?? problem?.at("/code")}
        />
        <TextInput
          label={t("unit_name")}
          withAsterisk
          maxLength={200}
          value={vi}
          onChange={(event) => setVi(event.currentTarget.value)}
          error={required(vi) ?? problem?.at("/name")}
        />
        <TextInput
          label={`${t("unit_name_en")} (${common("optional")})`}
          maxLength={200}
          value={en}
          onChange={(event) => setEn(event.currentTarget.value)}
          error={problem?.at("/name_en")}
        />
      </FormPage>
    </Modal>
  );
}

function Items() {
  const t = useTexts(budgetTexts);
  const words = useWords();
  const { on } = usePlace();
  const items = useQuery(itemsQuery(on));
  return (
    <section className={classes.section}>
      <Title order={2}>{t("items_title")}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("items_hint", { on: formatDate(on) })}
      </Text>
      <DataTable<Item>
        label={t("items_title")}
        rows={items.data}
        rowKey={(item) => item.code}
        error={items.error}
        stt={false}
        columns={[
          {
            key: "name",
            head: t("name"),
            phone: "title",
            cell: (item) => (
              <span style={{ display: "block", paddingLeft: 16 * (item.code.split("/").length - 1) }}>
                {inLanguage(item.name)}
                {item.verified === false && (
                  <>
                    {" "}
                    <UnverifiedBadge />
                  </>
                )}
              </span>
            ),
          },
          { key: "code", head: t("code"), nowrap: true, cell: (item) => item.code },
          { key: "kind", head: t("unit_kind"), cell: (item) => worded(t as never, "ikind", item.kind) },
          {
            key: "capital",
            head: t("capital"),
            cell: (item) => item.capital.map((one) => words.capital(one)).join(", "),
          },
        ]}
      />
    </section>
  );
}

function Sources() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const sources = useQuery(sourcesQuery);
  return (
    <section className={classes.section}>
      <Title order={2}>{t("sources_title")}</Title>
      <DataTable<Source>
        label={t("sources_title")}
        rows={sources.data?.sources}
        rowKey={(source) => source.code}
        error={sources.error}
        stt={false}
        lines
        columns={[
          { key: "name", head: t("name"), cell: (source) => inLanguage(source.name) },
          {
            key: "must",
            head: t("must_commit"),
            cell: (source) =>
              source.must_commit ? <StatusBadge tone="info">{common("yes")}</StatusBadge> : common("no"),
          },
        ]}
      />
    </section>
  );
}
