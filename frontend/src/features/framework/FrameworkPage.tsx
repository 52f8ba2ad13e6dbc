// The framework on a day: programme, objectives, results and indicators as one table, area groups below it.
import { Anchor, Button, Group, Menu, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconChevronDown, IconDownload, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { download } from "@/api/client";
import { useMe, usePlace } from "@/app/place";
import { useTyping } from "@/app/typing";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { DateField } from "@/ui/DateField";
import { fold } from "@/ui/fold";
import { formatDate, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import classes from "./framework.module.css";
import { ImportDialog } from "./ImportDialog";
import { bodyOf, depthOf, frameworkQuery, type Item, mayEdit, parentOf } from "./queries";
import { KINDS } from "./routes";
import { frameworkTexts } from "./texts";

const route = getRouteApi("/shell/framework");
const SHEETS = [
  {
    text: "export_xlsx",
    accept: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension: "xlsx",
  },
  { text: "export_csv", accept: "text/csv", extension: "csv" },
] as const;

export function FrameworkPage() {
  const t = useTexts(frameworkTexts);
  const me = useMe();
  const place = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const on = search.on ?? place.today;
  const tree = useQuery(frameworkQuery(on));
  const [day, setDay] = useState(formatDate(on));
  const [typed, setTyped] = useState(search.q ?? "");
  const [importing, setImporting] = useState(false);
  const go = (change: { on?: string | undefined; q?: string | undefined }) =>
    void navigate({
      to: "/framework",
      search: ((old: object) => ({ ...old, ...change })) as never,
      replace: true,
    });
  const find = useTyping((q) => go({ q: q.trim() || undefined }));
  const items = found(tree.data?.items, search.q ?? "");
  const open = (item: Item) =>
    void navigate({ to: "/framework/$kind/$code", params: { kind: item.kind, code: item.code } as never });
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("in_force_on", { on: formatDate(on) })}
        actions={
          <>
            <ExportMenu on={on} />
            {mayEdit(me) && (
              <>
                <Button
                  variant="default"
                  leftSection={<IconUpload size={18} aria-hidden />}
                  onClick={() => setImporting(true)}
                >
                  {t("import")}
                </Button>
                <NewMenu />
              </>
            )}
          </>
        }
      />
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          label={t("search")}
          placeholder={t("search_hint")}
          leftSection={<IconSearch size={16} aria-hidden />}
          type="search"
          w={{ base: "100%", xs: 320 }}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            find(event.currentTarget.value);
          }}
        />
        <DateField
          label={t("on")}
          value={day}
          onChange={(text) => {
            setDay(text);
            const date = parseDate(text);
            if (date) go({ on: date });
          }}
          error={day && !parseDate(day) ? t("bad_day") : undefined}
        />
      </Group>
      <Stack gap="lg">
        <Tree
          label={t("title")}
          items={items?.filter((item) => item.kind !== "area_group")}
          error={tree.error}
          open={open}
        />
        {items?.some((item) => item.kind === "area_group") && (
          <section aria-labelledby="groups">
            <Title order={2} id="groups" mb="xs">
              {t("area_groups")}
            </Title>
            <Groups items={items.filter((item) => item.kind === "area_group")} open={open} />
          </section>
        )}
      </Stack>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}

/** The items that hold what was typed, each with those above it. */
function found(items: readonly Item[] | undefined, q: string): Item[] | undefined {
  const wanted = fold(q).trim();
  if (!items || !wanted) return items && [...items];
  const keep = new Set<string>();
  for (const item of items.toReversed()) {
    const body = bodyOf(item);
    const text = fold([item.code, body.name.vi, body.name.en, item.indicator?.definition.vi ?? ""].join(" "));
    if (text.includes(wanted) || keep.has(item.code)) {
      keep.add(item.code);
      const parent = parentOf(item);
      if (parent) keep.add(parent);
    }
  }
  return items.filter((item) => keep.has(item.code));
}

interface TableProps {
  items: readonly Item[] | undefined;
  open: (item: Item) => void;
}

