// A report as a file.
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import type { Report } from "./queries";
import { reportTexts } from "./texts";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const FORMATS = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: XLSX,
  csv: "text/csv",
  json: "application/json",
} as const;
type Format = keyof typeof FORMATS;

interface Props {
  report: Report;
  /** Which version; without it the present one, as it stands. */
  version?: number;
  compact?: boolean;
}

export function FilesMenu({ report, version, compact }: Props) {
  const t = useTexts(reportTexts);
  const save = useMutation({
    mutationFn: (format: Format) => {
      const stem = [report.template.code, report.period, report.area?.code ?? "vn"].join("-").toLowerCase();
      const query = version ? `?version=${version}` : "";
      return download(
        `/api/v1/reports/${report.id}/file${query}`,
        FORMATS[format],
        `${stem}-v${version ?? report.version_no}.${format}`,
      );
    },
  });
  return (
    <>
      <Menu position="bottom-end" withinPortal transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            size={compact ? "compact-sm" : "sm"}
            leftSection={<IconDownload size={compact ? 14 : 18} aria-hidden />}
            loading={save.isPending}
            {...(version ? { "aria-label": `${t("files")}: ${t("version_no", { version })}` } : {})}
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
