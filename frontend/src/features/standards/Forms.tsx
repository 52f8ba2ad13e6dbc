// The survey forms of a standard, item by item.
import { Accordion, Alert, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatNumber, inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { SampleBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { type Form, type FormItem, formsQuery, type Standard } from "./queries";
import { standardTexts } from "./texts";

export function Forms({ standard }: { standard: Standard }) {
  const t = useTexts(standardTexts);
  const forms = useQuery(formsQuery);
  if (forms.error) return <ProblemAlert error={forms.error} />;
  if (!forms.data) return <Pending />;
  const own = forms.data.filter((form) => standard.forms.includes(form.code));
  if (own.length === 0) return <Text size="sm">{t("forms_none")}</Text>;
  return (
    <Accordion variant="separated" multiple>
      {own.map((form) => (
        <Accordion.Item key={form.code} value={form.code}>
          <Accordion.Control>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {inLanguage(form.name)}
              </Text>
              <Text size="sm" c="dimmed">
                {t("form_items", { count: form.items.length })}
              </Text>
              {form.sample && <SampleBadge />}
              {!form.verified && <UnverifiedBadge />}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <FormView form={form} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function FormView({ form }: { form: Form }) {
  const t = useTexts(standardTexts);
  const { area } = usePlace();
  const regions = form.regions ?? [];
  const province = area?.ancestors[0]?.id ?? area?.id;
  const home = regions.find((region) => province && region.province_ids.includes(province));
  const [chosen, setChosen] = useState<string | null>(null);
  const region = chosen ?? home?.code ?? regions[0]?.code;
  return (
    <Stack gap="sm">
      <Alert color={form.sample ? "blue" : "gray"}>
        {inLanguage(form.note)} ({form.source.document})
      </Alert>
      {form.enough_marks != null && <Text size="sm">{t("form_enough", { n: form.enough_marks })}</Text>}
      {regions.length > 0 && (
        <NativeSelect
          label={t("form_region")}
          maw={320}
          value={region}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={regions.map((r) => ({ value: r.code, label: inLanguage(r.name) }))}
        />
      )}
      <DataTable<FormItem>
        label={inLanguage(form.name)}
        rows={form.items}
        rowKey={(item) => item.code}
        columns={[
          {
            key: "item",
            head: t("form_item"),
            phone: "title",
            cell: (item) => (
              <>
                {inLanguage(item.name)}
                {item.help && (
                  <Text size="xs" c="dimmed" fw={400}>
                    {inLanguage(item.help)}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: "answers",
            head: t("form_options"),
            phone: "text",
            cell: (item) => <Answers item={item} region={region} />,
          },
        ]}
      />
    </Stack>
  );
}

/** The answers of an item with their points, rural / urban. */
function Answers({ item, region }: { item: FormItem; region: string | undefined }) {
  const t = useTexts(standardTexts);
  const options = item.options ?? [];
  if (options.length === 0) return <>{item.kind === "number" ? t("form_number") : t("form_mark")}</>;
  return (
    <table style={{ borderCollapse: "collapse", width: "100%", maxWidth: 460 }}>
      <thead>
        <tr>
          <th style={{ ...inner, position: "static" }}>{t("form_answer")}</th>
          <th style={{ ...inner, position: "static", textAlign: "right" }}>{t("rural")}</th>
          <th style={{ ...inner, position: "static", textAlign: "right" }}>{t("urban")}</th>
        </tr>
      </thead>
      <tbody>
        {options.map((option) => {
          const points = region ? option.points?.[region] : undefined;
          return (
            <tr key={option.code} style={{ background: "none", border: 0, padding: 0, display: "table-row" }}>
              <td style={inner}>{inLanguage(option.name)}</td>
              <td style={{ ...inner, textAlign: "right", width: 90 }}>{formatNumber(points?.rural)}</td>
              <td style={{ ...inner, textAlign: "right", width: 90 }}>{formatNumber(points?.urban)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Cells inside a cell: without the outer table's lines. */
const inner = {
  display: "table-cell",
  padding: "1px 8px 1px 0",
  border: 0,
  background: "none",
  fontWeight: 400,
  fontSize: 13,
} as const;
