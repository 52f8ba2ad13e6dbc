// One decision: who signed what when, its sums, what corrects it, and its certificates.
import { Alert, Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle, IconPencilMinus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Pending } from "@/app/pages";
import { useCan, useMe } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatDate, formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { Certificates } from "./Certificates";
import { type Chain, chainOf } from "./chain";
import { Flow } from "./Flow";
import { ofRoundQuery, type Recognition, recognitionQuery } from "./queries";
import classes from "./recognitions.module.css";
import { CLASSES, MOVEMENTS, streamsOf, sumOf, totalOf } from "./sums";
import { recognitionTexts } from "./texts";
import { fileName, KindBadge, PaperMenu, purposeOf, useFile } from "./words";

const CorrectionDialog = lazy(() =>
  import("./CorrectionDialog").then((module) => ({ default: module.CorrectionDialog })),
);
const route = getRouteApi("/shell/recognitions/$id");

export function RecognitionPage() {
  const { id } = route.useParams();
  const decision = useQuery(recognitionQuery(id));
  if (decision.error) return <ProblemAlert error={decision.error} />;
  if (!decision.data) return <Pending />;
  return <Decision key={id} decision={decision.data} />;
}

function Decision({ decision }: { decision: Recognition }) {
  const t = useTexts(recognitionTexts);
  const can = useCan();
  const me = useMe();
  const file = useFile();
  const [correcting, setCorrecting] = useState(false);
  const round = useQuery(ofRoundQuery(decision.round_id));
  const chain = chainOf(round.data ?? [decision], decision.id);
  // The commune's own: the server asks for a role given for a commune.
  const own = me.grants.some((grant) => grant.role === "approver" && grant.area?.level === "commune");

  return (
    <>
      <PageHeader
        title={t("decision", { number: decision.number })}
        back={{ to: "/recognitions", label: t("title") }}
        subtitle={
          <span className={classes.subtitle}>
            <KindBadge kind={decision.kind} />
            <span>
              {decision.commune?.name} · {purposeOf(t, decision)}
            </span>
          </span>
        }
        actions={
          <>
            {can("export_households") && (
              <PaperMenu
                label={t("papers")}
                busy={file.isPending}
                take={(accept, extension) =>
                  file.mutate({
                    path: `/api/v1/recognitions/${decision.id}/papers/decision`,
                    accept,
                    name: fileName("quyet-dinh", decision, extension),
                  })
                }
              />
            )}
            {can("recognise_households") && own && (
              <Button
                variant="default"
                leftSection={<IconPencilMinus size={17} aria-hidden />}
                onClick={() => setCorrecting(true)}
              >
                {t("correct")}
              </Button>
            )}
          </>
        }
      />
      <Stack gap="lg">
        <ProblemAlert error={file.error} />
        {chain.correctedBy.length > 0 && (
          <Alert color="yellow" icon={<IconInfoCircle />} title={t("corrected_warning")}>
            {t("corrected_by")}: <Decisions decisions={chain.correctedBy} />
          </Alert>
        )}
        <div className={classes.columns}>
          <section>
            <Title order={2} mb={6}>
              {t("facts")}
            </Title>
            <About decision={decision} chain={chain} />
          </section>
          <section>
            <Title order={2} mb={6}>
              {t("by_class")}
            </Title>
            <Classes decision={decision} />
          </section>
        </div>
        <Movements decision={decision} />
        {chain.all.length > 1 && <ChainList chain={chain} here={decision.id} />}
        {can("view_households") && <Certificates decision={decision} />}
      </Stack>
      {correcting && (
        <Suspense>
          <CorrectionDialog decision={decision} onClose={() => setCorrecting(false)} />
        </Suspense>
      )}
    </>
  );
}

function Decisions({ decisions }: { decisions: readonly Recognition[] }) {
  const t = useTexts(recognitionTexts);
  return decisions.map((one, i) => (
    <span key={one.id}>
      {i > 0 && ", "}
      <Anchor component={Link} to={`/recognitions/${one.id}`} inherit underline="always">
        {t("decision_dated", { number: one.number, date: formatDate(one.decided_on) })}
      </Anchor>
    </span>
  ));
}

