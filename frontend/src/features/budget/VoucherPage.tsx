// One voucher: what it says, the postings it made, the files that prove it, and what may be done with it.
import {
  Alert,
  Anchor,
  Button,
  Group,
  Loader,
  Modal,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe, usePlace } from "@/app/place";
import { may as mayDo } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { DateField } from "@/ui/DateField";
import { Facts } from "@/ui/Facts";
import { formatDate, formatMoment, formatMoney, formatNumber, inLanguage, parseDate } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StatusBadge } from "@/ui/StatusBadge";
import { Attachments } from "./Attachments";
import classes from "./budget.module.css";
import { judgesNot } from "./judging";
import { entriesQuery, voucherQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Entry, Step, Voucher, VoucherLine } from "./types";
import { Coded, unitName, useWords, VoucherLink, VoucherState } from "./words";

const route = getRouteApi("/shell/budget/vouchers/$id");

export function VoucherPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const { id } = route.useParams();
  const found = useQuery(voucherQuery(id));
  const voucher = found.data;
  const back = { to: "/budget/vouchers", label: t("vouchers_title") };
  if (!voucher) {
    return (
      <>
        <PageHeader title={t("vouchers_title")} back={back} />
        <ProblemAlert error={found.error} />
        {!found.error && <Loader size="sm" aria-label={common("loading")} />}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("voucher_title", { kind: words.kind(voucher.kind), number: voucher.number })}
        subtitle={t("subtitle", { area: unitName(voucher.unit), year: voucher.year })}
        back={back}
      />
      <div className={classes.two}>
        <div>
          <Text className={classes.big}>{formatMoney(voucher.amount_vnd)}</Text>
          <Group gap="xs">
            <VoucherState state={voucher.state} />
            {voucher.reversed_by_id && <StatusBadge tone="warning">{t("reversed")}</StatusBadge>}
          </Group>
          <Acts voucher={voucher} />
          <Said voucher={voucher} />
        </div>
        <Attachments voucher={voucher} />
      </div>
      <Lines voucher={voucher} />
      {voucher.state === "posted" && <Entries voucher={voucher} />}
    </>
  );
}

function Said({ voucher }: { voucher: Voucher }) {
  const t = useTexts(budgetTexts);
  const by = (step: Step | null | undefined) =>
    step ? t("by_at", { name: step.full_name, at: formatMoment(step.at) }) : null;
  const facts = [
    [t("date"), formatDate(voucher.on_date)],
    [
      t("document"),
      voucher.document_id && (
        <Anchor component={Link} to={`/documents/${voucher.document_id}`} inherit>
          {t("see_document")}
        </Anchor>
      ),
    ],
    [t("payee"), voucher.payee],
    [t("purpose"), voucher.purpose],
    [t("entered_by"), by(voucher.entered)],
    [t(voucher.state === "refused" ? "refused_by" : "decided_by"), by(voucher.decided)],
    [t("reason"), voucher.reason],
    [
      t("voucher_reverses"),
      voucher.reverses_id && <VoucherLink id={voucher.reverses_id}>{t("see_voucher")}</VoucherLink>,
    ],
    [
      t("voucher_reversed"),
      voucher.reversed_by_id && <VoucherLink id={voucher.reversed_by_id}>{t("see_voucher")}</VoucherLink>,
    ],
  ] as const;
  return <Facts facts={facts.filter(([, value]) => value)} />;
}

