// The papers of a round, to print and sign or to work on with.
import { Button, Group, Text } from "@mantine/core";
import { IconFileSpreadsheet, IconPrinter } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "@/api/client";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { notify } from "@/ui/notice";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type FileType, PDF, XLSX } from "./files";
import type { RoundDetail } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";

/** In the order in which they come up; what each needs to say something. */
const PAPERS = [
  "cases",
  "receipt",
  "minutes",
  "posting",
  "report",
  "summary",
  "poor",
  "near_poor",
  "escaped",
] as const;
type Paper = (typeof PAPERS)[number];

const STEMS: Record<Paper, string> = {
  cases: "danh-sach-ra-soat",
  receipt: "giay-bien-nhan",
  minutes: "bien-ban-hop-dan",
  posting: "danh-sach-niem-yet",
  report: "bao-cao-ra-soat",
  summary: "bieu-tong-hop",
  poor: "danh-sach-ho-ngheo",
  near_poor: "danh-sach-ho-can-ngheo",
  escaped: "danh-sach-thoat-ngheo",
};

function usePaper(round: RoundDetail) {
  const t = useTexts(reviewTexts);
  return useMutation({
    mutationFn: ({ paper, type }: { paper: Paper; type: FileType }) =>
      download(
        `/api/v1/review-rounds/${round.id}/papers/${paper}`,
        type.accept,
        `${[STEMS[paper], round.commune?.code, round.year].filter(Boolean).join("-")}.${type.extension}`,
      ),
    onSuccess: () => notify(t("exported")),
  });
}

/** A name within a sentence. */
function lowered(name: string): string {
  return name.charAt(0).toLocaleLowerCase("vi") + name.slice(1);
}

/** Buttons that print single papers. */
export function PaperButtons({
  round,
  papers,
  compact,
}: {
  round: RoundDetail;
  papers: readonly Paper[];
  compact?: boolean;
}) {
  const t = useTexts(reviewTexts);
  const can = useCan();
  const take = usePaper(round);
  if (!can("export_households")) return null;
  return (
    <div>
      <Group gap="xs">
        {papers.map((paper) => (
          <Button
            key={paper}
            variant="default"
            size={compact ? "compact-sm" : "sm"}
            leftSection={<IconPrinter size={compact ? 14 : 16} aria-hidden />}
            loading={take.isPending && take.variables.paper === paper}
            onClick={() => take.mutate({ paper, type: PDF })}
          >
            {t("print", { paper: lowered(t(`paper_${paper}`)) })}
          </Button>
        ))}
      </Group>
      <ProblemAlert error={take.error} />
    </div>
  );
}

/** All papers, each as a PDF and a workbook. */
export function Papers({ round }: { round: RoundDetail }) {
  const t = useTexts(reviewTexts);
  const take = usePaper(round);
  const busy = (paper: Paper, type: FileType) =>
    take.isPending && take.variables.paper === paper && take.variables.type === type;
  return (
    <section className={classes.part} aria-label={t("tab_papers")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("papers_hint")}
      </Text>
      <ProblemAlert error={take.error} />
      <ul className={classes.papers}>
        {PAPERS.map((paper) => (
          <li key={paper}>
            <div>
              <b>{t(`paper_${paper}`)}</b>
              <Text size="sm" c="dimmed">
                {t(`paper_${paper}_text`)}
              </Text>
            </div>
            <Group gap={6} wrap="nowrap">
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconPrinter size={15} aria-hidden />}
                loading={busy(paper, PDF)}
                aria-label={`${t(`paper_${paper}`)}: PDF`}
                onClick={() => take.mutate({ paper, type: PDF })}
              >
                PDF
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
                loading={busy(paper, XLSX)}
                aria-label={`${t(`paper_${paper}`)}: Excel`}
                onClick={() => take.mutate({ paper, type: XLSX })}
              >
                Excel
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
