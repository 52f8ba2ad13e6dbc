// The execution as a file.
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { budgetTexts } from "./texts";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FORMATS = {
  xlsx: XLSX,
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  csv: "text/csv",
} as const;
type Format = keyof typeof FORMATS;

/** Downloads what an address of the API answers, under a name without its ending. */
export function FilesMenu({ address, stem }: { address: string; stem: string }) {
  const t = useTexts(budgetTexts);
  const save = useMutation({
    mutationFn: (format: Format) => download(address, FORMATS[format], `${stem}.${format}`),
  });
  return (
    <>
      <Menu position="bottom-end" withinPortal transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            loading={save.isPending}
          >
            {t("files")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(FORMATS) as Format[]).map((format) => (
            <Menu.Item key={format} onClick={() => save.mutate(format)}>
              {t(`file_${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {save.error && <ProblemAlert error={save.error} />}
    </>
  );
}