function Lines({ voucher }: { voucher: Voucher }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const { kind } = voucher;
  const other = kind === "withdraw" ? "from_line" : "to_line";
  return (
    <section className={classes.section}>
      <Title order={2}>{t("voucher_lines")}</Title>
      <DataTable<VoucherLine>
        label={t("voucher_lines")}
        rows={voucher.lines}
        rowKey={(line) => String(line.n)}
        columns={[
          {
            key: "item",
            head: t("item"),
            phone: "title",
            total: common("total"),
            cell: (line) => <Coded name={inLanguage(line.item.name)} code={line.item.code} />,
          },
          { key: "source", head: t("source"), cell: (line) => words.source(line.source) },
          { key: "capital", head: t("capital"), cell: (line) => words.capital(line.capital) },
          ...(voucher.lines.some((line) => line.to_unit)
            ? [
                {
                  key: "other",
                  head: t(other),
                  phone: "text" as const,
                  cell: (line: VoucherLine) => <Other line={line} />,
                },
              ]
            : []),
          {
            key: "amount",
            head: t("amount"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            cell: (line) => formatNumber(line.amount_vnd),
            total: formatNumber(voucher.amount_vnd),
          },
        ]}
      />
    </section>
  );
}

/** The line below, or that of the next year. */
function Other({ line }: { line: VoucherLine }) {
  const t = useTexts(budgetTexts);
  if (!line.to_unit) return <>–</>;
  const item =
    line.to_item && line.to_item.code !== line.item.code
      ? `${line.to_item.code} ${inLanguage(line.to_item.name)}`
      : "";
  const year = line.to_year ? t("budget_year", { year: line.to_year }) : "";
  return <Coded name={unitName(line.to_unit)} code={item || year} />;
}

/** What the voucher did in the ledger; what one account gives another gets. */
function Entries({ voucher }: { voucher: Voucher }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const found = useQuery(entriesQuery(voucher.id));
  const several = new Set(found.data?.map((entry) => entry.source)).size > 1;
  const side = (sign: 1 | -1) => ({
    key: sign > 0 ? "gets" : "gives",
    head: t(sign > 0 ? "entry_gets" : "entry_gives"),
    unit: t("vnd"),
    align: "right" as const,
    nowrap: true,
    cell: (entry: Entry) => (entry.amount_vnd * sign > 0 ? formatNumber(entry.amount_vnd * sign) : ""),
    total: formatNumber(
      found.data?.reduce((sum, entry) => sum + Math.max(0, entry.amount_vnd * sign), 0) ?? 0,
    ),
  });
  return (
    <section className={classes.section}>
      <Title order={2}>{t("entries")}</Title>
      <Text size="sm" c="dimmed">
        {t("entries_hint")}
      </Text>
      <ProblemAlert error={found.error} />
      {found.data && (
        <DataTable<Entry>
          label={t("entries")}
          rows={found.data}
          rowKey={(entry) => String(entry.n)}
          columns={[
            {
              key: "account",
              head: t("entry_account"),
              phone: "title",
              total: common("total"),
              cell: (entry) => <span className={classes.account}>{inLanguage(entry.account_name)}</span>,
            },
            {
              key: "line",
              head: t("entry_line"),
              phone: "text",
              cell: (entry) => (
                <Coded
                  name={unitName(entry.unit)}
                  code={[entry.item.code, ...(several ? [words.source(entry.source)] : []), entry.year].join(
                    " · ",
                  )}
                />
              ),
            },
            side(-1),
            side(1),
          ]}
        />
      )}
    </section>
  );
}

type Act = "approve" | "refuse" | "reverse";

function Acts({ voucher }: { voucher: Voucher }) {
  const t = useTexts(budgetTexts);
  const me = useMe();
  const queryClient = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["budget"] });
  const why = judgesNot(me, voucher.unit, voucher.entered.user_id);
  const may = (one: Act) =>
    voucher.allowed.includes(one) && (one === "reverse" ? mayDo(me, "enter_budget") : why === null);
  const waits = voucher.allowed.includes("approve");
  return (
    <Stack gap="xs" my="md">
      {waits && (why === "same_person" || why === "level") && (
        <Text size="sm" c="dimmed">
          {t(why)}
        </Text>
      )}
      <Group gap="xs">
        {may("approve") && <Button onClick={() => setAct("approve")}>{t("approve")}</Button>}
        {may("refuse") && (
          <Button variant="default" onClick={() => setAct("refuse")}>
            {t("refuse")}
          </Button>
        )}
        {may("reverse") && (
          <Button variant="default" onClick={() => setAct("reverse")}>
            {t("reverse")}
          </Button>
        )}
      </Group>
      {act && <ActDialog act={act} voucher={voucher} onClose={() => setAct(null)} onDone={refresh} />}
    </Stack>
  );
}

interface DialogProps {
  act: Act;
  voucher: Voucher;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function ActDialog({ act, voucher, onClose, onDone }: DialogProps) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { today } = usePlace();
  const [reason, setReason] = useState("");
  const [number, setNumber] = useState(`${voucher.number}-Đ`);
  const [date, setDate] = useState(formatDate(today));
  const [asked, setAsked] = useState(false);
  const run = useMutation({
    mutationFn: (): Promise<Voucher> => {
      const params = { path: { id: voucher.id } };
      if (act === "approve") return ok(api.POST("/api/v1/budget/vouchers/{id}/approval", { params }));
      const said = reason.trim();
      return act === "refuse"
        ? ok(api.POST("/api/v1/budget/vouchers/{id}/refusal", { params, body: { reason: said } }))
        : ok(
            api.POST("/api/v1/budget/vouchers/{id}/reversal", {
              params,
              body: { number: number.trim(), on_date: parseDate(date) ?? date, reason: said },
            }),
          );
    },
    onSuccess: (answer) => {
      notify(t(`did_${act}`));
      onClose();
      if (act === "reverse") void navigate({ to: "/budget/vouchers/$id", params: { id: answer.id } });
    },
    onSettled: onDone,
  });
  const problem = asProblem(run.error);
  // Somebody else decided meanwhile.
  const stale = problem?.code === "wrong_state";
  const needs = act !== "approve";
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(act)}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (!run.isPending && (!needs || reason.trim())) run.mutate();
        }}
      >
        <Stack gap="sm">
          {stale ? (
            <Alert color="yellow" icon={<IconUsers />} role="alert">
              {t("stale")}
            </Alert>
          ) : (
            <ProblemAlert error={run.error} shown={["/reason", "/on_date", "/number"]} />
          )}
          {act === "approve" && (
            <Text size="sm">
              {t("approve_sure", { number: voucher.number, amount: formatMoney(voucher.amount_vnd) })}
            </Text>
          )}
          {act === "reverse" && (
            <>
              <Text size="sm">{t("reverse_hint")}</Text>
              <TextInput
                label={t("reverse_number")}
                value={number}
                onChange={(event) => setNumber(event.currentTarget.value)}
                error={problem?.at("/number")}
              />
              <DateField label={t("date")} value={date} onChange={setDate} error={problem?.at("/on_date")} />
            </>
          )}
          {needs && (
            <Textarea
              label={t(act === "refuse" ? "refuse_reason" : "reverse_reason")}
              description={act === "refuse" ? t("refuse_hint") : undefined}
              withAsterisk
              autosize
              minRows={2}
              maxLength={1000}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={
                asked && !reason.trim()
                  ? common("required")
                  : (problem?.at("/reason") ?? problem?.at("/purpose"))
              }
            />
          )}
          <Group gap="xs">
            <Button type="submit" loading={run.isPending} data-autofocus={needs ? undefined : true}>
              {t(act)}
            </Button>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
