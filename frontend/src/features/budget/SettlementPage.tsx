// One settlement: what was approved of each line, and its way from the draft to the closed books.
import { Alert, Button, Group, Loader, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useCan, useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { readAmount, withDots } from "@/ui/amount";
import { DataTable } from "@/ui/DataTable";
import { Facts } from "@/ui/Facts";
import { formatMoment, formatMoney, formatNumber, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import { judgesNot } from "./judging";
import { settlementQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Settlement, SettlementLine, Step } from "./types";
import { Coded, SettlementState, unitName, useWords } from "./words";

const route = getRouteApi("/shell/budget/settlements/$id");
type Act = "submission" | "approval" | "return";

export function SettlementPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const { id } = route.useParams();
  const found = useQuery(settlementQuery(id));
  const back = { to: "/budget/settlements", label: t("settlements_title") };
  if (!found.data) {
    return (
      <>
        <PageHeader title={t("settlements_title")} back={back} />
        <ProblemAlert error={found.error} />
        {!found.error && <Loader size="sm" aria-label={common("loading")} />}
      </>
    );
  }
  const settlement = found.data;
  return (
    <>
      <PageHeader
        title={t("settlement_title", { year: settlement.year, unit: unitName(settlement.unit) })}
        subtitle={<SettlementState state={settlement.state} />}
        back={back}
      />
      <Body key={settlement.version} settlement={settlement} />
    </>
  );
}

function Body({ settlement }: { settlement: Settlement }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const words = useWords();
  const queryClient = useQueryClient();
  const can = useCan();
  const me = useMe();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [act, setAct] = useState<Act | null>(null);
  const editable = settlement.allowed.includes("put") && can("enter_budget");
  const why = judgesNot(me, settlement.unit, settlement.submitted?.user_id ?? "");
  const amountOf = (line: SettlementLine) => typed[line.line_id] ?? formatNumber(line.approved_vnd);
  const faultOf = (line: SettlementLine) => {
    const amount = readAmount(amountOf(line));
    if (amount === null) return t("amount_bad");
    return amount > line.disbursed_vnd ? t("settlement_over") : undefined;
  };
  const save = useMutation({
    // Lines that nobody touched are approved as they were disbursed, also by what was posted since.
    mutationFn: (anew: boolean): Promise<Settlement> =>
      ok(
        api.PUT("/api/v1/budget/settlements/{id}", {
          params: { path: { id: settlement.id }, header: ifMatch(settlement.version) },
          body: {
            lines: settlement.lines
              .filter((line) => !anew && (line.line_id in typed || line.approved_vnd !== line.disbursed_vnd))
              .map((line) => ({
                line_id: line.line_id,
                approved_vnd: readAmount(amountOf(line)) ?? line.approved_vnd,
              })),
          },
        }),
      ),
    onSuccess: (saved, anew) => {
      queryClient.setQueryData(settlementQuery(settlement.id).queryKey, saved);
      notify(t(anew ? "settlement_made_anew" : "settlement_saved"));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["budget"] }),
  });
  const changed = Object.keys(typed).length > 0;
  const bad = settlement.lines.some((line) => faultOf(line));
  return (
    <>
      <ProblemAlert error={save.error} />
      <DataTable<SettlementLine>
        label={t("settlement_lines")}
        rows={settlement.lines}
        rowKey={(line) => line.line_id}
        columns={[
          {
            key: "item",
            head: t("item"),
            phone: "title",
            total: common("total"),
            cell: (line) => (
              <Coded
                name={inLanguage(line.item.name)}
                code={`${line.item.code} · ${words.source(line.source)} · ${words.capital(line.capital)}`}
              />
            ),
          },
          ...(["allotted", "disbursed"] as const).map((sum) => ({
            key: sum,
            head: t(sum),
            unit: t("vnd"),
            align: "right" as const,
            nowrap: true,
            total: formatNumber(settlement[`${sum}_vnd`]),
            cell: (line: SettlementLine) => formatNumber(line[`${sum}_vnd`]),
          })),
          {
            key: "approved",
            head: t("approved_amount"),
            unit: t("vnd"),
            align: "right",
            total: formatNumber(settlement.approved_vnd),
            cell: (line) =>
              editable ? (
                <>
                  <input
                    className={classes.input}
                    inputMode="numeric"
                    autoComplete="off"
                    aria-label={`${t("approved_amount")}: ${inLanguage(line.item.name)}, ${words.source(line.source)}`}
                    aria-invalid={faultOf(line) ? true : undefined}
                    value={amountOf(line)}
                    onChange={(event) =>
                      setTyped({ ...typed, [line.line_id]: withDots(event.currentTarget.value) })
                    }
                  />
                  {faultOf(line) && <span className={classes.fault}>{faultOf(line)}</span>}
                </>
              ) : (
                formatNumber(line.approved_vnd)
              ),
          },
          {
            key: "surplus",
            head: t("surplus"),
            unit: t("vnd"),
            align: "right",
            nowrap: true,
            total: formatNumber(settlement.surplus_vnd),
            cell: (line) => formatNumber(line.surplus_vnd),
          },
        ]}
      />
      <Steps settlement={settlement} />
      {settlement.state === "approved" && (
        <Text size="sm" fw={500} mt="sm">
          {t("settlement_adds_up", {
            allotted: formatMoney(settlement.allotted_vnd),
            settled: formatMoney(settlement.approved_vnd),
            returned: formatMoney(settlement.surplus_vnd),
            carried: formatMoney(settlement.carried_vnd),
          })}
        </Text>
      )}
      {settlement.allowed.includes("approve") && (why === "same_person" || why === "level") && (
        <Text size="sm" c="dimmed" mt="sm">
          {t(why === "level" ? "level" : "same_person_settlement")}
        </Text>
      )}
      <Group gap="xs" mt="md">
        {editable && (
          <Button
            variant={changed ? "filled" : "default"}
            disabled={!changed || bad}
            loading={save.isPending}
            onClick={() => save.mutate(false)}
          >
            {t("settlement_save")}
          </Button>
        )}
        {editable && (
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate(true)}>
            {t("settlement_anew")}
          </Button>
        )}
        {settlement.allowed.includes("submit") && can("enter_budget") && (
          <Button disabled={changed} onClick={() => setAct("submission")}>
            {t("submit")}
          </Button>
        )}
        {settlement.allowed.includes("approve") && why === null && (
          <Button disabled={changed} onClick={() => setAct("approval")}>
            {t("approve_settlement")}
          </Button>
        )}
        {settlement.allowed.includes("return") && why === null && (
          <Button variant="default" onClick={() => setAct("return")}>
            {t("return_settlement")}
          </Button>
        )}
      </Group>
      {act && <ActDialog act={act} settlement={settlement} onClose={() => setAct(null)} />}
    </>
  );
}