function Tree({ items, open, label, error }: TableProps & { label: string; error: unknown }) {
  const t = useTexts(frameworkTexts);
  return (
    <DataTable<Item>
      label={label}
      rows={items}
      error={error}
      stt={false}
      rowKey={(item) => `${item.kind} ${item.code}`}
      onOpen={open}
      empty={
        <Text size="sm" c="dimmed">
          {t("none")}
        </Text>
      }
      columns={[
        {
          key: "code",
          head: t("code"),
          nowrap: true,
          cell: (item) => <span className={classes.code}>{item.code}</span>,
        },
        {
          key: "name",
          head: t("name"),
          phone: "title",
          width: "46%",
          cell: (item) => (
            <div className={classes[`level${depthOf(item)}`]}>
              <Anchor
                component={Link}
                to={`/framework/${item.kind}/${item.code}`}
                inherit
                {...(item.kind === "indicator" ? {} : { c: "inherit" })}
              >
                {inLanguage(bodyOf(item).name)}
              </Anchor>
            </div>
          ),
        },
        {
          key: "unit",
          head: t("unit"),
          nowrap: true,
          cell: (item) => item.indicator && inLanguage(item.indicator.unit),
        },
        {
          key: "frequency",
          head: t("frequency"),
          nowrap: true,
          cell: (item) => item.indicator && t(`frequency_${item.indicator.frequency}`),
        },
        {
          key: "origin",
          head: t("origin"),
          nowrap: true,
          cell: (item) => item.indicator && t(`origin_${item.indicator.origin}`),
        },
        {
          key: "legal",
          head: t("legal"),
          phone: "hide",
          cell: (item) => bodyOf(item).legal.document,
        },
        {
          key: "verified",
          head: t("verified"),
          nowrap: true,
          cell: (item) => (bodyOf(item).verified ? t("verified_yes") : <UnverifiedBadge />),
        },
      ]}
    />
  );
}

function Groups({ items, open }: { items: readonly Item[]; open: (item: Item) => void }) {
  const t = useTexts(frameworkTexts);
  return (
    <DataTable<Item>
      label={t("area_groups")}
      rows={items}
      stt={false}
      rowKey={(item) => item.code}
      onOpen={open}
      columns={[
        { key: "code", head: t("code"), cell: (item) => <span className={classes.code}>{item.code}</span> },
        {
          key: "name",
          head: t("name"),
          phone: "title",
          cell: (item) => (
            <Anchor component={Link} to={`/framework/${item.kind}/${item.code}`} inherit>
              {inLanguage(bodyOf(item).name)}
            </Anchor>
          ),
        },
        {
          key: "members",
          head: t("members_count"),
          align: "right",
          cell: (item) => item.area_group?.members.length,
        },
        { key: "legal", head: t("legal"), phone: "hide", cell: (item) => bodyOf(item).legal.document },
        {
          key: "verified",
          head: t("verified"),
          nowrap: true,
          cell: (item) => (bodyOf(item).verified ? t("verified_yes") : <UnverifiedBadge />),
        },
      ]}
    />
  );
}

function NewMenu() {
  const t = useTexts(frameworkTexts);
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          rightSection={<IconChevronDown size={15} aria-hidden />}
        >
          {t("new")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.toReversed().map((kind) => (
          <Menu.Item key={kind} component={Link} {...({ to: "/framework/new", search: { kind } } as object)}>
            {t(`kind_${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportMenu({ on }: { on: string }) {
  const t = useTexts(frameworkTexts);
  const take = useMutation({
    mutationFn: (sheet: (typeof SHEETS)[number]) =>
      download(`/api/v1/framework?on=${on}`, sheet.accept, `khung-ket-qua-${on}.${sheet.extension}`),
    onSuccess: () => notify(t("exported")),
  });
  return (
    <>
      {take.error && <ProblemAlert error={take.error} />}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            loading={take.isPending}
            leftSection={<IconDownload size={18} aria-hidden />}
            rightSection={<IconChevronDown size={15} aria-hidden />}
          >
            {t("export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SHEETS.map((sheet) => (
            <Menu.Item key={sheet.extension} onClick={() => take.mutate(sheet)}>
              {t(sheet.text)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