function About({ decision, chain }: { decision: Recognition; chain: Chain }) {
  const t = useTexts(recognitionTexts);
  // The round of a correction is the one whose recognition stands at the head of the chain.
  const kind = chain.all.find((one) => !one.corrects_id)?.kind ?? decision.kind;
  const round = kind === "during_year" ? "round_during_year" : "round_yearly";
  return (
    <Facts
      facts={[
        [t("number"), <b key="number">{decision.number}</b>],
        [t("decided_on"), formatDate(decision.decided_on)],
        [t("signer"), `${decision.signer}, ${decision.signer_title}`],
        [t("commune"), decision.commune?.name ?? "–"],
        [
          t("round"),
          <Anchor key="round" component={Link} to={`/reviews/${decision.round_id}`} inherit>
            {t(round, { year: decision.year })}
          </Anchor>,
        ],
        [t("holds"), t("holds_from", { date: formatDate(decision.decided_on) })],
        ...(chain.corrects
          ? [[t("corrects"), <Decisions key="corrects" decisions={[chain.corrects]} />] as const]
          : []),
        ...(decision.reason ? [[t("reason"), decision.reason] as const] : []),
      ]}
    />
  );
}

function Classes({ decision }: { decision: Recognition }) {
  const common = useCommon();
  const t = useTexts(recognitionTexts);
  const total = totalOf(decision.classes);
  return (
    <DataTable<(typeof CLASSES)[number]>
      label={t("by_class")}
      rows={CLASSES}
      rowKey={(one) => one}
      stt={false}
      lines
      columns={[
        { key: "class", head: t("class"), cell: (one) => <ClassBadge value={one} />, total: common("total") },
        {
          key: "households",
          head: t("households"),
          align: "right",
          cell: (one) => formatNumber(sumOf(decision.classes, one).households),
          total: formatNumber(total.households),
        },
        {
          key: "members",
          head: t("members"),
          align: "right",
          cell: (one) => formatNumber(sumOf(decision.classes, one).members),
          total: formatNumber(total.members),
        },
      ]}
    />
  );
}

function Movements({ decision }: { decision: Recognition }) {
  const t = useTexts(recognitionTexts);
  const moved = Object.keys(decision.movements).length > 0;
  return (
    <section>
      <Title order={2} mb={6}>
        {t("by_movement")}
      </Title>
      {moved ? (
        <div className={classes.columns}>
          <DataTable<(typeof MOVEMENTS)[number]>
            label={t("by_movement")}
            rows={MOVEMENTS}
            rowKey={(one) => one}
            stt={false}
            lines
            columns={[
              { key: "movement", head: t("movement"), cell: (one) => t(`mv_${one}`) },
              {
                key: "households",
                head: t("households"),
                align: "right",
                cell: (one) => formatNumber(sumOf(decision.movements, one).households),
              },
              {
                key: "members",
                head: t("members"),
                align: "right",
                cell: (one) => formatNumber(sumOf(decision.movements, one).members),
              },
            ]}
          />
          <Flow streams={streamsOf(decision.classes, decision.movements)} />
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {t("moves_none")}
        </Text>
      )}
    </section>
  );
}

function ChainList({ chain, here }: { chain: Chain; here: string }) {
  const t = useTexts(recognitionTexts);
  const numbers = new Map(chain.all.map((one) => [one.id, one.number]));
  return (
    <section>
      <Title order={2} mb={6}>
        {t("chain")}
      </Title>
      <ol className={classes.chain}>
        {chain.all.map((one) => (
          <li key={one.id} data-here={one.id === here || undefined}>
            <span className={classes.chainDay}>{formatDate(one.decided_on)}</span>
            <span>
              {one.id === here ? (
                <b aria-current="true">
                  {one.number} ({t("chain_this")})
                </b>
              ) : (
                <Anchor component={Link} to={`/recognitions/${one.id}`} inherit fw={600}>
                  {one.number}
                </Anchor>
              )}
              <span className={classes.quiet}>
                {" · "}
                {one.corrects_id
                  ? t("chain_next", { number: numbers.get(one.corrects_id) ?? "" })
                  : t("chain_first")}
              </span>
              {one.reason && <span className={classes.chainReason}>{one.reason}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
