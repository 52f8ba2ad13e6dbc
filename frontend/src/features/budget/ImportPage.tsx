// Vouchers from a sheet: template, dry run with what is wrong by cell, then the confirmation.
import { Alert, Button, FileButton, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconDownload, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, download, ok } from "@/api/client";
import { useCan, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { formatDate, formatMoney, formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { XLSX } from "./FilesMenu";
import { budgetTexts } from "./texts";
import type { ImportResult } from "./types";
import { Views } from "./Views";

const SHEETS = ["allocation", "disbursement"] as const;
type Sheet = (typeof SHEETS)[number];

export function ImportPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const { area, year } = usePlace();
  return (
    <>
      <PageHeader
        title={t("import_title")}
        subtitle={t("subtitle", { area: area?.name ?? common("nation"), year })}
      />
      <Views />
      {can("enter_budget") ? (
        <Steps key={year} year={year} />
      ) : (
        <EmptyState title={common("forbidden")} text={common("forbidden_detail")} />
      )}
    </>
  );
}

function Steps({ year }: { year: number }) {
  const t = useTexts(budgetTexts);
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<Sheet>("allocation");
  const [file, setFile] = useState<File | null>(null);
  const template = useMutation({
    mutationFn: () =>
      download(`/api/v1/budget/imports/template?kind=${kind}`, XLSX, `mau-${kind}-${year}.xlsx`),
  });
  const send = (sheet: File, dry_run: boolean): Promise<ImportResult> =>
    ok(
      api.POST("/api/v1/budget/imports", {
        params: { query: { kind, year, dry_run } },
        body: sheet as never,
        bodySerializer: (body: unknown) => body as never,
        headers: { "Content-Type": "application/octet-stream" },
      }),
    );
  const confirm = useMutation({
    mutationFn: (sheet: File) => send(sheet, false),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["budget"] }),
  });
  const trial = useMutation({ mutationFn: (sheet: File) => send(sheet, true) });
  const begin = () => {
    trial.reset();
    confirm.reset();
    setFile(null);
  };
  const choose = (sheet: File | null) => {
    if (!sheet) return;
    begin();
    setFile(sheet);
    trial.mutate(sheet);
  };
  const result = confirm.data ?? trial.data;
  const bad = result && result.errors.length > 0;
  return (
    <Stack gap="lg" maw={900}>
      <Text size="sm">{t("import_text")}</Text>
      <NativeSelect
        label={t("import_kind")}
        maw={360}
        value={kind}
        onChange={(event) => {
          setKind(SHEETS.find((one) => one === event.currentTarget.value) ?? "allocation");
          begin();
        }}
        data={SHEETS.map((one) => ({ value: one, label: t(`import_${one}`) }))}
      />
      <section>
        <Title order={2}>{t("import_1")}</Title>
        <Text size="sm" c="dimmed" mb="xs">
          {t("import_1_text")}
        </Text>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={template.isPending}
          onClick={() => template.mutate()}
        >
          {t("import_template")}
        </Button>
        <ProblemAlert error={template.error} />
      </section>
      <section>
        <Title order={2} mb="xs">
          {t("import_2")}
        </Title>
        <FileButton accept=".xlsx,.csv,text/csv" onChange={choose}>
          {(props) => (
            <Button
              {...props}
              variant={result && !bad && !confirm.data ? "default" : "filled"}
              leftSection={<IconUpload size={16} aria-hidden />}
              loading={trial.isPending}
            >
              {t(file ? "import_other" : "import_choose")}
            </Button>
          )}
        </FileButton>{" "}
        {file && (
          <Text span size="sm">
            {file.name}
          </Text>
        )}
      </section>
      <ProblemAlert error={trial.error ?? confirm.error} />
      {bad && <Problems result={result} />}
      {result && !bad && !confirm.data && (
        <Alert
          color="forest"
          icon={<IconCircleCheck />}
          title={t("import_good", { rows: formatNumber(result.rows), total: formatMoney(result.total_vnd) })}
          role="status"
        >
          <Stack gap="sm" align="flex-start">
            {result.vouchers.length > 0
              ? t("import_good_text", { count: result.vouchers.length })
              : t("import_none_new")}
            {result.same > 0 && result.vouchers.length > 0 && (
              <Text size="sm">{t("import_same", { count: result.same })}</Text>
            )}
            {result.vouchers.length > 0 && file && (
              <Button loading={confirm.isPending} onClick={() => confirm.mutate(file)}>
                {t("import_confirm", { count: result.vouchers.length })}
              </Button>
            )}
          </Stack>
        </Alert>
      )}
      {confirm.data && !bad && (
        <Alert
          color="forest"
          icon={<IconCircleCheck />}
          title={t("import_done", { count: confirm.data.vouchers.length })}
          role="status"
        >
          <Button
            component={Link}
            to="/budget/vouchers"
            search={{ state: "entered" } as never}
            variant="default"
          >
            {t("import_see")}
          </Button>
        </Alert>
      )}
      {result && !bad && result.vouchers.length > 0 && <Vouchers result={result} />}
    </Stack>
  );
}

function Problems({ result }: { result: ImportResult }) {
  const t = useTexts(budgetTexts);
  return (
    <Alert color="red" title={t("import_bad", { count: result.errors.length })} role="alert">
      <Stack gap="xs">
        <Text size="sm">{t("import_bad_text")}</Text>
        <DataTable<ImportResult["errors"][number]>
          label={t("import_problem")}
          stt={false}
          lines
          maxHeight="420px"
          rows={result.errors}
          rowKey={(one) => `${one.row}/${one.column}/${one.code}`}
          columns={[
            { key: "row", head: t("import_row"), cell: (one) => (one.row > 0 ? one.row : t("whole_sheet")) },
            { key: "column", head: t("import_column"), cell: (one) => one.column },
            { key: "problem", head: t("import_problem"), cell: (one) => one.detail },
          ]}
        />
      </Stack>
    </Alert>
  );
}

function Vouchers({ result }: { result: ImportResult }) {
  const t = useTexts(budgetTexts);
  return (
    <section>
      <Title order={2} mb="xs">
        {t("import_vouchers")}
      </Title>
      <DataTable<ImportResult["vouchers"][number]>
        label={t("import_vouchers")}
        rows={result.vouchers}
        rowKey={(voucher) => voucher.number}
        maxHeight="420px"
        columns={[
          { key: "number", head: t("number"), phone: "title", cell: (voucher) => voucher.number },
          { key: "date", head: t("date"), cell: (voucher) => formatDate(voucher.on_date) },
          { key: "purpose", head: t("purpose"), phone: "text", cell: (voucher) => voucher.purpose },
          {
            key: "amount",
            head: t("amount"),
            unit: t("vnd"),
            align: "right",
            cell: (voucher) => formatNumber(voucher.amount_vnd),
            total: formatNumber(result.total_vnd),
          },
        ]}
      />
    </section>
  );
}
