// Entering vouchers by keyboard alone: Enter goes on, Ctrl+Enter saves and begins the next.
import { Alert, Button, NativeSelect, TextInput, Title } from "@mantine/core";
import { IconHistory, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useCan, useMe, usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { EmptyState } from "@/ui/EmptyState";
import { formatMoney } from "@/ui/format";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { Pick } from "@/ui/Pick";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "./budget.module.css";
import {
  type Draft,
  type DraftLine,
  emptyDraft,
  emptyLine,
  type Faults,
  following,
  isBegun,
  toSend,
  totalOf,
} from "./draft";
import { EntryLine } from "./EntryLine";
import { step } from "./keys";
import { ASKS, ENTERED, isEntered } from "./kinds";
import { enterVoucher, freshKey, linesQuery, sourcesQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Voucher } from "./types";
import { useUnits } from "./useUnits";
import { VoucherTable } from "./VoucherTable";

const route = getRouteApi("/shell/budget/vouchers/new");

export function EntryPage() {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const can = useCan();
  const { area, areaId, areaError, year } = usePlace();
  return (
    <>
      <PageHeader
        title={t("entry_title")}
        subtitle={area ? `${area.name} · ${t("fiscal_year", { year })}` : undefined}
        back={{ to: "/budget/vouchers", label: t("vouchers_title") }}
      />
      <ProblemAlert error={areaError} />
      {!can("enter_budget") && <EmptyState title={common("forbidden")} text={common("forbidden_detail")} />}
      {can("enter_budget") && !areaId && <EmptyState title={common("area_pick")} />}
      {can("enter_budget") && area && <Entry key={`${area.id}/${year}`} area={area.id} />}
    </>
  );
}

function Entry({ area }: { area: string }) {
  const t = useTexts(budgetTexts);
  const common = useCommon();
  const me = useMe();
  const { year, today } = usePlace();
  const search = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const name = `budget.voucher.${area}.${year}`;
  const [draft, setDraft] = useState<Draft>(
    () => keptDraft<Draft>(name, me.id) ?? emptyDraft(search.kind, area, today),
  );
  const [resumed, setResumed] = useState(() => isBegun(draft));
  const [faults, setFaults] = useState<Faults>({});
  const [entered, setEntered] = useState<readonly Voucher[]>([]);
  /** Rises with each voucher, so that its fields begin anew. */
  const [round, setRound] = useState(0);
  const key = useRef(freshKey());
  const form = useRef<HTMLFormElement>(null);
  const units = useUnits();
  const sources = useQuery(sourcesQuery);
  const lines = useQuery({ ...linesQuery({ unit: draft.unit, year }), enabled: draft.unit !== "" });
  const asks = ASKS[draft.kind];

  const save = useMutation({
    mutationFn: ({ input }: { input: Parameters<typeof enterVoucher>[0]; next: boolean }) =>
      enterVoucher(input, key.current),
    onSuccess: async (voucher, { next }) => {
      key.current = freshKey();
      dropDraft(name);
      notify(t("entry_saved", { number: voucher.number }));
      await queryClient.invalidateQueries({ queryKey: ["budget"] });
      if (!next) {
        void navigate({ to: "/budget/vouchers/$id", params: { id: voucher.id } });
        return;
      }
      setEntered((old) => [voucher, ...old].slice(0, 10));
      setDraft(following(draft));
      setResumed(false);
      setRound((old) => old + 1);
    },
    onError: (error) => {
      // The server answered: what is sent next is another voucher.
      if (asProblem(error)?.status !== 0) key.current = freshKey();
      // Somebody else may have taken the money meanwhile.
      void queryClient.invalidateQueries({ queryKey: ["budget", "lines"] });
      void queryClient.invalidateQueries({ queryKey: ["budget", "obligations"] });
    },
  });
  const problem = asProblem(save.error);

  function change(next: Draft) {
    setDraft(next);
    setFaults({});
    if (isBegun(next)) keepDraft(name, me.id, next);
    else dropDraft(name);
  }
  const changeLine = (at: number, part: Partial<DraftLine>) =>
    change({ ...draft, lines: draft.lines.map((line, i) => (i === at ? { ...line, ...part } : line)) });
  function addLine() {
    const last = draft.lines.at(-1);
    change({ ...draft, lines: [...draft.lines, emptyLine((last?.key ?? 0) + 1)] });
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>("fieldset:last-of-type input:not([type=hidden])")?.focus(),
    );
  }
  function submit(next: boolean) {
    if (save.isPending) return;
    const mustCommit = (code: string) =>
      draft.kind === "disburse" &&
      (sources.data?.sources.find((one) => one.code === code)?.must_commit ?? false);
    const sent = toSend(draft, year, today, mustCommit);
    save.reset();
    if ("faults" in sent) setFaults(sent.faults);
    else save.mutate({ input: sent.input, next });
  }

  const bad = Object.keys(faults).length + (problem ? 1 : 0);
  useEffect(() => {
    if (bad > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [bad]);
  useEffect(() => {
    if (round > 0) form.current?.querySelector<HTMLInputElement>("input[name=number]")?.focus();
  }, [round]);

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const from = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      submit(true);
    } else if (event.altKey) {
      event.preventDefault();
      addLine();
    } else if (from instanceof HTMLButtonElement && !event.shiftKey) {
      return;
    } else if (event.defaultPrevented) {
      // Enter has just chosen from an open list; the list closes first.
      requestAnimationFrame(() => form.current && step(form.current, from, 1));
    } else {
      event.preventDefault();
      if (form.current) step(form.current, from, event.shiftKey ? -1 : 1);
    }
  }

  const faultAt = (pointer: string) => {
    const fault = faults[pointer];
    return fault ? (fault === "required" ? common("required") : t(fault)) : problem?.at(pointer);
  };
  const shown = [
    ...["/number", "/unit", "/on_date", "/payee", "/purpose"],
    ...draft.lines.flatMap((_, i) =>
      ["item", "capital", "source", "to_unit", "to_item", "commitment_id", "advance_id", "amount_vnd"].map(
        (field) => `/lines/${i}/${field}`,
      ),
    ),
  ];
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <p className={classes.keys}>{t("entry_keys")}</p>
      {resumed && isBegun(draft) && (
        <Alert color="blue" icon={<IconHistory />} mb="sm">
          {t("entry_resumed")}{" "}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              change(emptyDraft(search.kind, area, today));
              setResumed(false);
              setRound((old) => old + 1);
            }}
          >
            {t("entry_discard")}
          </Button>
        </Alert>
      )}
      <div className={classes.grid} key={round}>
        <div data-span="6">
          <ProblemAlert error={save.error} shown={shown} />
        </div>
        <div data-span="3">
          <NativeSelect
            label={t("kind")}
            description={t(`about_${draft.kind}`)}
            inputWrapperOrder={["label", "input", "description", "error"]}
            autoFocus={round === 0}
            value={draft.kind}
            onChange={(event) => {
              const kind = event.currentTarget.value;
              if (!isEntered(kind)) return;
              change({ ...draft, kind, lines: draft.lines.map((line) => ({ ...line, obligation: "" })) });
            }}
            data={ENTERED.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
            error={problem?.at("/kind")}
          />
        </div>
        <div data-span="3">
          <Pick
            label={t("unit")}
            placeholder={t("unit_pick")}
            value={draft.unit}
            onChange={(unit) =>
              change({ ...draft, unit, lines: draft.lines.map(({ key }) => emptyLine(key)) })
            }
            data={units.options}
            error={faultAt("/unit")}
          />
        </div>
        <div data-span="2">
          <TextInput
            label={t("number")}
            name="number"
            placeholder={t("number_hint")}
            autoComplete="off"
            maxLength={60}
            value={draft.number}
            onChange={(event) => change({ ...draft, number: event.currentTarget.value })}
            error={faultAt("/number")}
          />
        </div>
        <div data-span="2">
          <DateField
            label={t("date")}
            maw="none"
            value={draft.date}
            onChange={(date) => change({ ...draft, date })}
            error={faultAt("/on_date")}
          />
        </div>
        {asks.payee ? (
          <div data-span="2">
            <TextInput
              label={t("payee")}
              autoComplete="off"
              maxLength={200}
              value={draft.payee}
              onChange={(event) => change({ ...draft, payee: event.currentTarget.value })}
              error={faultAt("/payee")}
            />
          </div>
        ) : (
          <div data-span="2" />
        )}
        <div data-span="6">
          <TextInput
            label={t("purpose")}
            autoComplete="off"
            maxLength={1000}
            value={draft.purpose}
            onChange={(event) => change({ ...draft, purpose: event.currentTarget.value })}
            error={faultAt("/purpose")}
          />
        </div>
      </div>
      <Title order={2} mt="md" mb={4}>
        {t("entry_lines")}
      </Title>
      <ProblemAlert error={units.error ?? lines.error ?? sources.error} />
      {!asks.fresh && lines.data?.items.length === 0 && (
        <Alert color="yellow" mb="sm">
          {t("line_none", { year })}
        </Alert>
      )}
      {draft.lines.map((line, i) => (
        <EntryLine
          key={`${round}/${draft.unit}/${draft.kind}/${line.key}`}
          n={i + 1}
          draft={draft}
          line={line}
          year={year}
          lines={lines.data?.items ?? []}
          sources={sources.data?.sources ?? []}
          units={units.options}
          fault={(field) => faultAt(`/lines/${i}/${field}`)}
          onChange={(part) => changeLine(i, part)}
          onRemove={
            draft.lines.length > 1
              ? () => change({ ...draft, lines: draft.lines.filter((one) => one !== line) })
              : undefined
          }
        />
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={addLine}
      >
        {t("line_add")}
      </Button>
      {draft.lines.length > 1 && (
        <p className={classes.sum} aria-live="polite">
          {t("entry_total")} <b>{formatMoney(totalOf(draft))}</b>
        </p>
      )}
      <div className={classes.saveBar}>
        <Button type="submit" data-go loading={save.isPending}>
          {t("entry_save")}
        </Button>
        <Button variant="default" disabled={save.isPending} onClick={() => submit(true)}>
          {t("entry_save_next")}
        </Button>
      </div>
      {entered.length > 0 && (
        <section className={classes.section}>
          <Title order={2} mb={4}>
            {t("entry_last")}
          </Title>
          <VoucherTable rows={entered} short />
        </section>
      )}
    </form>
  );
}
