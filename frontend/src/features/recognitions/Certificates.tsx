// The certificates that a decision gave: to find one, to see whether it still holds, to print it or all.
import { Anchor, Button, NativeSelect, TextInput, Title, VisuallyHidden } from "@mantine/core";
import { IconPrinter, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan } from "@/app/place";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate, formatNumber } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import { narrowed, UNKNOWN, villagesOf } from "./narrow";
import { type Certificate, certificatesQuery, type Recognition } from "./queries";
import classes from "./recognitions.module.css";
import { CERTIFICATES, type CertificateSearch } from "./routes";
import { recognitionTexts } from "./texts";
import { fileName, PDF, useFile } from "./words";

const route = getRouteApi("/shell/recognitions/$id");
/** As many rows are drawn at once. */
const ROWS = 100;

export function Certificates({ decision }: { decision: Recognition }) {
  const t = useTexts(recognitionTexts);
  const can = useCan();
  const search = route.useSearch();
  const navigate = useNavigate();
  const all = useQuery(certificatesQuery(decision.id));
  const file = useFile();
  const [rows, setRows] = useState(ROWS);
  const found = narrowed(all.data ?? [], search);
  const filtered = Boolean(search.q || search.village || search.kind || search.state);
  const villages = villagesOf(all.data ?? []);
  const village = villages.find((one) => one.id === search.village && one.id !== UNKNOWN);
  const prints = can("export_households");

  function narrow(change: CertificateSearch) {
    setRows(ROWS);
    void navigate({ to: ".", search: ((old: object) => ({ ...old, ...change })) as never, replace: true });
  }
  function print(query: string, name: string) {
    file.mutate({
      path: `/api/v1/recognitions/${decision.id}/papers/certificates${query}`,
      accept: PDF,
      name: fileName(name, decision, "pdf"),
    });
  }

  if (all.data?.length === 0) {
    return (
      <section>
        <Title order={2} mb={6}>
          {t("certificates")}
        </Title>
        <p className={classes.note}>{t("certificates_none")}</p>
      </section>
    );
  }
  return (
    <section>
      <div className={classes.sectionHead}>
        <Title order={2}>{t("certificates")}</Title>
        {prints && all.data && (
          <div className={`${classes.buttons} gn-no-print`}>
            {village && (
              <Button
                variant="default"
                leftSection={<IconPrinter size={17} aria-hidden />}
                disabled={file.isPending}
                onClick={() => print(`?village=${encodeURIComponent(village.id)}`, "giay-chung-nhan-thon")}
              >
                {t("print_village", { village: village.name ?? "" })}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconPrinter size={17} aria-hidden />}
              loading={file.isPending}
              onClick={() => print("", "giay-chung-nhan")}
            >
              {t("print_all", { count: all.data.length })}
            </Button>
          </div>
        )}
      </div>
      <ProblemAlert error={file.error} />
      <div className={`${classes.filters} gn-no-print`}>
        <TextInput
          className={classes.search}
          aria-label={t("find")}
          placeholder={t("find")}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search.q ?? ""}
          onChange={(event) => narrow({ q: event.currentTarget.value || undefined })}
          autoComplete="off"
          spellCheck={false}
        />
        <NativeSelect
          className={classes.filter}
          aria-label={t("village")}
          value={search.village ?? ""}
          onChange={(event) => narrow({ village: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("all_villages") },
            ...villages.map((one) => ({ value: one.id, label: one.name ?? t("village_unknown") })),
          ]}
        />
        <NativeSelect
          className={classes.filter}
          aria-label={t("cert_kind")}
          value={search.kind ?? ""}
          onChange={(event) =>
            narrow({ kind: CERTIFICATES.find((kind) => kind === event.currentTarget.value) })
          }
          data={[
            { value: "", label: t("all_kinds") },
            ...CERTIFICATES.map((kind) => ({ value: kind, label: t(`cert_${kind}`) })),
          ]}
        />
        <NativeSelect
          className={classes.filter}
          aria-label={t("state")}
          value={search.state ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            narrow({ state: value === "valid" || value === "withdrawn" ? value : undefined });
          }}
          data={[
            { value: "", label: t("all_states") },
            { value: "valid", label: t("valid") },
            { value: "withdrawn", label: t("withdrawn") },
          ]}
        />
      </div>
      {all.data && (
        <p className={classes.countLine} role="status">
          {filtered
            ? t("of_all", { shown: formatNumber(found.length), all: formatNumber(all.data.length) })
            : t("all", { count: found.length })}
          {filtered && (
            <Anchor
              component="button"
              type="button"
              inherit
              onClick={() => narrow({ q: undefined, village: undefined, kind: undefined, state: undefined })}
            >
              {t("clear")}
            </Anchor>
          )}
        </p>
      )}
      <DataTable<Certificate>
        label={t("certificates")}
        rows={all.data ? found.slice(0, rows) : undefined}
        error={all.error}
        rowKey={(one) => one.code}
        empty={t("certificates_none_found")}
        onMore={found.length > rows ? () => setRows(rows + ROWS) : undefined}
        columns={[
          {
            key: "head",
            head: t("head"),
            phone: "title",
            cell: (one) => (
              <Anchor component={Link} to={`/households/${one.household_id}`} inherit>
                {one.head_name}
              </Anchor>
            ),
          },
          { key: "village", head: t("village"), cell: (one) => one.village?.name ?? "–" },
          { key: "kind", head: t("cert_kind"), cell: (one) => worded(t, "cert", one.kind) },
          {
            key: "code",
            head: t("code"),
            nowrap: true,
            cell: (one) => (
              <a
                href={`/tra-cuu?code=${one.code}`}
                target="_blank"
                rel="noreferrer"
                className={classes.code}
                title={t("check_code", { code: one.code })}
              >
                {one.code}
              </a>
            ),
          },
          {
            key: "state",
            head: t("state"),
            cell: (one) =>
              one.withdrawn_on ? (
                <StatusBadge tone="bad">
                  {t("withdrawn_on", { date: formatDate(one.withdrawn_on) })}
                </StatusBadge>
              ) : (
                <StatusBadge tone="good">{t("valid")}</StatusBadge>
              ),
          },
          ...(prints
            ? [
                {
                  key: "print",
                  head: <VisuallyHidden>{t("print")}</VisuallyHidden>,
                  align: "right" as const,
                  cell: (one: Certificate) => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      className="gn-no-print"
                      aria-label={t("print_one", { name: one.head_name })}
                      disabled={file.isPending}
                      onClick={() =>
                        print(
                          `?household=${encodeURIComponent(one.household_id)}`,
                          `giay-chung-nhan-${one.code}`,
                        )
                      }
                    >
                      {t("print")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}
