// The files that prove a figure.
import { Button, FileButton, Loader, Progress, Text, Title } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { useCan } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { FileList } from "@/ui/FileList";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { evidenceQuery, type Value } from "./queries";
import { valueTexts } from "./texts";
import { ACCEPTED, uploadEvidence } from "./upload";

export function Evidence({ value }: { value: Value }) {
  const t = useTexts(valueTexts);
  const common = useCommon();
  const can = useCan();
  const queryClient = useQueryClient();
  const files = useQuery(evidenceQuery(value.id));
  const [share, setShare] = useState(0);
  const changed = () => queryClient.invalidateQueries({ queryKey: ["values"] });
  const add = useMutation({
    mutationFn: (file: File) => uploadEvidence(value.id, file, setShare),
    onMutate: () => setShare(0),
    onSuccess: (_, file) => notify(t("evidence_added", { name: file.name })),
    onSettled: changed,
  });
  const remove = (file: string) => {
    const params = { path: { id: value.id, file }, header: ifMatch(value.version) };
    return ok(api.DELETE("/api/v1/indicator-values/{id}/evidence/{file}", { params })).finally(changed);
  };
  const open = can("enter_values") && value.allowed.includes("evidence");
  return (
    <section>
      <Title order={2} mb="xs">
        {t("evidence")}
      </Title>
      <ProblemAlert error={files.error ?? add.error} />
      {files.isPending && <Loader size="sm" aria-label={common("loading")} />}
      {files.data && (
        <FileList
          files={files.data}
          path={`/api/v1/indicator-values/${value.id}/evidence`}
          remove={open ? remove : undefined}
        />
      )}
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
    </section>
  );
}
