// The cells that were found wrong, or that state something else than the rule says.
import { Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { download } from "@/api/client";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import classes from "./imports.module.css";
import { type CellProblem, fieldsQuery, type Import, type ImportResult, problemsQuery } from "./queries";
import type { Severity } from "./routes";
import { importTexts } from "./texts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CLASSES = ["poor", "near_poor", "average", "other"] as const;

const route = getRouteApi("/shell/imports/$id");

export function Problems({ one, result }: { one: Import; result: ImportResult }) {
  const t = useTexts(importTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const show = route.useSearch().show;
  const any = result.errors + result.differences > 0;
  const found = useInfiniteQuery({ ...problemsQuery(one.id, one.version, show), enabled: any });
  const fields = useQuery(fieldsQuery(one.kind));
  const rows = found.data?.pages.flatMap((page) => page.items);

  // A class that a sheet states comes as its code.
  const stated = (p: CellProblem) => {
    const code = p.field === "class" ? CLASSES.find((known) => known === p.value) : undefined;
    return code && common(`class_${code}`);
  };
  const names = new Map(fields.data?.map((field) => [field.code, inLanguage(field)]));
  const choose = (value: string) => {
    void navigate({
      to: ".",
      search: ((old: object) => ({
        ...old,
        show: value === "all" ? undefined : (value as Severity),
      })) as never,
      replace: true,
    });
  };
  if (!any) {
    return (
      <Text size="sm" c="dimmed">
        {t("problems_none")}
      </Text>
    );
  }
  return (
    <section>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2}>{t("problems")}</Title>
        <Marked one={one} />
      </Group>
      <SegmentedControl
        aria-label={t("show")}
        size="xs"
        mb="xs"
        value={show ?? "all"}
        onChange={choose}
        data={[
          { value: "all", label: t("show_all", { n: formatNumber(result.errors + result.differences) }) },
          { value: "error", label: t("show_error", { n: formatNumber(result.errors) }) },
          { value: "difference", label: t("show_difference", { n: formatNumber(result.differences) }) },
        ]}
      />
      <DataTable<CellProblem>
        label={t("problems")}
        rows={rows}
        rowKey={(p) => `${p.sheet} ${p.row} ${p.column} ${p.code} ${p.severity} ${p.field ?? ""}`}
        error={found.error}
        empty={t("problems_none")}
        onMore={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        loadingMore={found.isFetchingNextPage}
        columns={[
          { key: "row", head: t("row"), align: "right", width: 70, cell: (p) => formatNumber(p.row) },
          {
            key: "column",
            head: t("cell_column"),
            align: "center",
            width: 60,
            cell: (p) => (p.field || p.value ? p.column_letter : t("whole_row")),
          },
          {
            key: "field",
            head: t("cell_field"),
            phone: "title",
            cell: (p) => (p.field ? (names.get(p.field) ?? p.field) : "–"),
          },
          {
            key: "value",
            head: t("value"),
            cell: (p) =>
              p.value ? (
                <code className={classes.value}>{stated(p) ?? p.value}</code>
              ) : (
                <Text span inherit c="dimmed">
                  {t("empty_cell")}
                </Text>
              ),
          },
          { key: "wrong", head: t("wrong"), cell: (p) => inLanguage(p) },
          {
            key: "severity",
            head: t("severity"),
            nowrap: true,
            cell: (p) => (
              <StatusBadge tone={p.severity === "error" ? "bad" : "warning"}>
                {t(p.severity === "error" ? "severity_error" : "severity_difference")}
              </StatusBadge>
            ),
          },
        ]}
      />
      {result.problems_cut && (
        <Text size="sm" c="dimmed" mt={6}>
          {t("problems_cut")}
        </Text>
      )}
    </section>
  );
}

/** The officer's own file with the bad cells marked. */
function Marked({ one }: { one: Import }) {
  const t = useTexts(importTexts);
  const name = t("download_name", { name: one.filename.replace(/\.[^.]+$/, "") });
  const fetched = useMutation({
    mutationFn: () => download(`/api/v1/imports/${one.id}/errors`, XLSX, name),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => fetched.mutate()}
        loading={fetched.isPending}
      >
        {t("download")}
      </Button>
      <ProblemAlert error={fetched.error} />
    </>
  );
}
