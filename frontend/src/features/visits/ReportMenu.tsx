// The report of a visit in its official layout, to print and sign or to work on with.
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import type { Visit } from "./queries";
import { visitTexts } from "./texts";

const FORMATS = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
} as const;
type Format = keyof typeof FORMATS;

export function ReportMenu({ visit }: { visit: Visit }) {
  const t = useTexts(visitTexts);
  const save = useMutation({
    mutationFn: (format: Format) => {
      const number = visit.number.replace(/[^0-9a-z]+/gi, "-");
      return download(
        `/api/v1/visits/${visit.id}/report`,
        FORMATS[format],
        `bao-cao-kiem-tra-${number}.${format}`,
      );
    },
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
            {t("report")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(FORMATS) as Format[]).map((format) => (
            <Menu.Item key={format} onClick={() => save.mutate(format)}>
              {t(`report_${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {save.error && <ProblemAlert error={save.error} />}
    </>
  );
}
