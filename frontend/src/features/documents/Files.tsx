// The files of a document.
import { Button, FileButton, Group, Text, Title } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ok, send } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useTexts } from "@/i18n";
import { FileList } from "@/ui/FileList";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type DocumentDetail, filesQuery } from "./queries";
import { documentTexts } from "./texts";

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
  const keeps = document.allowed.includes("keep_files");
  const client = useQueryClient();
  const files = useQuery(filesQuery(document.id));
  const changed = () => client.invalidateQueries({ queryKey: filesQuery(document.id).queryKey });
  const add = useMutation({
    mutationFn: (file: File) => upload(document.id, file),
    onSuccess: (_, file) => notify(t("file_added", { name: file.name })),
    onSettled: changed,
  });
  const remove = (file: string) =>
    ok(
      api.DELETE("/api/v1/documents/{id}/files/{file}", { params: { path: { id: document.id, file } } }),
    ).finally(changed);
  return (
    <section className="gn-no-print">
      <Title order={2}>{t("files")}</Title>
      <ProblemAlert error={files.error ?? add.error} />
      {files.data && (
        <FileList
          files={files.data}
          path={`/api/v1/documents/${document.id}/files`}
          remove={keeps ? remove : undefined}
        />
      )}
      {keeps && (
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
    </section>
  );
}
