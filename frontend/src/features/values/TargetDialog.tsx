// A target as it is set or changed.
import { Alert, Modal, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { formatMoment, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { fieldText, readDecimal } from "./numbers";
import type { Target } from "./queries";
import type { TargetRow } from "./TargetsPage";
import { valueTexts } from "./texts";

interface Props {
  area: { id: string; name: string };
  row: TargetRow;
  year: number;
  target: Target | undefined;
  onClose: () => void;
}

export function TargetDialog({ area, row, year, target, onClose }: Props) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const queryClient = useQueryClient();
  const [value, setValue] = useState(fieldText(target?.value));
  const [source, setSource] = useState(target?.source ?? "");
  const [asked, setAsked] = useState(false);
  const number = readDecimal(value);
  const save = useMutation({
    mutationFn: (read: string) =>
      ok(
        api.PUT("/api/v1/indicator-targets", {
          params: { header: target ? ifMatch(target.version) : {} },
          body: {
            indicator: row.code,
            area: area.id,
            period: String(year),
            value: read,
            source: source.trim(),
          },
        }),
      ),
    onSuccess: () => {
      notify(t("target_saved"));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["values", "targets"] }),
  });
  const problem = asProblem(save.error);
  const stale = problem?.status === 412 || problem?.status === 428;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${inLanguage(row.name)}, ${year}`}
      size={520}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {area.name}
      </Text>
      {stale && (
        <Alert color="yellow" role="alert" mb="sm">
          {t("stale")}
        </Alert>
      )}
      <FormPage
        busy={save.isPending}
        error={stale ? null : save.error}
        shown={["/value", "/source"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (number !== null && source.trim()) save.mutate(number);
        }}
      >
        <TextInput
          label={`${t("target_value")} (${inLanguage(row.unit)})`}
          withAsterisk
          inputMode="decimal"
          autoComplete="off"
          data-autofocus
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          error={
            asked && number === null
              ? value.trim()
                ? t("bad_number")
                : common("required")
              : problem?.at("/value")
          }
        />
        <TextInput
          label={t("target_source")}
          description={t("target_source_hint")}
          withAsterisk
          maxLength={500}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          error={asked && !source.trim() ? common("required") : problem?.at("/source")}
        />
        {target && (
          <Text size="xs" c="dimmed">
            {t("target_by", { name: target.set.full_name, at: formatMoment(target.set.at) })}
          </Text>
        )}
      </FormPage>
    </Modal>
  );
}
