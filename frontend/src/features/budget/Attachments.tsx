// The files that prove a voucher.
import { Button, FileButton, Loader, Text, Title } from "@mantine/core";
import { IconDownload, IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, download, ok } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatMoment, formatNumber } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import { filesQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { StoredFile, Voucher } from "./types";

/** What the server takes. */
const LIMIT_MB = 20;
const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx";
const MB = 1024 * 1024;

export function Attachments({ voucher }: { voucher: Voucher }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const queryClient = useQueryClient();
  const files = useQuery(filesQuery(voucher.id));
  const add = useMutation({
    mutationFn: (file: File) => {
      if (file.size > LIMIT_MB * MB) throw new ProblemError(413, "too_large", t("file_too_large"), "");
      return ok(
        api.POST("/api/v1/budget/vouchers/{id}/files", {
          params: { path: { id: voucher.id }, query: { filename: file.name.slice(-500) } },
          body: file as never,
          bodySerializer: (body: unknown) => body as never,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      );
    },
    onSuccess: (_, file) => notify(t("attachment_added", { name: file.name })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["budget"] }),
  });
  const fetching = useMutation({
    mutationFn: (file: StoredFile) =>
      download(`/api/v1/budget/vouchers/${voucher.id}/files/${file.id}`, "*/*", file.name),
  });
  const size = (bytes: number) =>
    bytes >= MB
      ? t("size_mb", { size: formatNumber(bytes / MB, 1) })
      : t("size_kb", { size: formatNumber(Math.max(1, bytes / 1024)) });
  return (
    <section className={classes.section}>
      <Title order={2} mb="xs">
        {t("attachments")}
      </Title>
      <ProblemAlert error={files.error ?? add.error ?? fetching.error} />
      {files.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {files.data?.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("attachments_none")}
        </Text>
      )}
      <ul className={classes.files}>
        {files.data?.map((file) => (
          <li key={file.id}>
            <span className={classes.fileName}>
              {file.name}
              <span className={classes.small}>
                {size(file.size)} ·{" "}
                {t("by_at", { name: file.added.full_name, at: formatMoment(file.added.at) })}
              </span>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t("attachment_download", { name: file.name })}
              loading={fetching.isPending && fetching.variables.id === file.id}
              onClick={() => fetching.mutate(file)}
            >
              <IconDownload size={16} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {can("enter_budget") && voucher.allowed.includes("attach") && (
        <>
          <FileButton accept={ACCEPTED} onChange={(file) => file && add.mutate(file)}>
            {(button) => (
              <Button
                {...button}
                variant="default"
                loading={add.isPending}
                leftSection={<IconPaperclip size={16} aria-hidden />}
              >
                {t("attachment_add")}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed" mt={4}>
            {t("attachment_hint", { mb: LIMIT_MB })}
          </Text>
        </>
      )}
    </section>
  );
}
