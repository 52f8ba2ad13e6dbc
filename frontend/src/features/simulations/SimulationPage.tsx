// What one simulation found: before and after, movements, costs, the units below, and the figures it rests on.
import { Alert, Button, Group, Modal, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle, IconPrinter, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { Pending } from "@/app/pages";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Rate } from "@/ui/figures";
import { formatMoment, formatMoney, formatNumber, formatPercent, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge, StatusBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import { Parts } from "./Parts";
import {
  CLASSES,
  type FigureUsed,
  type Outcome,
  type Simulation,
  simulationQuery,
  simulationsQuery,
} from "./queries";
import { StandardOf } from "./SimulationsPage";
import classes from "./simulations.module.css";
import { costs, millions, moved, ofClass, percentOf, signed, signedMillions } from "./sums";
import { simulationTexts } from "./texts";

const route = getRouteApi("/shell/simulations/$id");
const SIDES = ["before", "compared", "after"] as const;

export function SimulationPage() {
  const { id } = route.useParams();
  const found = useQuery(simulationQuery(id));
  if (found.error) return <ProblemAlert error={found.error} />;
  if (!found.data) return <Pending />;
  return <One simulation={found.data} />;
}

function One({ simulation }: { simulation: Simulation }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const { whole } = simulation;
  const { unjudged } = whole;
  return (
    <>
      <PageHeader
        title={simulation.name}
        subtitle={
          <Group gap="xs" mt={2}>
            <span>
              {simulation.area?.name ?? common("nation")}, {simulation.year} · <StandardOf row={simulation} />
            </span>
            <span>
              {simulation.created_by}, {formatMoment(simulation.created_at)}
            </span>
            {!simulation.verified && <UnverifiedBadge />}
          </Group>
        }
        back={{ to: "/simulations", label: t("title") }}
        actions={
          <>
            {simulation.deletable && <Delete simulation={simulation} />}
            <Print />
          </>
        }
      />
      <div className={classes.sections}>
        <Stack gap="xs">
          {unjudged.households > 0 && (
            <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
              {t("unjudged_alert", {
                n: formatNumber(unjudged.households),
                all: formatNumber(whole.households),
                percent: formatPercent(percentOf(unjudged.households, whole.households)),
                no_findings: formatNumber(unjudged.no_findings),
                no_rule: formatNumber(unjudged.no_rule),
              })}
            </Alert>
          )}
          {!simulation.verified && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
              {t("unverified_alert")}
            </Alert>
          )}
        </Stack>
        <Changes outcome={whole} />
        <Moves outcome={whole} />
        <Cost outcome={whole} />
        <Parts simulation={simulation} />
        <Used figures={simulation.figures} />
      </div>
    </>
  );
}

