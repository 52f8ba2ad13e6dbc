// The forms in force.
import { Anchor, Button, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, inLanguage } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { type TemplateRow, templatesQuery } from "./queries";
import { TemplateImportDialog } from "./TemplateImport";
import { reportTexts } from "./texts";

export function TemplatesPage() {
  const t = useTexts(reportTexts);
  const can = useCan();
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery);
  const [importing, setImporting] = useState(false);
  return (
    <>
      <PageHeader
        back={{ to: "/reports", label: t("title") }}
        title={t("templates")}
        subtitle={t("templates_subtitle")}
        actions={
          can("manage_framework") && (
            <Button
              variant="default"
              leftSection={<IconFileImport size={18} aria-hidden />}
              onClick={() => setImporting(true)}
            >
              {t("import_template")}
            </Button>
          )
        }
      />
      <DataTable<TemplateRow>
        label={t("templates")}
        stt={false}
        rows={templates.data}
        rowKey={(one) => one.code}
        error={templates.error}
        onOpen={(one) => void navigate({ to: "/reports/templates/$code", params: { code: one.code } })}
        columns={[
          {
            key: "name",
            head: t("name"),
            phone: "title",
            cell: (one) => (
              <>
                <Anchor component={Link} to={`/reports/templates/${one.code}`} inherit fw={500}>
                  {inLanguage(one.name)}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {[one.form_no, one.code].filter(Boolean).join(" · ")}
                </Text>
              </>
            ),
          },
          {
            key: "legal",
            head: t("legal"),
            phone: "text",
            cell: (one) => (
              <>
                {[one.legal.article, one.legal.document].filter(Boolean).join(", ")}{" "}
                {!one.verified && <UnverifiedBadge />}
              </>
            ),
          },
          {
            key: "frequencies",
            head: t("frequencies"),
            cell: (one) => one.frequencies.map((frequency) => t(`frequency_${frequency}`)).join(", "),
          },
          { key: "tables", head: t("tables"), align: "right", cell: (one) => one.tables },
          { key: "version", head: t("version"), align: "right", cell: (one) => one.version },
          { key: "from", head: t("valid_from"), nowrap: true, cell: (one) => formatDate(one.valid_from) },
          {
            key: "origin",
            head: t("origin"),
            cell: (one) => <StatusBadge>{t(one.origin === "edited" ? "edited" : "shipped")}</StatusBadge>,
          },
        ]}
      />
      {importing && <TemplateImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}
