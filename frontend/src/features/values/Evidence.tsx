// The files that prove a figure.
import { Button, FileButton, Group, Loader, Modal, Progress, Text, Title } from "@mantine/core";
import { IconDownload, IconPaperclip, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, download, ifMatch, ok } from "@/api/client";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { formatMoment, formatNumber } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Evidence as EvidenceFile, evidenceQuery, type Value } from "./queries";
import { valueTexts } from "./texts";
import { ACCEPTED, uploadEvidence } from "./upload";
import classes from "./values.module.css";

const MB = 1024 * 1024;

export function Evidence({ value }: { value: Value }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const can = useCan();
  const queryClient = useQueryClient();
  const files = useQuery(evidenceQuery(value.id));
  const [share, setShare] = useState(0);
  const [doomed, setDoomed] = useState<EvidenceFile | null>(null);
  const changed = () => queryClient.invalidateQueries({ queryKey: ["values"] });
  const add = useMutation({
    mutationFn: (file: File) => uploadEvidence(value.id, file, setShare),
    onMutate: () => setShare(0),
    onSuccess: (_, file) => notify(t("evidence_added", { name: file.name })),
    onSettled: changed,
  });
  const remove = useMutation({
    mutationFn: (file: string) => {
      const params = { path: { id: value.id, file }, header: ifMatch(value.version) };
      return ok(api.DELETE("/api/v1/indicator-values/{id}/evidence/{file}", { params }));
    },
    onSuccess: () => notify(t("evidence_deleted")),
    onSettled: () => {
      setDoomed(null);
      return changed();
    },
  });
  const fetching = useMutation({
    mutationFn: (file: EvidenceFile) =>
      download(`/api/v1/indicator-values/${value.id}/evidence/${file.id}`, "*/*", file.name),
  });
  const open = can("enter_values") && value.allowed.includes("evidence");
  const size = (bytes: number) =>
    bytes >= MB
      ? t("size_mb", { size: formatNumber(bytes / MB, 1) })
      : t("size_kb", { size: formatNumber(Math.max(1, bytes / 1024)) });
  return (
    <section>
      <Title order={2} mb="xs">
        {t("evidence")}
      </Title>
      <ProblemAlert error={files.error ?? add.error ?? remove.error ?? fetching.error} />
      {files.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {files.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("evidence_none")}
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
              aria-label={t("evidence_download", { name: file.name })}
              loading={fetching.isPending && fetching.variables.id === file.id}
              onClick={() => fetching.mutate(file)}
            >
              <IconDownload size={16} aria-hidden />
            </Button>
            {open && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={t("evidence_delete_of", { name: file.name })}
                onClick={() => setDoomed(file)}
              >
                <IconTrash size={16} aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {add.isPending && (
        <div aria-live="polite">
          <Text size="sm">{t("evidence_uploading", { name: add.variables.name })}</Text>
          <Progress
            value={share * 100}
            striped={share >= 1}
            animated={share >= 1}
            aria-label={t("evidence_uploading", { name: add.variables.name })}
          />
        </div>
      )}
      {open && (
        <>
          <FileButton accept={ACCEPTED} onChange={(file) => file && add.mutate(file)}>
            {(button) => (
              <Button
                {...button}
                variant="default"
                disabled={add.isPending}
                leftSection={<IconPaperclip size={16} aria-hidden />}
              >
                {t("evidence_add")}
              </Button>
            )}
          </FileButton>
          <Text size="xs" c="dimmed" mt={4}>
            {t("evidence_hint")}
          </Text>
        </>
      )}
      {!open && can("enter_values") && (
        <Text size="xs" c="dimmed">
          {t("evidence_closed")}
        </Text>
      )}
      {doomed && (
        <Modal
          opened
          onClose={() => setDoomed(null)}
          title={t("evidence_delete_sure", { name: doomed.name })}
          transitionProps={{ duration: 0 }}
          closeButtonProps={{ "aria-label": common("close") }}
        >
          <Group gap="xs">
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(doomed.id)}>
              {t("evidence_delete")}
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
