// Decisions as people read them, their small signs and their files.
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { notify } from "@/ui/notice";
import { StatusBadge } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import type { Recognition } from "./queries";
import { KINDS } from "./routes";
import { type RecognitionTranslate, recognitionTexts } from "./texts";

export const PDF = "application/pdf";
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The kind of a decision in a word. */
export function KindBadge({ kind }: { kind: string }) {
  const t = useTexts(recognitionTexts);
  return (
    <StatusBadge tone={kind === "correction" ? "warning" : "good"}>{worded(t, "kind", kind)}</StatusBadge>
  );
}

/** What a decision does, and for which year. */
export function purposeOf(t: RecognitionTranslate, decision: Recognition): string {
  const kind = KINDS.find((known) => known === decision.kind);
  return kind ? t(`long_${kind}`, { year: decision.year }) : decision.kind;
}

/** A name for a file out of a decision's number: `45-QD-UBND`. */
export function fileName(stem: string, decision: Pick<Recognition, "number">, extension: string): string {
  const number = decision.number
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${stem}-${number}.${extension}`;
}

/** Fetches a file and says that it is there. */
export function useFile() {
  const t = useTexts(recognitionTexts);
  return useMutation({
    mutationFn: (file: { path: string; accept: string; name: string }) =>
      download(file.path, file.accept, file.name),
    onSuccess: () => notify(t("taken")),
  });
}

/** A paper as PDF or Excel. */
export function PaperMenu({
  label,
  take,
  busy,
}: {
  label: string;
  take: (accept: string, extension: string) => void;
  busy: boolean;
}) {
  const t = useTexts(recognitionTexts);
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={18} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => take(PDF, "pdf")}>{t("as_pdf")}</Menu.Item>
        <Menu.Item onClick={() => take(XLSX, "xlsx")}>{t("as_xlsx")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
