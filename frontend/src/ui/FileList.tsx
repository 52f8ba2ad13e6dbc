// Files that prove something: their names, to be fetched and, by whoever may, removed.
import { Button, Group, Modal, Text } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { download } from "@/api/client";
import type { components } from "@/api/schema";
import { defineTexts, useCommon, useTexts } from "@/i18n";
import classes from "./FileList.module.css";
import { formatMoment, formatNumber } from "./format";
import { notify } from "./notice";
import { ProblemAlert } from "./ProblemAlert";

type StoredFile = components["schemas"]["EvidenceView"];

const fileTexts = defineTexts("files", {
  vi: {
    none: "Chưa có tệp nào.",
    get: "Tải {{name}}",
    remove: "Xóa {{name}}",
    remove_do: "Xóa tệp",
    sure: "Xóa tệp {{name}}?",
    removed: "Đã xóa tệp",
    kb: "{{size}} KB",
    mb: "{{size}} MB",
    by_at: "{{name}}, {{at}}",
  },
  en: {
    none: "There are no files yet.",
    get: "Download {{name}}",
    remove: "Remove {{name}}",
    remove_do: "Remove",
    sure: "Remove {{name}}?",
    removed: "The file is removed",
    kb: "{{size}} KB",
    mb: "{{size}} MB",
    by_at: "{{name}}, {{at}}",
  },
});

const MB = 1024 * 1024;

interface Props {
  files: readonly StoredFile[];
  /** The address that the files' ids stand behind. */
  path: string;
  /** Removes one; absent where nobody may. */
  remove?: ((file: string) => Promise<unknown>) | undefined;
}

export function FileList({ files, path, remove }: Props) {
  const t = useTexts(fileTexts);
  const common = useCommon();
  const [doomed, setDoomed] = useState<StoredFile | null>(null);
  const fetching = useMutation({
    mutationFn: (file: StoredFile) => download(`${path}/${file.id}`, "*/*", file.name),
  });
  const removing = useMutation({
    mutationFn: async (file: string) => remove?.(file),
    onSuccess: () => notify(t("removed")),
    onSettled: () => setDoomed(null),
  });
  const size = (bytes: number) =>
    bytes >= MB
      ? t("mb", { size: formatNumber(bytes / MB, 1) })
      : t("kb", { size: formatNumber(Math.max(1, bytes / 1024)) });
  return (
    <>
      <ProblemAlert error={fetching.error ?? removing.error} />
      {files.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("none")}
        </Text>
      )}
      <ul className={classes.files}>
        {files.map((file) => (
          <li key={file.id}>
            <span className={classes.name}>
              {file.name}
              <span className={classes.small}>
                {size(file.size)} ·{" "}
                {t("by_at", { name: file.added.full_name, at: formatMoment(file.added.at) })}
              </span>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t("get", { name: file.name })}
              loading={fetching.isPending && fetching.variables.id === file.id}
              onClick={() => fetching.mutate(file)}
            >
              <IconDownload size={16} aria-hidden />
            </Button>
            {remove && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t("remove", { name: file.name })}
                onClick={() => setDoomed(file)}
              >
                <IconTrash size={16} aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {doomed && (
        <Modal
          opened
          onClose={() => setDoomed(null)}
          title={t("sure", { name: doomed.name })}
          transitionProps={{ duration: 0 }}
          closeButtonProps={{ "aria-label": common("close") }}
        >
          <Group gap="xs">
            <Button
              color="var(--mantine-color-error)"
              loading={removing.isPending}
              onClick={() => removing.mutate(doomed.id)}
            >
              {t("remove_do")}
            </Button>
            <Button variant="default" onClick={() => setDoomed(null)}>
              {common("cancel")}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  );
}
