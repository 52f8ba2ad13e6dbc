// One line of a voucher as it is typed, with what is left of the money it takes.

import { Button, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { itemsQuery } from "@/app/items";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { AmountField } from "@/ui/AmountField";
import { formatMoney, inLanguage } from "@/ui/format";
import { Pick } from "@/ui/Pick";
import classes from "./budget.module.css";
import { type Draft, type DraftLine, fromLineKey, lineKey, lineOf, remaining } from "./draft";
import { ASKS } from "./kinds";
import { linesQuery, obligationsQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Line, Source } from "./types";
import type { UnitOption } from "./useUnits";
import { useWords } from "./words";

interface Props {
  n: number;
  draft: Draft;
  line: DraftLine;
  year: number;
  lines: readonly Line[];
  sources: readonly Source[];
  units: readonly UnitOption[];
  fault: (field: string) => string | undefined;
  onChange: (part: Partial<DraftLine>) => void;
  onRemove: (() => void) | undefined;
}

export function EntryLine({ n, draft, line, year, lines, sources, units, fault, onChange, onRemove }: Props) {
  const t = useTexts(budgetTexts);
  const words = useWords();
  const { on } = usePlace();
  const { kind } = draft;
  const asks = ASKS[kind];
  const items = useQuery(itemsQuery(on));
  const obligations = useQuery({
    ...obligationsQuery(draft.unit, year),
    enabled: asks.obligation !== undefined && draft.unit !== "",
  });
  const back = kind === "withdraw";
  // What is taken back is limited by what the line below has left.
  const below = useQuery({ ...linesQuery({ unit: line.to_unit || draft.unit, year }), enabled: back });
  const own = lineOf(lines, line);
  const limiting = back ? lineOf(below.data?.items, { ...line, item: line.to_item || line.item }) : own;
  const obligationKind = asks.obligation === "advance" ? "advance" : "commitment";
  const open = obligations.data?.items.filter(
    (one) => one.kind === obligationKind && one.line_id === own?.id,
  );
  const chosen = open?.find((one) => one.id === line.obligation);
  const left = remaining(kind, line, draft.lines, limiting, chosen);
  const item = items.data?.find((one) => one.code === line.item);
  const itemOptions = (items.data ?? []).map((one) => ({
    value: one.code,
    label: `${one.code} · ${inLanguage(one.name)}`,
  }));
  // New money is given in the years of the programme alone.
  const gives = (code: string) => {
    const found = items.data?.find((one) => one.code === code);
    return found !== undefined && found.first_year <= year && year <= (found.last_year ?? year);
  };
  const lineLabel = (one: Line) =>
    `${t("line_option", {
      item: `${one.item.code} ${inLanguage(one.item.name)}`,
      source: words.source(one.source),
      capital: words.capital(one.capital),
    })} — ${t("line_option_left", { amount: formatMoney(one.available_vnd) })}`;
  return (
    <fieldset className={classes.entryLine}>
      <legend>{t("entry_line_no", { n })}</legend>
      <div className={classes.grid}>
        {asks.fresh ? (
          <>
            <div data-span="6">
              <Pick
                label={t("item")}
                placeholder={t("line_pick")}
                value={line.item}
                onChange={(code) => {
                  const found = items.data?.find((one) => one.code === code);
                  const only = found?.capital.length === 1 ? found.capital[0] : undefined;
                  onChange({ item: code, capital: only ?? line.capital });
                }}
                data={itemOptions.filter((one) => gives(one.value))}
                error={fault("item")}
              />
            </div>
            <div data-span="2">
              <NativeSelect
                label={t("source")}
                value={line.source}
                onChange={(event) => onChange({ source: event.currentTarget.value })}
                data={[
                  { value: "", label: t("obligation_pick") },
                  ...sources.map((one) => ({ value: one.code, label: inLanguage(one.name) })),
                ]}
                error={fault("source")}
              />
            </div>
            <div data-span="2">
              <NativeSelect
                label={t("capital")}
                value={line.capital}
                onChange={(event) => onChange({ capital: event.currentTarget.value })}
                data={[
                  { value: "", label: t("obligation_pick") },
                  ...(item?.capital ?? []).map((one) => ({
                    value: one,
                    label: words.capital(one),
                  })),
                ]}
                error={fault("capital")}
              />
            </div>
          </>
        ) : (
          <div data-span="6">
            <Pick
              label={t("line")}
              placeholder={t("line_pick")}
              value={lineKey(line)}
              onChange={(key) => onChange({ ...fromLineKey(key), obligation: "" })}
              data={lines.map((one) => ({
                value: lineKey({ item: one.item.code, capital: one.capital, source: one.source }),
                label: lineLabel(one),
              }))}
              error={fault("item") ?? fault("source") ?? fault("capital")}
            />
          </div>
        )}
        {asks.target && (
          <>
            <div data-span="2">
              <Pick
                label={t(back ? "to_unit_withdraw" : "to_unit")}
                placeholder={t("unit_pick")}
                clearable
                value={line.to_unit}
                onChange={(unit) => onChange({ to_unit: unit })}
                data={units.filter((one) => one.value !== draft.unit)}
                error={fault("to_unit")}
              />
            </div>
            <div data-span="2">
              <NativeSelect
                label={t(back ? "to_item_withdraw" : "to_item")}
                value={line.to_item}
                onChange={(event) => onChange({ to_item: event.currentTarget.value })}
                data={[
                  { value: "", label: t("to_same_item") },
                  ...itemOptions.filter((one) => line.item && one.value.startsWith(`${line.item}/`)),
                ]}
                error={fault("to_item")}
              />
            </div>
          </>
        )}
        {asks.obligation && (
          <div data-span="4">
            <NativeSelect
              label={t(obligationKind)}
              value={line.obligation}
              onChange={(event) => onChange({ obligation: event.currentTarget.value })}
              data={[
                {
                  value: "",
                  label: t(asks.obligation === "maybe_commitment" ? "commitment_none" : "obligation_pick"),
                },
                ...(open ?? []).map((one) => ({
                  value: one.id,
                  label: t("obligation_option", {
                    payee: `${one.number} ${one.payee}`,
                    amount: formatMoney(one.remaining_vnd),
                  }),
                })),
              ]}
              {...(own && open?.length === 0 ? { description: t("obligation_empty") } : {})}
              inputWrapperOrder={["label", "input", "description", "error"]}
              error={fault("commitment_id") ?? fault("advance_id")}
            />
          </div>
        )}
        {!asks.fresh && !asks.target && !asks.obligation && <div data-span="4" />}
        <div data-span="2">
          <AmountField
            label={`${t("amount")} (${t("vnd")})`}
            value={line.amount}
            onChange={(amount) => onChange({ amount })}
            error={fault("amount_vnd")}
          />
          {left && (
            <p
              className={classes.remaining}
              aria-live="polite"
              data-over={left.after < 0 || undefined}
              style={{ marginBottom: 0 }}
            >
              {left.after === left.left
                ? t("remaining", { left: formatMoney(left.left) })
                : t("remaining_after", { left: formatMoney(left.left), after: formatMoney(left.after) })}
              {left.after < 0 && (
                <>
                  <br />
                  {t("amount_over", { over: formatMoney(-left.after) })}
                </>
              )}
            </p>
          )}
        </div>
      </div>
      {onRemove && (
        <Button
          variant="subtle"
          size="compact-xs"
          mt={6}
          leftSection={<IconX size={14} aria-hidden />}
          onClick={onRemove}
        >
          {t("line_remove", { n })}
        </Button>
      )}
    </fieldset>
  );
}
