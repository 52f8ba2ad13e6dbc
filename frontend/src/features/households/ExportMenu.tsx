// Takes the list, as it is filtered, out as a file.
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import type { ListFilter } from "./queries";
import { householdTexts } from "./texts";

const KINDS = [
  {
    text: "export_xlsx",
    accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension: "xlsx",
  },
  { text: "export_csv", accept: "text/csv", extension: "csv" },
  { text: "export_ndjson", accept: "application/x-ndjson", extension: "ndjson" },
] as const;

export function ExportMenu({ filter, total }: { filter: ListFilter; total: number | null }) {
  const t = useTexts(householdTexts);
  const take = useMutation({
    mutationFn: (kind: (typeof KINDS)[number]) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) params.set(name, String(value));
      const name = ["ho-gia-dinh", filter.area?.split(".")[0], filter.year].filter(Boolean).join("-");
      return download(`/api/v1/households?${params}`, kind.accept, `${name}.${kind.extension}`);
    },
    onSuccess: () => notify(t("exported")),
  });
  return (
    <>
      {take.error && <ProblemAlert error={take.error} />}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            loading={take.isPending}
            leftSection={<IconDownload size={18} aria-hidden />}
            rightSection={<IconChevronDown size={15} aria-hidden />}
            title={
              take.isPending && total !== null ? t("exporting", { count: formatNumber(total) }) : undefined
            }
          >
            {t("export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind.extension} onClick={() => take.mutate(kind)}>
              {t(kind.text)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
