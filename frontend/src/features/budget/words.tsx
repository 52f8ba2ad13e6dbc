// How units, items, kinds and amounts are called and shown.
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { formatMoney, inLanguage } from "@/ui/format";
import { StatusBadge, type Tone } from "@/ui/StatusBadge";
import { worded } from "@/ui/worded";
import classes from "./budget.module.css";
import { sourcesQuery } from "./queries";
import { budgetTexts } from "./texts";
import type { Unit, Words } from "./types";

export function unitName(unit: Unit): string {
  return inLanguage({ vi: unit.name, en: unit.name_en });
}

/** Names of sources, capitals and kinds by their codes. */
export function useWords() {
  const t = useTexts(budgetTexts);
  const { data } = useQuery(sourcesQuery);
  const named = (all: readonly { code: string; name: Words }[] | undefined, code: string) => {
    const found = all?.find((one) => one.code === code);
    return found ? inLanguage(found.name) : code;
  };
  return {
    source: (code: string) => named(data?.sources, code),
    capital: (code: string) => named(data?.capital_kinds, code),
    kind: (code: string) => worded(t as never, "kind", code),
  };
}

const TONES: Record<string, Tone> = {
  entered: "info",
  posted: "good",
  refused: "bad",
  draft: "neutral",
  submitted: "info",
  approved: "good",
  returned: "warning",
};

export function VoucherState({ state }: { state: string }) {
  const t = useTexts(budgetTexts);
  return <StatusBadge tone={TONES[state] ?? "neutral"}>{worded(t as never, "vstate", state)}</StatusBadge>;
}

export function SettlementState({ state }: { state: string }) {
  const t = useTexts(budgetTexts);
  return <StatusBadge tone={TONES[state] ?? "neutral"}>{worded(t as never, "sstate", state)}</StatusBadge>;
}

/** A short form of an amount, with the exact đồng on hover and for screen readers. */
export function Short({ vnd, children }: { vnd: number; children: ReactNode }) {
  const exact = formatMoney(vnd);
  return (
    <span className={classes.short} title={exact}>
      {children}
      <span className={classes.hidden}> ({exact})</span>
    </span>
  );
}

/** An item or line as two rows: its name, its code below. */
export function Coded({ name, code }: { name: ReactNode; code: ReactNode }) {
  return (
    <>
      {name}
      <span className={classes.small}>{code}</span>
    </>
  );
}

export function VoucherLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/budget/vouchers/${id}`} inherit fw={500}>
      {children}
    </Anchor>
  );
}

/** A share as a bar beside its figure. */
export function ShareBar({ percent, label }: { percent: number | null | undefined; label: string }) {
  const width = Math.min(100, Math.max(0, percent ?? 0));
  return (
    <span className={classes.bar} role="img" aria-label={label} data-over={(percent ?? 0) > 100 || undefined}>
      <span style={{ width: `${width}%` }} />
    </span>
  );
}
