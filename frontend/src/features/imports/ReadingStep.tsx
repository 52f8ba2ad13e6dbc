// The second step: what was recognised, and its correction before anything is checked.
import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asProblem } from "@/api/problem";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Columns } from "./Columns";
import { keepDraft, keptDraft } from "./draft";
import type { Orders } from "./ImportPage";
import classes from "./imports.module.css";
import { type Field, fieldsQuery, type Import } from "./queries";
import { missing, ofKind, ofSheet, type Reading, sheetOf, tellsCommune } from "./reading";
import { SavedMappings } from "./SavedMappings";
import { importTexts } from "./texts";

const KINDS = ["households", "members"] as const;

/** What the server proposes, or what the officer last sent. */
function proposed(one: Import): Reading {
  return {
    mapping: one.mapping ?? { kind: one.kind, header_row: 1, header_rows: 1, columns: {} },
    area: one.area ?? null,
    surveyedOn: one.surveyed_on ? formatDate(one.surveyed_on) : "",
  };
}

export function ReadingStep({ one, orders }: { one: Import; orders: Orders }) {
  const t = useTexts(importTexts);
  const place = usePlace();
  const [reading, setReading] = useState(() => keptDraft(one.id, one.version) ?? proposed(one));
  const [tried, setTried] = useState(false);
  useEffect(() => keepDraft(one.id, one.version, reading), [one.id, one.version, reading]);
  const change = (part: Partial<Reading>) => setReading((old) => ({ ...old, ...part }));

  const { mapping } = reading;
  const fields = useQuery(fieldsQuery(mapping.kind));
  if (fields.error) return <ProblemAlert error={fields.error} />;
  const sheet = sheetOf(one, mapping);

  const refused = asProblem(orders.error);
  const households = mapping.kind === "households";
  const needsCommune = households && !reading.area && !tellsCommune(mapping);
  const date = reading.surveyedOn.trim() === "" ? null : parseDate(reading.surveyedOn);
  const badDate = reading.surveyedOn.trim() !== "" && !date;
  const future = date !== null && date > place.today;
  const lacking = fields.data ? missing(mapping, fields.data) : [];
  const ready = Boolean(fields.data) && !needsCommune && !badDate && !future && lacking.length === 0;

  function check() {
    setTried(true);
    if (!ready) {
      document.querySelector<HTMLElement>(`.${classes.facts} [aria-invalid="true"]`)?.focus();
      return;
    }
    orders.run({
      mode: "dry_run",
      mapping,
      area: reading.area?.id ?? null,
      surveyed_on: date,
    });
  }

  return (
    <Stack gap="lg">
      <section>
        <Title order={2} mb="xs">
          {t("recognised")}
        </Title>
        <div className={classes.facts}>
          <Sheets one={one} reading={reading} change={change} />
          <NativeSelect
            label={t("kind")}
            value={mapping.kind}
            onChange={(event) => change({ mapping: { ...mapping, kind: event.currentTarget.value } })}
            data={KINDS.map((kind) => ({ value: kind, label: t(`kind_row_${kind}`) }))}
          />
          <AreaPicker
            field
            label={households ? t("commune") : t("area_members")}
            description={households ? t("commune_hint") : undefined}
            placeholder={tellsCommune(mapping) ? t("area_none") : undefined}
            required={needsCommune}
            value={reading.area}
            onChange={(area) => change({ area })}
            on={date ?? place.on}
            error={(tried && needsCommune && t("commune_needed")) || refused?.at("/area")}
          />
          {households && (
            <TextInput
              label={t("surveyed_on")}
              description={t("surveyed_hint")}
              placeholder="31/10/2024"
              inputMode="numeric"
              value={reading.surveyedOn}
              onChange={(event) => change({ surveyedOn: event.currentTarget.value })}
              error={
                (badDate && t("surveyed_bad")) ||
                (future && t("surveyed_future")) ||
                refused?.at("/surveyed_on")
              }
            />
          )}
        </div>
        {sheet && sheet.title_lines.length > 0 && (
          <details className={classes.titleLines} open>
            <summary>
              {t("title_lines")}
              {sheet.header_row != null && (
                <Text span inherit c="dimmed">
                  {" "}
                  · {t("header_at", { row: mapping.header_row, count: mapping.header_rows })}
                </Text>
              )}
            </summary>
            <ul>
              {withKeys(sheet.title_lines).map(([key, line]) => (
                <li key={key}>{line}</li>
              ))}
            </ul>
          </details>
        )}
      </section>

      {fields.data ? (
        <section>
          <Title order={2}>{t("columns")}</Title>
          <Text size="sm" c="dimmed" mb="xs">
            {t("columns_hint")}
          </Text>
          <KindKeeper reading={reading} fields={fields.data} change={change} />
          <Lacking lacking={lacking} />
          <SavedMappings reading={reading} sheet={sheet} change={change} />
          <Columns
            sheet={sheet}
            fields={fields.data}
            mapping={mapping}
            change={(changed) => change({ mapping: changed })}
          />
        </section>
      ) : (
        <Pending />
      )}

      <Group className={classes.bar}>
        <Button onClick={check} loading={orders.busy} disabled={lacking.length > 0}>
          {t("check")}
        </Button>
        <Text size="sm" c="dimmed" className={classes.barHint} style={{ flex: 1 }}>
          {t("check_hint")}
        </Text>
        {(one.state === "ready" || one.state === "checked") && (
          <Button variant="subtle" color="gray" onClick={orders.discard} disabled={orders.busy}>
            {t("discard")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Lines with keys: the same line may stand there twice. */
function withKeys(lines: readonly string[]): [string, string][] {
  return lines.map((line, i) => [`${i} ${line}`, line]);
}

interface PartProps {
  reading: Reading;
  change: (part: Partial<Reading>) => void;
}

function Sheets({ one, reading, change }: PartProps & { one: Import }) {
  const t = useTexts(importTexts);
  const sheets = one.sheets ?? [];
  const sheet = sheetOf(one, reading.mapping);
  if (one.format !== "xlsx" || sheets.length === 0) return null;
  return (
    <NativeSelect
      label={t("sheet")}
      value={sheet?.name ?? ""}
      onChange={(event) => {
        const chosen = sheets.find((other) => other.name === event.currentTarget.value);
        if (chosen) change({ mapping: ofSheet(reading.mapping, chosen) });
      }}
      data={sheets.map((other) => ({
        value: other.name,
        disabled: !other.usable,
        label: other.usable
          ? other.name
          : t("sheet_unusable", { name: other.name, reason: other.reason ?? "–" }),
      }))}
    />
  );
}

/** When rows are of another kind, columns keep only what such rows can give. */
function KindKeeper({ reading, fields, change }: PartProps & { fields: readonly Field[] }) {
  const kept = ofKind(reading.mapping, reading.mapping.kind, fields);
  const dropped = Object.keys(kept.columns).length < Object.keys(reading.mapping.columns).length;
  useEffect(() => {
    if (dropped) change({ mapping: kept });
  });
  return null;
}

function Lacking({ lacking }: { lacking: Field[] }) {
  const t = useTexts(importTexts);
  if (lacking.length === 0) return null;
  const names = lacking.map((field) => `“${inLanguage(field)}”`).join(", ");
  return (
    <Alert mb="sm" color="red" icon={<IconAlertTriangle />} role="alert">
      {t("missing", { fields: names })}
    </Alert>
  );
}
