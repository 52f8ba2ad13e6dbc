// A form: its sections, and its tables with the formula of each cell.
import { NativeSelect, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { formatDate, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import { heads } from "./cells";
import { type Column, type Row, type Table, type Template, templateQuery } from "./queries";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";

const route = getRouteApi("/shell/reports/templates/$code");

export function TemplatePage() {
  const t = useTexts(reportTexts);
  const navigate = useNavigate();
  const { code } = route.useParams();
  const { version } = route.useSearch();
  const found = useQuery(templateQuery(code, version));
  const form = found.data;
  return (
    <>
      <PageHeader
        back={{ to: "/reports/templates", label: t("templates") }}
        title={form ? inLanguage(form.template.name) : code}
        subtitle={
          form && (
            <span className={classes.facts}>
              {form.template.form_no && <span>{form.template.form_no}</span>}
              <span>{code}</span>
              <span>
                {t("valid_from")} {formatDate(form.valid_from)}
                {form.valid_to && `, ${t("valid_to", { date: formatDate(form.valid_to) })}`}
              </span>
              {!form.template.verified && <UnverifiedBadge />}
            </span>
          )
        }
        actions={
          form && form.versions.length > 1 ? (
            <NativeSelect
              aria-label={t("version")}
              value={String(form.version)}
              data={form.versions.map((one) => ({
                value: String(one),
                label: `${t("version")} ${one}`,
              }))}
              onChange={(event) =>
                void navigate({
                  to: ".",
                  search: ((old: object) => ({ ...old, version: event.currentTarget.value })) as never,
                  replace: true,
                })
              }
            />
          ) : undefined
        }
      />
      <ProblemAlert error={found.error} />
      {form && <Form template={form.template} />}
    </>
  );
}

function Form({ template }: { template: Template }) {
  const t = useTexts(reportTexts);
  return (
    <>
      <Facts
        facts={[
          [t("legal"), [template.legal.article, template.legal.document].filter(Boolean).join(", ")],
          [t("frequencies"), template.frequencies.map((one) => t(`frequency_${one}`)).join(", ")],
          [t("for_levels"), template.levels.map((one) => t(`level_${one}`)).join("; ")],
          ...(template.recipients.length > 0
            ? [[t("recipients"), template.recipients.join("; ")] as const]
            : []),
          ...(template.signatures.length > 0
            ? [[t("signatures"), template.signatures.map((one) => one.lines.join(" ")).join("; ")] as const]
            : []),
        ]}
      />
      {template.legal.note && (
        <Text size="sm" c="dimmed" my="xs" maw={760}>
          {template.legal.note}
        </Text>
      )}
      {template.sections.length > 0 && (
        <section className={classes.section}>
          <Title order={2}>{t("sections")}</Title>
          <ul className={classes.references}>
            {template.sections.map((one) => (
              <li key={one.code}>
                <b>{one.title}</b>{" "}
                {one.required && (
                  <Text span size="xs">
                    ({t("required").toLocaleLowerCase("vi")})
                  </Text>
                )}
                {one.prompt && (
                  <Text size="sm" c="dimmed">
                    {one.prompt}
                  </Text>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {template.tables.map((table) => (
        <section key={table.code} className={classes.section}>
          <Title order={2}>{table.title || t("tables")}</Title>
          <Formulae table={table} />
        </section>
      ))}
    </>
  );
}

/** Whether a cell is entered, and whether it has to be. */
function isEntry(row: Row, column: Column): boolean {
  if (row.entry?.includes(column.code)) return true;
  return Boolean(column.entry) && (row.kind ?? "body") === "body" && !row.formulas?.[column.code];
}

/** The formula of a cell, `#_` being the row's indicator; nothing where it has none. */
function formulaOf(row: Row, column: Column): string | undefined {
  const own = row.formulas?.[column.code];
  if (own) return own;
  if ((row.kind ?? "body") === "group" || isEntry(row, column)) return undefined;
  if (column.formula?.includes("#_") && !row.indicator) return undefined;
  return column.formula?.replaceAll("#_", `#${row.indicator ?? ""}`);
}

function Formulae({ table }: { table: Table }) {
  const t = useTexts(reportTexts);
  const common = useCommon();
  const upper = heads(table.columns);
  const grouped = upper.some((head) => head.group);
  const span = grouped ? 2 : 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself and must be reached by the keyboard
    <section className={classes.frame} tabIndex={0} aria-label={table.title || t("tables")}>
      <table className={`${classes.grid} ${classes.formulae}`}>
        <thead>
          <tr>
            <th scope="col" rowSpan={span} className={classes.stt}>
              {common("stt")}
            </th>
            <th scope="col" rowSpan={span} className={classes.rowTitle}>
              {table.row_title}
            </th>
            {upper.map((head, i) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: heads have no other name
                key={i}
                scope={head.group ? "colgroup" : "col"}
                colSpan={head.span}
                rowSpan={head.group ? 1 : span}
              >
                {head.title}
              </th>
            ))}
          </tr>
          {grouped && (
            <tr>
              {table.columns
                .filter((column) => column.group)
                .map((column) => (
                  <th key={column.code} scope="col">
                    {column.title}
                  </th>
                ))}
            </tr>
          )}
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.code} data-kind={row.kind ?? "body"}>
              <td className={classes.stt}>{row.number}</td>
              <th scope="row" className={classes.rowTitle}>
                {row.title}
                {row.unit && ` (${row.unit})`}
              </th>
              {table.columns.map((column) => {
                const formula = formulaOf(row, column);
                return (
                  <td
                    key={column.code}
                    className={isEntry(row, column) ? classes.entryHint : classes.computed}
                  >
                    {isEntry(row, column) ? (
                      <>
                        {t(column.optional ? "cell_entry_optional" : "cell_entry")}
                        {column.consolidate && column.consolidate !== "none" && (
                          <Text size="xs" c="dimmed">
                            {t(`consolidate_${column.consolidate}`)}
                          </Text>
                        )}
                      </>
                    ) : (
                      formula && <code className={classes.code}>{formula}</code>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
