// The files that prove a voucher.
import { Button, FileButton, Loader, Text, Title } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { FileList } from "@/ui/FileList";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import { filesQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Voucher } from "./types";

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
  return (
    <section className={classes.section}>
      <Title order={2} mb="xs">
        {t("attachments")}
      </Title>
      <ProblemAlert error={files.error ?? add.error} />
      {files.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {files.data && <FileList files={files.data} path={`/api/v1/budget/vouchers/${voucher.id}/files`} />}
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
