// What is wrong in a sheet, by row and column.
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { inLanguage } from "@/ui/format";
import type { SheetProblem } from "./queries";
import { reportTexts } from "./texts";

export function SheetProblems({ problems }: { problems: readonly SheetProblem[] }) {
  const t = useTexts(reportTexts);
  return (
    <DataTable<SheetProblem>
      label={t("sheet_problem")}
      stt={false}
      lines
      maxHeight="300px"
      rows={problems}
      rowKey={(one) => `${one.row}/${one.column}/${one.code}`}
      columns={[
        { key: "row", head: t("sheet_row"), cell: (one) => (one.row > 0 ? one.row : t("whole_sheet")) },
        { key: "column", head: t("sheet_column"), cell: (one) => one.column },
        { key: "problem", head: t("sheet_problem"), cell: (one) => inLanguage(one) },
      ]}
    />
  );
}
