// The villages of a commune: kept by the commune itself.
import { Button, Modal, Text, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { childrenQuery } from "@/api/queries";
import type { AreaRef, AreaView } from "@/api/types";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { areaTexts } from "./texts";

export function Villages({ commune, on }: { commune: AreaView; on: string }) {
  const t = useTexts(areaTexts);
  const place = usePlace();
  // The villages of a unit that is no more are left as they were, unless one looks at a year in which it was.
  const gone = commune.exists_to != null && commune.exists_to <= place.on;
  const manage = useCan()("manage_areas") && !gone;
  const villages = useQuery(childrenQuery(commune.id, on));
  const [editing, setEditing] = useState<AreaRef | "new" | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing("new")}>
      {t("add_village")}
    </Button>
  );
  const some = (villages.data?.length ?? 0) > 0;
  return (
    <section>
      <div
        style={{
          display: "flex",
          justifyContent: "space-between",
          alignItems: "end",
          marginBottom: 6,
          gap: 12,
        }}
      >
        <Title order={2}>{t("villages")}</Title>
        {manage && some && add}
      </div>
      <DataTable<AreaRef>
        label={t("villages")}
        rows={villages.data}
        rowKey={(village) => village.id}
        error={villages.error}
        empty={
          <EmptyState
            title={t("no_villages")}
            text={manage ? t("no_villages_hint") : undefined}
            action={manage && add}
          />
        }
        columns={[
          { key: "name", head: t("name"), phone: "title", cell: (village) => village.name },
          ...(manage
            ? [
                {
                  key: "rename",
                  head: <VisuallyHidden>{t("rename")}</VisuallyHidden>,
                  align: "right" as const,
                  width: 130,
                  cell: (village: AreaRef) => (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      leftSection={<IconPencil size={15} aria-hidden />}
                      aria-label={t("rename_of", { name: village.name })}
                      onClick={() => setEditing(village)}
                    >
                      {t("rename")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {some && (
        <Text size="sm" c="dimmed" mt={6}>
          {t("villages", { count: villages.data?.length ?? 0 })}
        </Text>
      )}
      {editing && (
        <VillageForm
          commune={commune}
          on={on}
          village={editing === "new" ? null : editing}
          onDone={() => setEditing(null)}
        />
      )}
    </section>
  );
}

interface FormProps {
  commune: AreaView;
  on: string;
  /** The village to rename; null makes a new one. */
  village: AreaRef | null;
  onDone: () => void;
}

function VillageForm({ commune, on, village, onDone }: FormProps) {
  const common = useCommon();
  const t = useTexts(areaTexts);
  const queryClient = useQueryClient();
  const [name, setName] = useState(village?.name ?? "");
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim() };
      const query = { on };
      if (!village) {
        const params = { path: { code: commune.id }, query };
        return ok(api.POST("/api/v1/areas/{code}/villages", { params, body }));
      }
      const params = { path: { code: commune.id, id: village.id }, query };
      return ok(api.PATCH("/api/v1/areas/{code}/villages/{id}", { params, body }));
    },
    onSuccess: async (saved) => {
      notify(t(village ? "village_renamed" : "village_added", { name: saved.name }));
      await queryClient.invalidateQueries({ queryKey: ["areas"] });
      onDone();
    },
  });
  const missing = asked && !name.trim() ? common("required") : undefined;
  return (
    <Modal
      opened
      onClose={onDone}
      title={village ? t("rename_of", { name: village.name }) : t("add_village")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <FormPage
        onSubmit={() => {
          setAsked(true);
          if (name.trim()) save.mutate();
        }}
        busy={save.isPending}
        error={save.error}
        shown={["/name"]}
        onCancel={onDone}
      >
        <TextInput
          label={t("village_name")}
          description={t("village_hint")}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={missing ?? asProblem(save.error)?.at("/name")}
        />
      </FormPage>
    </Modal>
  );
}
