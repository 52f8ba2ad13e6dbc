// The columns of a sheet, and which field each is read as.
import { NativeSelect, Text } from "@mantine/core";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { inLanguage } from "@/ui/format";
import classes from "./imports.module.css";
import type { Field, Mapping, Sheet } from "./queries";
import { withColumn } from "./reading";
import { importTexts } from "./texts";

interface Props {
  sheet: Sheet | undefined;
  fields: readonly Field[];
  mapping: Mapping;
  change: (mapping: Mapping) => void;
}

export function Columns({ sheet, fields, mapping, change }: Props) {
  const t = useTexts(importTexts);
  const letters = new Map(sheet?.columns.map((column) => [column.index, column.letter]));
  /** The column that gives a field now. */
  const giver = new Map(Object.entries(mapping.columns).map(([index, code]) => [code, Number(index)]));
  const options = (index: number) => [
    { value: "", label: t("not_read") },
    ...fields.map((field) => {
      const other = giver.get(field.code);
      const name = inLanguage(field);
      const taken = other !== undefined && other !== index;
      return {
        value: field.code,
        label: taken ? t("taken", { field: name, letter: letters.get(other) ?? other + 1 }) : name,
      };
    }),
  ];
  return (
    <DataTable
      label={t("columns")}
      stt={false}
      rows={sheet?.columns ?? []}
      rowKey={(column) => String(column.index)}
      columns={[
        { key: "letter", head: t("column"), width: 60, align: "center", cell: (column) => column.letter },
        {
          key: "header",
          head: t("header"),
          phone: "title",
          cell: (column) =>
            column.header || (
              <Text span inherit c="dimmed">
                {t("no_header")}
              </Text>
            ),
        },
        {
          key: "samples",
          head: t("samples"),
          cell: (column) => <span className={classes.samples}>{column.samples.join(" · ") || "–"}</span>,
        },
        {
          key: "field",
          head: t("field"),
          width: 280,
          cell: (column) => (
            <NativeSelect
              size="xs"
              className={classes.field}
              aria-label={t("field_of", { letter: column.letter })}
              data-unread={mapping.columns[column.index] ? undefined : true}
              value={mapping.columns[column.index] ?? ""}
              onChange={(event) =>
                change(withColumn(mapping, column.index, event.currentTarget.value || null))
              }
              data={options(column.index)}
            />
          ),
        },
      ]}
    />
  );
}
