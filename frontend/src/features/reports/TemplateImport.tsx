// A form out of a sheet: looked at first, then kept as a new version.
import { Alert, Button, FileButton, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { reportChanged, templatesQuery } from "./queries";
import { SheetProblems } from "./SheetProblems";
import { reportTexts } from "./texts";

interface Sending {
  file: File;
  /** Kept from this day on, after this version; without it only looked at. */
  keep?: { valid_from: string; base: number | undefined };
}

export function TemplateImportDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const client = useQueryClient();
  const { today } = usePlace();
  const templates = useQuery(templatesQuery);
  const [file, setFile] = useState<File | null>(null);
  const [from, setFrom] = useState(formatDate(today));
  const send = useMutation({
    mutationFn: ({ file, keep }: Sending) =>
      ok(
        api.POST("/api/v1/report-templates/import", {
          params: {
            query: keep ? { valid_from: keep.valid_from, ...(keep.base ? { base: keep.base } : {}) } : {},
          },
          body: file as never,
          bodySerializer: (body) => body as never,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: async (result) => {
      if (!result.saved) return;
      notify(t("import_saved", { version: result.version ?? "" }));
      await reportChanged(client);
      onClose();
    },
  });
  const result = send.data;
  const template = result?.template;
  const base = templates.data?.find((one) => one.code === template?.code)?.version;
  const day = parseDate(from);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("import_template")}
      size={680}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{t("import_template_text")}</Text>
        <Group gap="xs">
          <FileButton
            accept=".xlsx,.csv,text/csv"
            onChange={(chosen) => {
              if (!chosen) return;
              setFile(chosen);
              send.mutate({ file: chosen });
            }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconUpload size={16} aria-hidden />}
                loading={send.isPending}
              >
                {t("sheet_choose")}
              </Button>
            )}
          </FileButton>
          {file && <Text size="sm">{file.name}</Text>}
        </Group>
        <ProblemAlert error={send.error} shown={["/valid_from"]} />
        {result && result.problems.length > 0 && (
          <Alert color="red" title={t("import_bad", { count: result.problems.length })} role="alert">
            <SheetProblems problems={result.problems} />
          </Alert>
        )}
        {file && template && result.problems.length === 0 && (
          <>
            <Alert color="forest" icon={<IconCircleCheck />} role="status">
              {t("import_ok", {
                name: inLanguage(template.name),
                tables: template.tables.length,
                rows: template.tables.reduce((sum, table) => sum + table.rows.length, 0),
              })}
            </Alert>
            <Group gap="sm" align="flex-end">
              <DateField
                label={t("import_valid_from")}
                withAsterisk
                value={from}
                onChange={setFrom}
                error={day ? asProblem(send.error)?.at("/valid_from") : t("bad_date")}
              />
              <NativeSelect
                label={t("import_base")}
                data={[base ? String(base) : t("import_base_new")]}
                disabled
              />
              <Button
                loading={send.isPending}
                disabled={!day}
                onClick={() => day && send.mutate({ file, keep: { valid_from: day, base } })}
              >
                {t("import_save")}
              </Button>
            </Group>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("close")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
