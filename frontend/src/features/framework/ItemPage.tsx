// One item: what it says, how it is computed in words, and its versions.
import { Alert, Anchor, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconPencil, IconPlayerStop, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { NotFound, Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { DateField } from "@/ui/DateField";
import { Facts } from "@/ui/Facts";
import { FormPage } from "@/ui/FormPage";
import { formatDate, formatMoment, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { FormulaText, Where } from "./Formula";
import classes from "./framework.module.css";
import { bodyOf, mayEdit, parentOf, type Version, versionsQuery } from "./queries";
import { type Kind, kindParam } from "./routes";
import { frameworkTexts } from "./texts";

const route = getRouteApi("/shell/framework/$kind/$code");

/** The kind of the item that stands below a kind. */
const BELOW: Partial<Record<Kind, Kind>> = {
  programme: "objective",
  objective: "result",
  result: "indicator",
};

export function ItemPage() {
  const { kind, code } = route.useParams();
  const known = kindParam(kind);
  return known ? <Known kind={known} code={code} key={`${kind} ${code}`} /> : <NotFound />;
}

function Known({ kind, code }: { kind: Kind; code: string }) {
  const { today: on } = usePlace();
  const versions = useQuery(versionsQuery(kind, code));
  const [shown, setShown] = useState<number | null>(null);
  if (versions.error) return <ProblemAlert error={versions.error} />;
  const [last] = versions.data ?? [];
  if (!versions.data || !last) return <Pending />;
  const held = versions.data.find((one) => one.valid_from <= on && (!one.valid_to || on < one.valid_to));
  const version = versions.data.find((one) => one.version === shown) ?? held ?? last;
  return <One version={version} versions={versions.data} last={last} on={on} show={setShown} />;
}

interface Props {
  version: Version;
  versions: readonly Version[];
  last: Version;
  on: string;
  show: (version: number) => void;
}

function One({ version, versions, last, on, show }: Props) {
  const t = useTexts(frameworkTexts);
  const common = useCommon();
  const me = useMe();
  const [ending, setEnding] = useState(false);
  const body = bodyOf(version);
  const below = BELOW[version.kind];
  return (
    <>
      <PageHeader
        title={inLanguage(body.name)}
        back={{ to: "/framework", label: t("title") }}
        subtitle={
          <Group gap="xs" mt={2}>
            <span>
              {t(`kind_${version.kind}`)} <span className={classes.code}>{version.code}</span>
            </span>
            <Standing version={version} on={on} />
            {!body.verified && <UnverifiedBadge />}
          </Group>
        }
        actions={
          mayEdit(me) && (
            <>
              {!last.valid_to && (
                <Button
                  variant="default"
                  leftSection={<IconPlayerStop size={16} aria-hidden />}
                  onClick={() => setEnding(true)}
                >
                  {t("end")}
                </Button>
              )}
              {below && (
                <Button
                  variant="default"
                  leftSection={<IconPlus size={16} aria-hidden />}
                  component={Link}
                  {...({ to: "/framework/new", search: { kind: below, parent: version.code } } as object)}
                >
                  {t(`add_${below as "objective" | "result" | "indicator"}`)}
                </Button>
              )}
              <Button
                leftSection={<IconPencil size={16} aria-hidden />}
                component={Link}
                to={`/framework/${version.kind}/${version.code}/edit`}
              >
                {common("edit")}
              </Button>
            </>
          )
        }
      />
      <Stack gap="lg">
        <Says version={version} on={on} />
        {versions.length > 0 && (
          <section aria-labelledby="versions">
            <Title order={2} id="versions" mb="xs">
              {t("versions")}
            </Title>
            <Versions versions={versions} shown={version.version} show={show} />
          </section>
        )}
      </Stack>
      {ending && <EndDialog version={last} onClose={() => setEnding(false)} />}
    </>
  );
}

function Standing({ version, on }: { version: Version; on: string }) {
  const t = useTexts(frameworkTexts);
  if (version.valid_from > on) {
    return <StatusBadge tone="info">{t("not_yet", { from: formatDate(version.valid_from) })}</StatusBadge>;
  }
  if (version.valid_to && version.valid_to <= on) {
    return <StatusBadge>{t("no_more", { to: formatDate(version.valid_to) })}</StatusBadge>;
  }
  return <StatusBadge tone="good">{t("in_force_on", { on: formatDate(on) })}</StatusBadge>;
}

function Says({ version, on }: { version: Version; on: string }) {
  const t = useTexts(frameworkTexts);
  const common = useCommon();
  const body = bodyOf(version);
  const parent = parentOf(version);
  const indicator = version.indicator;
  // Formulae are read with the indicators of their own time.
  const day = version.valid_from > on ? version.valid_from : on;
  const facts: [string, ReactNode][] = [];
  if (parent) facts.push([t("parent"), <ParentLink key="parent" version={version} parent={parent} />]);
  facts.push([t("name_other"), <Other key="other" words={body.name} />]);
  if (indicator) {
    facts.push(
      [t("definition"), inLanguage(indicator.definition)],
      [t("unit"), inLanguage(indicator.unit)],
      [t("origin"), t(`origin_${indicator.origin}_long`)],
    );
    if (indicator.numerator) {
      const of = (text: string) => (
        <div key={text}>
          <FormulaText text={text} />
          <Where formula={text} on={day} />
        </div>
      );
      facts.push([t("numerator"), of(indicator.numerator)]);
      if (indicator.denominator) facts.push([t("denominator"), of(indicator.denominator)]);
      facts.push([
        t("value_is"),
        t(indicator.denominator ? "value_rate" : "value_count", { factor: String(indicator.factor) }),
      ]);
    }
    if (indicator.entry) {
      facts.push(
        [t("entered_by"), t(`level_${indicator.entry.level}`)],
        [t("numerator"), inLanguage(indicator.entry.numerator)],
      );
      if (indicator.entry.denominator)
        facts.push([t("denominator"), inLanguage(indicator.entry.denominator)]);
      facts.push([t("over_time"), t(`over_time_${indicator.entry.over_time}`)]);
    }
    facts.push(
      [t("decimals"), t("decimals_text", { digits: String(indicator.decimals) })],
      [t("frequency"), t(`frequency_${indicator.frequency}`)],
      [t("by"), (indicator.by ?? []).map((one) => t(`by_${one}` as "by_sex")).join(", ") || common("no")],
      [t("direction"), t(`direction_${indicator.direction}`)],
    );
    if (indicator.range) {
      facts.push([t("range"), `${indicator.range.min ?? "…"} – ${indicator.range.max ?? "…"}`]);
    }
    if (indicator.plausible_change_percent != null) {
      facts.push([t("plausible"), `${indicator.plausible_change_percent} %`]);
    }
    facts.push([t("amber"), `${indicator.amber_percent} %`]);
    if (indicator.baseline_period) facts.push([t("baseline"), indicator.baseline_period]);
    facts.push([t("responsible"), inLanguage(indicator.responsible)]);
    if (indicator.project) facts.push([t("project"), indicator.project]);
  }
  if (version.area_group) {
    facts.push([
      t("members"),
      version.area_group.members.map((one) => `${one.area} (${formatDate(one.on)})`).join(", "),
    ]);
  }
  facts.push([t("legal"), [body.legal.document, body.legal.article].filter(Boolean).join(", ")]);
  if (body.legal.note) facts.push([t("note"), body.legal.note]);
  return <Facts facts={facts} />;
}

/** The name in the language that the page isn't in. */
function Other({ words }: { words: { vi: string; en: string } }) {
  return <span>{inLanguage(words) === words.vi ? words.en : words.vi}</span>;
}

function ParentLink({ version, parent }: { version: Version; parent: string }) {
  const above = { objective: "programme", result: "objective" }[version.kind as string];
  // An indicator may belong to a result or to an objective; the address says which by the codes of both.
  const result = useQuery({
    ...versionsQuery("result", parent),
    enabled: version.kind === "indicator",
    retry: false,
  });
  const kind = above ?? (result.error ? "objective" : "result");
  return (
    <Anchor component={Link} to={`/framework/${kind}/${parent}`} inherit>
      {parent}
    </Anchor>
  );
}

function Versions({
  versions,
  shown,
  show,
}: {
  versions: readonly Version[];
  shown: number;
  show: (n: number) => void;
}) {
  const t = useTexts(frameworkTexts);
  return (
    <DataTable<Version>
      label={t("versions")}
      rows={versions}
      stt={false}
      rowKey={(one) => String(one.version)}
      isSelected={(one) => one.version === shown}
      columns={[
        {
          key: "version",
          head: t("version"),
          phone: "title",
          cell: (one) =>
            one.version === shown ? (
              <b>{one.version}</b>
            ) : (
              <Anchor component="button" type="button" inherit onClick={() => show(one.version)}>
                {one.version}
              </Anchor>
            ),
        },
        { key: "from", head: t("valid_from"), nowrap: true, cell: (one) => formatDate(one.valid_from) },
        {
          key: "to",
          head: t("valid_to"),
          nowrap: true,
          cell: (one) =>
            one.valid_to === one.valid_from
              ? t("replaced")
              : one.valid_to
                ? formatDate(one.valid_to)
                : t("open_end"),
        },
        { key: "by", head: t("made_by"), cell: (one) => one.created_by ?? t("shipped") },
        { key: "at", head: t("made_at"), nowrap: true, cell: (one) => formatMoment(one.created_at) },
      ]}
    />
  );
}

function EndDialog({ version, onClose }: { version: Version; onClose: () => void }) {
  const t = useTexts(frameworkTexts);
  const common = useCommon();
  const queryClient = useQueryClient();
  const { today } = usePlace();
  const [day, setDay] = useState(formatDate(today));
  const [asked, setAsked] = useState(false);
  const on = parseDate(day);
  const end = useMutation({
    mutationFn: (last: string) =>
      ok(
        api.POST("/api/v1/framework/items/{kind}/{code}/ending", {
          params: { path: { kind: version.kind, code: version.code }, header: ifMatch(version.version) },
          body: { on: last },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["framework"] });
      notify(t("ended"));
      onClose();
    },
  });
  const problem = asProblem(end.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("end_title", { code: version.code })}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Text size="sm" mb="sm">
        {t("end_text")}
      </Text>
      {problem?.status === 412 && (
        <Alert color="yellow" role="alert" mb="sm">
          {t("stale")}
        </Alert>
      )}
      <FormPage
        submit={t("end")}
        busy={end.isPending}
        error={problem?.status === 412 ? null : end.error}
        shown={["/on"]}
        onCancel={onClose}
        onSubmit={() => {
          setAsked(true);
          if (on) end.mutate(on);
        }}
      >
        <DateField
          label={t("end_on")}
          value={day}
          onChange={setDay}
          error={asked && !on ? t("bad_day") : problem?.at("/on")}
        />
      </FormPage>
    </Modal>
  );
}