const TITLES = { submission: "submit", approval: "approve_settlement", return: "return_settlement" } as const;

function ActDialog({ act, settlement, onClose }: { act: Act; settlement: Settlement; onClose: () => void }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const queryClient = useQueryClient();
  const { today } = usePlace();
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const needs = act === "return";
  const run = useMutation({
    mutationFn: (): Promise<Settlement> =>
      ok(
        api.POST(`/api/v1/budget/settlements/{id}/${act}`, {
          params: { path: { id: settlement.id }, header: ifMatch(settlement.version) },
          ...(needs ? { body: { reason: reason.trim() } } : {}),
        }),
      ),
    onSuccess: (changed) => {
      queryClient.setQueryData(settlementQuery(settlement.id).queryKey, changed);
      notify(t(`did_${act}`));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["budget"] }),
  });
  const problem = asProblem(run.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(TITLES[act])}
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
          {problem?.status === 412 ? (
            <Alert color="yellow" icon={<IconUsers />} role="alert">
              {t("settlement_stale")}
            </Alert>
          ) : (
            <ProblemAlert error={run.error} shown={["/reason"]} />
          )}
          {act === "approval" && <Text size="sm">{t("settlement_sure", { year: settlement.year })}</Text>}
          {!needs && today <= `${settlement.year}-12-31` && (
            <Alert color="yellow">{t("settlement_early", { year: settlement.year })}</Alert>
          )}
          {!needs && settlement.approved_vnd < settlement.disbursed_vnd && (
            <Alert color="yellow">
              {t("settlement_less", {
                amount: formatMoney(settlement.disbursed_vnd - settlement.approved_vnd),
              })}
            </Alert>
          )}
          <Text size="sm">
            {t("approved_amount")}: <b>{formatMoney(settlement.approved_vnd)}</b> · {t("surplus")}:{" "}
            <b>{formatMoney(settlement.surplus_vnd)}</b>
          </Text>
          {needs && (
            <Textarea
              label={t("reason")}
              withAsterisk
              autosize
              minRows={2}
              maxLength={1000}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={asked && !reason.trim() ? common("required") : problem?.at("/reason")}
            />
          )}
          <Group gap="xs">
            <Button type="submit" loading={run.isPending} data-autofocus={needs ? undefined : true}>
              {t(TITLES[act])}
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

function Steps({ settlement }: { settlement: Settlement }) {
  const t = useTexts(budgetTexts);
  const by = (step: Step | null | undefined) =>
    step ? t("by_at", { name: step.full_name, at: formatMoment(step.at) }) : null;
  const facts = [
    [t("drawn_up_by"), by(settlement.drawn_up)],
    [t("submitted_by"), by(settlement.submitted)],
    [t(settlement.state === "approved" ? "decided_by" : "returned_by"), by(settlement.decided)],
    [t("reason"), settlement.note],
  ] as const;
  return (
    <div style={{ maxWidth: 620, marginTop: 12 }}>
      <Facts facts={facts.filter(([, value]) => value)} />
    </div>
  );
}
