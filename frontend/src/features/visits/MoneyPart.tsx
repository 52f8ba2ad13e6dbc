// What was disbursed in the visited units: by the budget's books, and as the team found it.
import { Button, Group, Modal, Stack, Text, Textarea, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { AmountField } from "@/ui/AmountField";
import { readAmount, withDots } from "@/ui/amount";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, inLanguage, NOTHING } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { type MoneyRow, putAmount, type Visit, visitsChanged } from "./queries";
import { visitTexts } from "./texts";

export function MoneyPart({ visit, rows }: { visit: Visit; rows: readonly MoneyRow[] }) {
  const t = useTexts(visitTexts);
  const [entering, setEntering] = useState<MoneyRow | null>(null);
  const may = visit.allowed.includes("record");
  return (
    <section>
      <Title order={2} mb="xs">
        {t("money")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("money_hint")}
      </Text>
      <DataTable<MoneyRow>
        label={t("money")}
        rows={rows}
        rowKey={(row) => `${row.area?.id} ${row.item.code}`}
        empty={
          <Text size="sm" c="dimmed">
            {t("money_none")}
          </Text>
        }
        columns={[
          {
            key: "area",
            head: t("area"),
            phone: "title",
            cell: (row) => row.area?.name ?? NOTHING,
          },
          {
            key: "item",
            head: t("item"),
            phone: "text",
            cell: (row) => `${inLanguage(row.item.name)} (${row.item.code})`,
          },
          {
            key: "books",
            head: t("money_books"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (row) => formatNumber(row.disbursed_vnd),
          },
          {
            key: "seen",
            head: t("money_seen"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (row) => formatNumber(row.seen_vnd),
          },
          {
            key: "difference",
            head: t("money_difference"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (row) =>
              row.difference_vnd == null ? (
                NOTHING
              ) : (
                <StatusBadge tone={row.difference_vnd === 0 ? "good" : "bad"}>
                  {row.difference_vnd === 0 ? t("compare_same") : formatNumber(row.difference_vnd)}
                </StatusBadge>
              ),
          },
          { key: "note", head: t("note"), phone: "text", cell: (row) => row.note ?? "" },
          ...(may
            ? [
                {
                  key: "enter",
                  head: t("money_enter"),
                  cell: (row: MoneyRow) => {
                    const act = t(row.version == null ? "money_enter" : "money_change");
                    return (
                      <Button
                        variant="default"
                        size="compact-sm"
                        aria-label={`${act}: ${row.area?.name}, ${inLanguage(row.item.name)}`}
                        onClick={() => setEntering(row)}
                      >
                        {act}
                      </Button>
                    );
                  },
                },
              ]
            : []),
        ]}
      />
      {entering && <AmountDialog visit={visit} row={entering} onClose={() => setEntering(null)} />}
    </section>
  );
}

function AmountDialog({ visit, row, onClose }: { visit: Visit; row: MoneyRow; onClose: () => void }) {
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const [amount, setAmount] = useState(row.seen_vnd == null ? "" : withDots(String(row.seen_vnd)));
  const [note, setNote] = useState(row.note ?? "");
  const [asked, setAsked] = useState(false);
  const read = readAmount(amount);
  const save = useMutation({
    mutationFn: (seen_vnd: number | null) =>
      putAmount(visit.id, {
        area: row.area?.id ?? "",
        item: row.item.code,
        seen_vnd,
        note: note.trim() || null,
        version: row.version ?? null,
      }),
    onSuccess: async () => {
      notify(t("money_saved"));
      onClose();
      await visitsChanged(client);
    },
  });
  const problem = asProblem(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${row.area?.name ?? ""} · ${inLanguage(row.item.name)}`}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (read !== null && !save.isPending) save.mutate(read);
        }}
      >
        <Stack gap="sm">
          <ProblemAlert error={save.error} shown={["/seen_vnd", "/note"]} />
          <Text size="sm">{t("money_books_say", { amount: formatNumber(row.disbursed_vnd) })}</Text>
          <AmountField
            label={t("money_seen_vnd")}
            withAsterisk
            data-autofocus
            value={amount}
            onChange={setAmount}
            error={asked && read === null ? t("money_bad") : problem?.at("/seen_vnd")}
          />
          <Textarea
            label={`${t("note")} (${common("optional")})`}
            autosize
            minRows={2}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={problem?.at("/note")}
          />
          <Group gap="xs">
            <Button type="submit" loading={save.isPending}>
              {common("save")}
            </Button>
            {row.version != null && (
              <Button variant="default" disabled={save.isPending} onClick={() => save.mutate(null)}>
                {t("money_take_back")}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
