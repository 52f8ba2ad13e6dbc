// Takes the board, and the summary of what was recognised, out as files.
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useTexts } from "@/i18n";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { CSV, PDF, XLSX } from "./files";
import type { Kind } from "./routes";
import { reviewTexts } from "./texts";

const FILES = [
  { path: "review-board", stem: "tien-do-ra-soat", type: XLSX, text: "export_xlsx" },
  { path: "review-board", stem: "tien-do-ra-soat", type: CSV, text: "export_csv" },
  { path: "review-board", stem: "tien-do-ra-soat", type: PDF, text: "export_pdf" },
  { path: "review-summary", stem: "tong-hop-ra-soat", type: PDF, text: "export_pdf" },
  { path: "review-summary", stem: "tong-hop-ra-soat", type: XLSX, text: "export_xlsx" },
] as const;
type Wanted = (typeof FILES)[number];

export function BoardExport(props: { area: string | undefined; year: number; kind: Kind }) {
  const t = useTexts(reviewTexts);
  const take = useMutation({
    mutationFn: ({ path, stem, type }: Wanted) => {
      const params = new URLSearchParams({ year: String(props.year) });
      if (props.area) params.set("area", props.area);
      if (path === "review-board") params.set("kind", props.kind);
      const name = [stem, props.area?.split(".")[0], props.year].filter(Boolean).join("-");
      return download(`/api/v1/${path}?${params}`, type.accept, `${name}.${type.extension}`);
    },
    onSuccess: () => notify(t("exported")),
  });
  const items = (path: Wanted["path"]) =>
    FILES.filter((file) => file.path === path).map((file) => (
      <Menu.Item key={file.type.extension} onClick={() => take.mutate(file)}>
        {t(file.text)}
      </Menu.Item>
    ));
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
          >
            {t("export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("export_board")}</Menu.Label>
          {items("review-board")}
          <Menu.Label>{t("export_summary")}</Menu.Label>
          {items("review-summary")}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
