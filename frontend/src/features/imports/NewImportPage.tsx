// The first step: a file from the officer's disk, sent while its progress is seen.
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconFileSpreadsheet, IconInfoCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useInfo } from "@/app/place";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./imports.module.css";
import { importQuery } from "./queries";
import { Steps } from "./Steps";
import { importTexts } from "./texts";
import { tooLarge, type Upload, upload, wasStopped } from "./upload";

const ACCEPTED = ".xlsx,.csv,.tsv,.txt,.ndjson,.jsonl";

export function NewImportPage() {
  const t = useTexts(importTexts);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const limitMb = useInfo().upload_limit_mb;
  const sending = useRef<Upload | null>(null);
  const [name, setName] = useState("");
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [note, setNote] = useState<string | null>(null);

  // Leaving the page stops what is being sent.
  useEffect(() => () => sending.current?.abort(), []);

  async function take(files: FileList | null) {
    const file = files?.[0];
    if (!file || sending.current) return;
    if (files.length > 1) {
      setNote(t("one_file"));
      return;
    }
    setName(file.name);
    setNote(null);
    if (file.size > limitMb * 1024 * 1024) {
      setError(tooLarge());
      return;
    }
    setShare(0);
    setError(null);
    const under = upload(file, setShare);
    sending.current = under;
    try {
      const made = await under.done;
      queryClient.setQueryData(importQuery(made.id).queryKey, made);
      void queryClient.invalidateQueries({ queryKey: ["imports", "list"] });
      await navigate({ to: "/imports/$id", params: { id: made.id } as never, replace: true });
    } catch (cause) {
      if (wasStopped(cause)) setNote(t("stopped"));
      else setError(cause);
    } finally {
      sending.current = null;
      setShare(null);
    }
  }

  return (
    <>
      <PageHeader title={t("new")} back={{ to: "/imports", label: t("title") }} />
      <Steps at="file" />
      <Stack maw={720}>
        {note && (
          <Alert color="yellow" icon={<IconInfoCircle />} role="status">
            {note}
          </Alert>
        )}
        {error != null && <Refused error={error} name={name} />}
        {share === null ? (
          <Drop take={(files) => void take(files)} />
        ) : (
          <div className={classes.sending} aria-live="polite">
            <Group justify="space-between" mb={6} wrap="nowrap">
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {share < 1 ? t("uploading", { name }) : t("looking", { name })}
              </Text>
              <Text size="sm" c="dimmed">
                {formatNumber(share * 100)} %
              </Text>
            </Group>
            <Progress
              value={share * 100}
              striped={share >= 1}
              animated={share >= 1}
              aria-label={t("uploading", { name })}
            />
            <Button variant="default" mt="md" onClick={() => sending.current?.abort()}>
              {t("stop")}
            </Button>
          </div>
        )}
      </Stack>
    </>
  );
}

/** Why the file was not taken: the reason itself, not the name of a parameter. */
function Refused({ error, name }: { error: unknown; name: string }) {
  const t = useTexts(importTexts);
  const problem = asProblem(error);
  const reason = problem?.status === 413 ? t("over_limit") : problem?.at("/file");
  if (!reason) return <ProblemAlert error={error} />;
  return (
    <Alert color="red" icon={<IconAlertCircle />} title={t("refused", { name })} role="alert">
      {reason}
    </Alert>
  );
}

function Drop({ take }: { take: (files: FileList | null) => void }) {
  const t = useTexts(importTexts);
  const info = useInfo();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hold = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      className={classes.drop}
      aria-label={t("step_file")}
      data-over={over || undefined}
      onDragOver={hold}
      onDragEnter={hold}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <IconFileSpreadsheet size={44} stroke={1.2} aria-hidden className={classes.dropIcon} />
      <Text>{t("drop")}</Text>
      <Button size="md" onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        aria-label={t("choose")}
        className={classes.hidden}
        tabIndex={-1}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <Text size="sm" c="dimmed">
        {t("drop_formats", { mb: formatNumber(info.upload_limit_mb) })}
        <br />
        {t("drop_hint")}
      </Text>
    </section>
  );
}
