// The files of a document.
import { Button, FileButton, Group, Modal, Text, Title } from "@mantine/core";
import { IconDownload, IconPaperclip, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, download, ok, send } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./documents.module.css";
import { type DocumentDetail, type DocumentFile, filesQuery } from "./queries";
import { documentTexts } from "./texts";

const MB = 1024 * 1024;
const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.xlsx,.docx";

async function upload(id: string, file: File): Promise<void> {
  const address = `/api/v1/documents/${id}/files?filename=${encodeURIComponent(file.name)}`;
  const headers = { "Content-Type": "application/octet-stream" };
  const request = new Request(new URL(address, location.origin), { method: "POST", headers, body: file });
  const response = await send(request);
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
}

export function Files({ document }: { document: DocumentDetail }) {
  const t = useTexts(documentTexts);
  const common = useCommon();
  const can = useCan();
  const client = useQueryClient();
  const files = useQuery(filesQuery(document.id));
  const [doomed, setDoomed] = useState<DocumentFile | null>(null);
  const changed = () => client.invalidateQueries({ queryKey: filesQuery(document.id).queryKey });
  const add = useMutation({
    mutationFn: (file: File) => upload(document.id, file),
    onSuccess: (_, file) => notify(t("file_added", { name: file.name })),
    onSettled: changed,
  });
  const remove = useMutation({
    mutationFn: (file: string) =>
      ok(api.DELETE("/api/v1/documents/{id}/files/{file}", { params: { path: { id: document.id, file } } })),
    onSuccess: () => notify(t("file_removed")),
    onSettled: () => {
      setDoomed(null);
      return changed();
    },
  });
  const fetching = useMutation({
    mutationFn: (file: DocumentFile) =>
      download(`/api/v1/documents/${document.id}/files/${file.id}`, "*/*", file.name),
  });
  const size = (bytes: number) =>
    bytes >= MB
      ? t("size_mb", { size: formatNumber(bytes / MB, 1) })
      : t("size_kb", { size: formatNumber(Math.max(1, bytes / 1024)) });
  return (
    <section className="gn-no-print">
      <Title order={2}>{t("files")}</Title>
      <ProblemAlert error={files.error ?? add.error ?? remove.error ?? fetching.error} />
      {files.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("files_none")}
        </Text>
      )}
      <ul className={classes.files}>
        {files.data?.map((file) => (
          <li key={file.id}>
            <span className={classes.fileName}>
              {file.name}{" "}
              <Text span size="sm" c="dimmed">
                {size(file.size)}
              </Text>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("file_download", { name: file.name })}
              onClick={() => fetching.mutate(file)}
            >
              <IconDownload size={16} aria-hidden />
            </Button>
            {can("edit_plans") && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("file_remove", { name: file.name })}
                onClick={() => setDoomed(file)}
              >
                <IconTrash size={16} aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {can("edit_plans") && (
        <Group gap="sm" mt="xs">
          <FileButton onChange={(file) => file && add.mutate(file)} accept={ACCEPTED}>
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={add.isPending}
                leftSection={<IconPaperclip size={16} aria-hidden />}
              >
                {t("file_add")}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t("files_hint")}
          </Text>
        </Group>
      )}
      {doomed && (
        <Modal
          opened
          onClose={() => setDoomed(null)}
          title={t("file_sure", { name: doomed.name })}
          transitionProps={{ duration: 0 }}
          closeButtonProps={{ "aria-label": common("close") }}
        >
          <Group>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(doomed.id)}>
              {t("file_remove_do")}
            </Button>
            <Button variant="default" onClick={() => setDoomed(null)}>
              {common("cancel")}
            </Button>
          </Group>
        </Modal>
      )}
    </section>
  );
}
