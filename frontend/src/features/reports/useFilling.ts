// Keeps what is entered in cells: shown at once, sent a moment later, kept on the page until the server has it.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { type Entered, ownValue } from "./cells";
import { type Cell, type ReportDetail, reportChanged, reportQuery } from "./queries";

/** How long after the last entry it is sent. */
const WAIT_MS = 500;
/** Cells that the API takes at once. */
const MOST = 500;

/** `unsaved` waits to be sent; `conflict`: somebody else changed the report; `failed`: it didn't arrive. */
export type SaveState = "idle" | "unsaved" | "saving" | "saved" | "conflict" | "failed";

export interface Filling {
  state: SaveState;
  /** When it was last saved. */
  savedAt: string | null;
  /** What isn't saved yet, as the API takes it. */
  pending: ReadonlyMap<string, string>;
  /** What can't be saved: the text as it was typed, and why. */
  invalid: ReadonlyMap<string, { text: string; why: string }>;
  error: unknown;
  enter: (cells: readonly Entered[]) => void;
  /** Keeps a text that is no value at its cell, to be mended there. */
  refuse: (cell: string, text: string, why: string) => void;
  /** Sends what waits, now. Answers whether all of it has been saved. */
  flush: () => Promise<boolean>;
  /** Forgets what isn't saved. */
  drop: () => void;
}

export function useFilling(detail: ReportDetail): Filling {
  const client = useQueryClient();
  const { id } = detail.report;
  const [state, setState] = useState<SaveState>("idle");
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map());
  const [invalid, setInvalid] = useState<Filling["invalid"]>(new Map());
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef(pending);
  const version = useRef(detail.report.version);
  const cells = useRef<ReadonlyMap<string, Cell>>(new Map());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef<Promise<boolean> | null>(null);
  version.current = Math.max(version.current, detail.report.version);
  cells.current = new Map(detail.cells.map((cell) => [cell.cell, cell]));

  const keep = useCallback((next: ReadonlyMap<string, string>) => {
    waiting.current = next;
    setPending(next);
  }, []);

  const send = useCallback(async (): Promise<boolean> => {
    while (waiting.current.size > 0) {
      const sent = [...waiting.current].slice(0, MOST);
      setState("saving");
      setError(null);
      try {
        const answer = await ok(
          api.PUT("/api/v1/reports/{id}/cells", {
            params: { path: { id }, header: ifMatch(version.current) },
            body: { cells: sent.map(([cell, value]) => ({ cell, value: value === "" ? null : value })) },
          }),
        );
        version.current = answer.report.version;
        const left = new Map(waiting.current);
        for (const [cell, value] of sent) if (left.get(cell) === value) left.delete(cell);
        client.setQueryData(reportQuery(id).queryKey, answer);
        keep(left);
      } catch (cause) {
        const problem = asProblem(cause);
        const bad = (problem?.fields ?? []).flatMap((field) => {
          const entry = sent[Number(field.pointer.match(/^\/cells\/(\d+)\//)?.[1] ?? Number.NaN)];
          return entry ? [{ cell: entry[0], text: entry[1], why: field.detail }] : [];
        });
        if (problem?.status === 422 && bad.length > 0) {
          // The others are sent without them.
          const left = new Map(waiting.current);
          for (const one of bad) left.delete(one.cell);
          setInvalid((old) => {
            const next = new Map(old);
            for (const one of bad) next.set(one.cell, one);
            return next;
          });
          keep(left);
          continue;
        }
        // Told only when the others' figures are there to look at, and when one's own can be sent again.
        if (problem?.status === 412 || problem?.status === 409) {
          await client.invalidateQueries({ queryKey: reportQuery(id).queryKey });
        }
        setError(cause);
        setState(problem?.status === 412 ? "conflict" : "failed");
        return false;
      }
    }
    setState((old) => (old === "saving" ? "saved" : old));
    setSavedAt(new Date().toISOString());
    void reportChanged(client, client.getQueryData(reportQuery(id).queryKey));
    return true;
  }, [client, id, keep]);

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    if (waiting.current.size === 0 && !busy.current) return Promise.resolve(true);
    // One request at a time: each needs the version that the one before made.
    busy.current ??= send().finally(() => {
      busy.current = null;
    });
    return busy.current;
  }, [send]);

  const enter = useCallback(
    (entered: readonly Entered[]) => {
      const next = new Map(waiting.current);
      for (const { cell, value } of entered) {
        const now = cells.current.get(cell);
        if (now && ownValue(now) === value && !next.has(cell)) continue;
        next.set(cell, value);
      }
      setInvalid((old) => {
        if (!entered.some(({ cell }) => old.has(cell))) return old;
        const left = new Map(old);
        for (const { cell } of entered) left.delete(cell);
        return left;
      });
      if (next.size === 0) return;
      keep(next);
      setState((old) => (old === "conflict" ? old : "unsaved"));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), WAIT_MS);
    },
    [flush, keep],
  );

  const refuse = useCallback((cell: string, text: string, why: string) => {
    setInvalid((old) => new Map(old).set(cell, { text, why }));
  }, []);

  const drop = useCallback(() => {
    keep(new Map());
    setError(null);
    setState("idle");
  }, [keep]);

  // Who leaves the page leaves with everything sent; who closes it is asked.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (waiting.current.size === 0) return;
      void flush();
      event.preventDefault();
    };
    const again = () => void flush();
    window.addEventListener("beforeunload", ask);
    window.addEventListener("online", again);
    return () => {
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("online", again);
      void flush();
    };
  }, [flush]);

  return { state, savedAt, pending, invalid, error, enter, refuse, flush, drop };
}
