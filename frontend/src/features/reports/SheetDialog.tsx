// Filling a report in from a sheet: download, fill in, send; what is wrong is told by row.
import { Alert, Button, FileButton, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconDownload, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, download, ifMatch, ok } from "@/api/client";
import { useCommon, useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { XLSX } from "./FilesMenu";
import { type Report, reportChanged, reportQuery } from "./queries";
import { SheetProblems } from "./SheetProblems";
import { reportTexts } from "./texts";

export function SheetDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const client = useQueryClient();
  const get = useMutation({
    mutationFn: (excel: boolean) =>
      download(
        `/api/v1/reports/${report.id}/sheet`,
        excel ? XLSX : "text/csv",
        `nhap-${report.template.code.toLowerCase()}-${report.period}.${excel ? "xlsx" : "csv"}`,
      ),
  });
  const put = useMutation({
    mutationFn: (file: File) =>
      ok(
        api.POST("/api/v1/reports/{id}/import", {
          params: { path: { id: report.id }, header: ifMatch(report.version) },
          body: file as never,
          bodySerializer: (body) => body as never,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: reportQuery(report.id).queryKey });
      await reportChanged(client, client.getQueryData(reportQuery(report.id).queryKey));
    },
  });
  const result = put.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("sheet_title")}
      size={640}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <div>
          <Title order={3}>{t("sheet_1")}</Title>
          <Text size="sm" mb="xs">
            {t("sheet_1_text")}
          </Text>
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={get.isPending && get.variables}
              onClick={() => get.mutate(true)}
            >
              {t("sheet_xlsx")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={get.isPending && !get.variables}
              onClick={() => get.mutate(false)}
            >
              {t("sheet_csv")}
            </Button>
          </Group>
          <ProblemAlert error={get.error} />
        </div>
        <div>
          <Title order={3} mb="xs">
            {t("sheet_2")}
          </Title>
          <FileButton accept=".xlsx,.csv,text/csv" onChange={(file) => file && put.mutate(file)}>
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={16} aria-hidden />} loading={put.isPending}>
                {t("sheet_choose")}
              </Button>
            )}
          </FileButton>
        </div>
        <ProblemAlert error={put.error} />
        {result &&
          (result.problems.length > 0 ? (
            <Alert color="red" title={t("sheet_bad", { count: result.problems.length })} role="alert">
              <SheetProblems problems={result.problems} />
            </Alert>
          ) : (
            <Alert color="forest" icon={<IconCircleCheck />} role="status">
              {result.saved ? t("sheet_saved", { count: result.cells }) : t("sheet_nothing")}
            </Alert>
          ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("close")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