function Section({
  title,
  hint,
  side,
  children,
}: {
  title: string;
  hint?: string;
  side?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section>
      <div className={classes.head}>
        <div>
          <Title order={2}>{title}</Title>
          {hint && (
            <Text size="sm" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {side}
      </div>
      {children}
    </section>
  );
}

/** A change with its sign: more of what is poor is worse. */
export function Change({ children, by, good = 0 }: { children: ReactNode; by: number; good?: -1 | 0 | 1 }) {
  const tone = by === 0 || good === 0 ? undefined : Math.sign(by) === good ? classes.less : classes.more;
  return <span className={tone}>{children}</span>;
}

function Changes({ outcome }: { outcome: Outcome }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const [measure, setMeasure] = useState<"households" | "members">("households");
  const rate = measure === "households" ? "household_rate" : "member_rate";
  const all = outcome[measure];
  const rows = [...CLASSES, null];
  const of = (side: (typeof SIDES)[number], code: string | null) => ofClass(outcome[side], code)[measure];
  const change = (code: string | null) => of("after", code) - of("compared", code);
  const share = (side: (typeof SIDES)[number], code: string | null) => {
    const found = outcome[side].classes.find((one) => (one.class ?? null) === code);
    return found ? <Rate rate={found[rate]} /> : null;
  };
  const lists = (side: (typeof SIDES)[number]) => of(side, "poor") + of(side, "near_poor");
  return (
    <Section
      title={t("changes")}
      hint={t("changes_hint")}
      side={
        <SegmentedControl
          className="gn-no-print"
          aria-label={t("measure")}
          value={measure}
          onChange={(value) => setMeasure(value as typeof measure)}
          data={[
            { value: "households", label: t("households") },
            { value: "members", label: t("members") },
          ]}
        />
      }
    >
      <DataTable
        label={t("changes")}
        stt={false}
        rows={rows}
        rowKey={(code) => code ?? "none"}
        columns={[
          {
            key: "class",
            head: t("class"),
            phone: "title",
            total: t("multidimensional"),
            cell: (code) =>
              code ? <ClassBadge value={code} /> : `${common("class_none")} / ${t("unjudged").toLowerCase()}`,
          },
          {
            key: "before",
            head: t("before"),
            align: "right",
            cell: (code) => formatNumber(of("before", code)),
            total: formatNumber(lists("before")),
          },
          {
            key: "before_rate",
            head: t("rate"),
            align: "right",
            cell: (code) => share("before", code),
            total: formatPercent(percentOf(lists("before"), all)),
          },
          {
            key: "compared",
            head: t("compared"),
            align: "right",
            cell: (code) => formatNumber(of("compared", code)),
            total: formatNumber(lists("compared")),
          },
          {
            key: "after",
            head: t("after"),
            align: "right",
            cell: (code) => formatNumber(of("after", code)),
            total: formatNumber(lists("after")),
          },
          {
            key: "after_rate",
            head: t("rate"),
            align: "right",
            cell: (code) => share("after", code),
            total: formatPercent(percentOf(lists("after"), all)),
          },
          {
            key: "change",
            head: t("change"),
            align: "right",
            nowrap: true,
            cell: (code) =>
              code ? (
                <Change by={change(code)} good={code === "poor" || code === "near_poor" ? -1 : 0}>
                  {signed(change(code))}
                </Change>
              ) : null,
            total: signed(lists("after") - lists("compared")),
          },
        ]}
      />
    </Section>
  );
}

function Moves({ outcome }: { outcome: Outcome }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const all = [...CLASSES, null];
  const rows = all.filter((from) => all.some((to) => moved(outcome, from, to) > 0));
  return (
    <Section title={t("moves")} hint={t("moves_hint")}>
      <DataTable
        label={t("moves")}
        stt={false}
        rows={rows}
        rowKey={(code) => code ?? "none"}
        columns={[
          {
            key: "from",
            head: t("from"),
            phone: "title",
            total: common("total"),
            cell: (from) => <ClassBadge value={from} />,
          },
          ...all.map((to) => ({
            key: to ?? "none",
            head: to ? common(`class_${to}`) : t("unjudged"),
            align: "right" as const,
            cell: (from: string | null) => (
              <span className={from === to && to ? classes.stays : undefined}>
                {formatNumber(moved(outcome, from, to))}
              </span>
            ),
            total: formatNumber(ofClass(outcome.after, to).households),
          })),
          {
            key: "sum",
            head: common("total"),
            align: "right",
            cell: (from) => formatNumber(ofClass(outcome.before, from).households),
            total: formatNumber(outcome.households),
          },
        ]}
      />
    </Section>
  );
}

function Cost({ outcome }: { outcome: Outcome }) {
  const t = useTexts(simulationTexts);
  const common = useCommon();
  if (!costs(outcome)) {
    return (
      <Section title={t("cost")}>
        <Text size="sm" c="dimmed">
          {t("cost_none")}
        </Text>
      </Section>
    );
  }
  const of = (side: (typeof SIDES)[number], code: string) => ofClass(outcome[side], code).cost_vnd_per_year;
  const rows = CLASSES.filter((code) => SIDES.some((side) => of(side, code) > 0));
  const difference = outcome.cost_difference_vnd_per_year;
  return (
    <Section
      title={t("cost")}
      hint={t("exact", {
        before: formatMoney(outcome.before.cost_vnd_per_year),
        after: formatMoney(outcome.after.cost_vnd_per_year),
        change: `${signed(difference)}\u00a0đ`,
      })}
    >
      <DataTable
        label={t("cost")}
        stt={false}
        rows={rows}
        rowKey={(code) => code}
        columns={[
          {
            key: "class",
            head: t("class"),
            phone: "title",
            total: common("total"),
            cell: (code) => <ClassBadge value={code} />,
          },
          ...SIDES.map((side) => ({
            key: side,
            head: t(side),
            unit: t("million"),
            align: "right" as const,
            cell: (code: string) => millions(of(side, code)),
            total: millions(outcome[side].cost_vnd_per_year),
          })),
          {
            key: "change",
            head: t("change"),
            unit: t("million"),
            align: "right",
            cell: (code) => signedMillions(of("after", code) - of("compared", code)),
            total: signedMillions(difference),
          },
        ]}
      />
    </Section>
  );
}

function Used({ figures }: { figures: readonly FigureUsed[] }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  return (
    <Section title={t("used")}>
      <DataTable<FigureUsed>
        label={t("used")}
        stt={false}
        rows={figures}
        rowKey={(row) => row.code}
        columns={[
          { key: "name", head: t("figure"), phone: "title", cell: (row) => inLanguage(row.name) },
          { key: "rural", head: t("rural"), align: "right", cell: (row) => formatNumber(row.rural) },
          { key: "urban", head: t("urban"), align: "right", cell: (row) => formatNumber(row.urban) },
          { key: "source", head: t("source"), cell: (row) => (row.edited ? t("supposed") : row.source) },
          {
            key: "checked",
            head: t("checked"),
            cell: (row) =>
              row.edited ? (
                <StatusBadge tone="info">{t("supposed")}</StatusBadge>
              ) : row.verified ? (
                <StatusBadge tone="good">{common("yes")}</StatusBadge>
              ) : (
                <UnverifiedBadge />
              ),
          },
        ]}
      />
    </Section>
  );
}

function Print() {
  const t = useTexts(simulationTexts);
  return (
    <Button
      variant="default"
      leftSection={<IconPrinter size={16} aria-hidden />}
      onClick={() => window.print()}
    >
      {t("print")}
    </Button>
  );
}

function Delete({ simulation }: { simulation: Simulation }) {
  const common = useCommon();
  const t = useTexts(simulationTexts);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const drop = useMutation({
    mutationFn: () => {
      const params = { path: { id: simulation.id }, header: ifMatch(simulation.version) };
      return ok(api.DELETE("/api/v1/simulations/{id}", { params }));
    },
    onSuccess: async () => {
      notify(t("deleted"));
      // The list must not show it for another moment, nor this page ask for it again.
      queryClient.removeQueries({ queryKey: simulationsQuery.queryKey });
      await navigate({ to: "/simulations" });
      queryClient.removeQueries({ queryKey: simulationQuery(simulation.id).queryKey });
    },
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("delete")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("delete_title")}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <Stack gap="md">
          <Text size="sm">{t("delete_confirm")}</Text>
          <ProblemAlert error={drop.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setOpen(false)}>
              {common("cancel")}
            </Button>
            <Button onClick={() => drop.mutate()} loading={drop.isPending}>
              {t("delete_title")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
