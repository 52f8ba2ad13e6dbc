// A sheet coming in: first what would become of it, then, when nothing is wrong, it is kept.
import { Alert, Button, FileButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconFileSpreadsheet } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./framework.module.css";
import { type SheetAnswer, sendSheet } from "./queries";
import { frameworkTexts } from "./texts";

type Problem = SheetAnswer["problems"][number];
type Change = SheetAnswer["changed"][number];

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const common = useCommon();
  const t = useTexts(frameworkTexts);
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const look = useMutation({ mutationFn: (chosen: File) => sendSheet(chosen, false) });
  const keep = useMutation({
    mutationFn: (chosen: File) => sendSheet(chosen, true),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["framework"] });
      notify(t("imported"));
      onClose();
    },
  });
  const answer = look.data;
  const changes = answer ? answer.new.length + answer.changed.length : 0;
  const error = look.error ?? keep.error;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("import_title")}
      size={900}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{t("import_text")}</Text>
        <Group gap="sm">
          <FileButton
            accept=".xlsx,.csv"
            onChange={(chosen) => {
              if (!chosen) return;
              setFile(chosen);
              keep.reset();
              look.mutate(chosen);
            }}
          >
            {(props) => (
              <Button
                {...props}
                variant={answer ? "default" : "filled"}
                loading={look.isPending}
                leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
              >
                {file ? t("import_another") : t("import_choose")}
              </Button>
            )}
          </FileButton>
          {file && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {file.name}
            </Text>
          )}
        </Group>
        {error && <Refused error={error} />}
        {answer && !error && (
          <div aria-live="polite">
            <Text size="sm" mb="xs">
              {t("import_counts", {
                new: formatNumber(answer.new.length),
                changed: formatNumber(answer.changed.length),
                same: formatNumber(answer.same),
              })}
            </Text>
            {answer.problems.length > 0 ? (
              <>
                <Alert color="red" icon={<IconAlertCircle />} mb="sm" role="alert">
                  {t("import_bad", { count: answer.problems.length })}
                </Alert>
                <Problems problems={answer.problems} />
              </>
            ) : changes === 0 ? (
              <Alert color="forest" icon={<IconCircleCheck />}>
                {t("import_same")}
              </Alert>
            ) : (
              <Changes fresh={answer.new} changed={answer.changed} />
            )}
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button
            disabled={!file || !answer || answer.problems.length > 0 || changes === 0}
            loading={keep.isPending}
            onClick={() => file && keep.mutate(file)}
          >
            {t("import_keep", { count: changes })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Why the file was not taken: the reason itself, not the name of a parameter. */
function Refused({ error }: { error: unknown }) {
  const reason = asProblem(error)?.at("/file");
  if (!reason) return <ProblemAlert error={error} />;
  return <Alert color="red" icon={<IconAlertCircle />} title={reason} role="alert" />;
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useTexts(frameworkTexts);
  return (
    <DataTable<Problem>
      label={t("import_problems")}
      rows={problems}
      stt={false}
      rowKey={(problem) =>
        `${problem.row} ${problem.column} ${problem.field} ${problem.code} ${problem.detail}`
      }
      maxHeight="45vh"
      columns={[
        {
          key: "cell",
          head: t("cell"),
          phone: "title",
          nowrap: true,
          cell: (problem) => `${problem.column}${problem.row || ""}`,
        },
        {
          key: "field",
          head: t("column"),
          cell: (problem) => <span className={classes.code}>{problem.field}</span>,
        },
        { key: "value", head: t("value"), phone: "text", cell: (problem) => problem.value },
        { key: "detail", head: t("reason"), phone: "text", cell: (problem) => problem.detail },
      ]}
    />
  );
}

function Changes({ fresh, changed }: { fresh: readonly Change[]; changed: readonly Change[] }) {
  const t = useTexts(frameworkTexts);
  const rows = [
    ...fresh.map((change) => ({ change, isNew: true })),
    ...changed.map((change) => ({ change, isNew: false })),
  ];
  return (
    <DataTable<(typeof rows)[number]>
      label={t("import_changes")}
      rows={rows}
      stt={false}
      rowKey={({ change }) => `${change.kind} ${change.code}`}
      maxHeight="45vh"
      columns={[
        {
          key: "code",
          head: t("code"),
          nowrap: true,
          cell: ({ change }) => <span className={classes.code}>{change.code}</span>,
        },
        { key: "name", head: t("name"), phone: "title", cell: ({ change }) => inLanguage(change.name) },
        {
          key: "from",
          head: t("valid_from"),
          nowrap: true,
          cell: ({ change }) => formatDate(change.valid_from),
        },
        {
          key: "cells",
          head: t("what_changes"),
          phone: "text",
          cell: ({ change, isNew }) =>
            isNew ? (
              t("import_new")
            ) : (
              <ul className={classes.where}>
                {change.cells.map((cell) => (
                  <li key={cell.field}>
                    <b>{cell.title}</b>: {cell.before || "–"} → {cell.after || "–"}
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  );
}
