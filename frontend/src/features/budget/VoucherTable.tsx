// Vouchers as rows.
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber } from "@/ui/format";
import { budgetTexts } from "./texts";
import type { Voucher } from "./types";
import { Coded, unitName, useWords, VoucherLink, VoucherState } from "./words";

interface Props {
  rows: readonly Voucher[] | undefined;
  error?: unknown;
  empty?: ReactNode;
  onMore?: (() => void) | undefined;
  loadingMore?: boolean;
  /** Leaves out what the page says already. */
  short?: boolean;
  /** The budget line whose part of each voucher is told, instead of the whole. */
  line?: string;
}

export function VoucherTable({ rows, error, empty, onMore, loadingMore, short, line }: Props) {
  const t = useTexts(budgetTexts);
  const words = useWords();
  const navigate = useNavigate();
  return (
    <DataTable<Voucher>
      label={t("vouchers_title")}
      stt={short ? false : 1}
      rows={rows}
      rowKey={(voucher) => voucher.id}
      error={error}
      {...(empty ? { empty } : {})}
      onOpen={(voucher) => void navigate({ to: "/budget/vouchers/$id", params: { id: voucher.id } })}
      onMore={onMore}
      loadingMore={loadingMore ?? false}
      columns={[
        {
          key: "number",
          head: t("number"),
          phone: "title",
          cell: (voucher) => (
            <Coded
              name={<VoucherLink id={voucher.id}>{voucher.number}</VoucherLink>}
              code={words.kind(voucher.kind)}
            />
          ),
        },
        { key: "date", head: t("date"), nowrap: true, cell: (voucher) => formatDate(voucher.on_date) },
        ...(short
          ? []
          : [
              { key: "unit", head: t("unit"), cell: (voucher: Voucher) => unitName(voucher.unit) },
              {
                key: "purpose",
                head: t("purpose"),
                phone: "text" as const,
                cell: (voucher: Voucher) => <Coded name={voucher.purpose} code={voucher.payee} />,
              },
            ]),
        {
          key: "amount",
          head: t("amount"),
          unit: t("vnd"),
          align: "right" as const,
          nowrap: true,
          cell: (voucher) => formatNumber(partOf(voucher, line)),
        },
        {
          key: "state",
          head: t("state"),
          nowrap: true,
          cell: (voucher) => <VoucherState state={voucher.state} />,
        },
      ]}
    />
  );
}

/** What a voucher moves on a line; the whole where no line is asked for. */
function partOf(voucher: Voucher, line: string | undefined): number {
  const own = voucher.lines.filter((one) => one.line_id === line);
  return own.length === 0 ? voucher.amount_vnd : own.reduce((sum, one) => sum + one.amount_vnd, 0);
}
