// Keeps a survey's draft at the server while it is typed: a moment after the last key, and when the page is left.
// Until the server has it, it lies on this device. What somebody else left meanwhile is never overwritten: both
// versions are then shown, and the user chooses.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useMe } from "@/app/place";
import type { SurveyDraft } from "@/survey/draft";
import { sameDraft } from "@/survey/merge";
import type { Change } from "@/survey/parts";
import type { SurveyInput } from "@/survey/SurveyForm";
import { unsent } from "@/ui/kept";
import { type Held, heldOf, meet, type Unsent } from "./held";
import { type CaseDetail, caseQuery, readCase } from "./queries";

/** A draft goes to the server so long after the last key. */
const TYPING_MS = 1200;
/** Without a network it is tried again after so long, and as soon as there is one. */
const AGAIN_MS = 15_000;

/** Where what was typed is. */
export type Keeping =
  | { at: "nowhere" }
  | { at: "device" }
  | { at: "way" }
  | { at: "server"; since: string }
  | { at: "offline" }
  | { at: "refused"; error: unknown };

/** Somebody else answered meanwhile. */
export interface Conflict {
  /** The case as it is now. */
  found: CaseDetail;
  mine: SurveyDraft;
  /** What both began from. */
  base: Held;
}

interface Input {
  round: string;
  found: CaseDetail;
  /** What the form begins with. */
  start: SurveyDraft;
  /** What was not sent when the page was last left. */
  left: Unsent | null;
}

export const unsentName = (round: string, household: string) => `case.${round}.${household}`;

function keepAt(round: string, household: string, version: number, draft: SurveyDraft): Promise<CaseDetail> {
  return ok(
    api.PUT("/api/v1/review-rounds/{id}/cases/{household}/draft", {
      params: { path: { id: round, household }, header: ifMatch(version) },
      body: { draft: draft as never },
      // Goes out even when the page is closed meanwhile.
      keepalive: true,
    }),
  );
}

export function useSyncedDraft({ round, found, start, left }: Input) {
  const me = useMe();
  const client = useQueryClient();
  const household = found.household_id;
  const name = unsentName(round, household);

  const first = useRef(start);
  const mine = useRef(left?.draft ?? start);
  const version = useRef(found.version);
  const base = useRef<Held>(heldOf(found));
  const sending = useRef<Promise<void> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const standing = useRef<Conflict | null>(null);

  const [draft, setDraft] = useState(mine.current);
  const [keeping, setKeeping] = useState<Keeping>({ at: "nowhere" });
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const self = useMemo(() => {
    const typed = () => !sameDraft(mine.current, base.current.draft ?? first.current);

    const stand = (now: CaseDetail) => {
      const met = { found: now, mine: mine.current, base: base.current };
      standing.current = met;
      setConflict(met);
      setKeeping({ at: "device" });
    };

    /** The server has all of it. */
    const settled = (since: string | null | undefined) => {
      unsent.drop(name, me.id);
      setKeeping({ at: "server", since: since ?? new Date().toISOString() });
    };

    /** Takes in what the server has by now. Whether it can be gone on with. */
    const met = async (): Promise<boolean> => {
      const now = await readCase(round, household);
      client.setQueryData(caseQuery(round, household).queryKey, now);
      const theirs = heldOf(now);
      const how = meet(base.current, mine.current, theirs);
      if (how === "choose") {
        stand(now);
        return false;
      }
      version.current = now.version;
      base.current = theirs;
      if (how === "agree") settled(now.draft_at);
      return true;
    };

    const later = (ms: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void push(), ms);
    };

    const once = async () => {
      const sent = mine.current;
      setKeeping({ at: "way" });
      try {
        const kept = await keepAt(round, household, version.current, sent);
        version.current = kept.version;
        base.current = heldOf(kept);
        client.setQueryData(caseQuery(round, household).queryKey, kept);
        if (sameDraft(mine.current, sent)) {
          settled(kept.draft_at);
        } else later(TYPING_MS);
      } catch (error) {
        const status = asProblem(error)?.status;
        if (status === 412) {
          if (await met().catch(() => false)) later(0);
          else if (!standing.current) {
            setKeeping({ at: "offline" });
            later(AGAIN_MS);
          }
        } else if (status === 0 || (status !== undefined && status >= 500)) {
          setKeeping({ at: "offline" });
          later(AGAIN_MS);
        } else setKeeping({ at: "refused", error });
      }
    };

    /** Sends what the server doesn't have; one at a time. */
    const push = async (): Promise<void> => {
      clearTimeout(timer.current);
      if (sending.current) await sending.current;
      if (standing.current || !typed()) return;
      sending.current = once().finally(() => {
        sending.current = null;
      });
      await sending.current;
    };

    const change: Change = (part) => {
      const old = mine.current;
      mine.current = { ...old, ...(typeof part === "function" ? part(old) : part) };
      setDraft(mine.current);
      if (!typed()) {
        clearTimeout(timer.current);
        unsent.drop(name, me.id);
        setKeeping({ at: "nowhere" });
        return;
      }
      const kept: Unsent = { draft: mine.current, base: base.current };
      const safe = unsent.keep(name, me.id, kept);
      setKeeping((now) => (now.at === "offline" ? now : { at: safe ? "device" : "nowhere" }));
      later(TYPING_MS);
    };

    /** Goes on with what the user chose of his own answers and theirs. */
    const resolve = (chosen: SurveyDraft, theirs: SurveyDraft) => {
      const stood = standing.current;
      if (!stood) return;
      standing.current = null;
      setConflict(null);
      version.current = stood.found.version;
      base.current = heldOf(stood.found);
      mine.current = chosen;
      setDraft(chosen);
      if (!base.current.draft) first.current = theirs;
      if (!typed()) {
        unsent.drop(name, me.id);
        setKeeping({ at: "nowhere" });
      } else {
        unsent.keep(name, me.id, { draft: chosen, base: base.current } satisfies Unsent);
        later(0);
      }
    };

    /** Begins anew with another draft; what was there goes from the server with the next key. */
    const begin = (fresh: SurveyDraft) => {
      mine.current = fresh;
      setDraft(fresh);
      if (base.current.draft) {
        unsent.keep(name, me.id, { draft: fresh, base: base.current } satisfies Unsent);
        later(0);
      } else {
        first.current = fresh;
        clearTimeout(timer.current);
        unsent.drop(name, me.id);
        setKeeping({ at: "nowhere" });
      }
    };

    const post = (survey: SurveyInput) =>
      ok(
        api.POST("/api/v1/review-rounds/{id}/cases/{household}/survey", {
          params: { path: { id: round, household }, header: ifMatch(version.current) },
          body: survey,
        }),
      );

    /** Sends the survey itself. Null when somebody else answered meanwhile: then there is a conflict. */
    const submit = async (survey: SurveyInput): Promise<CaseDetail | null> => {
      clearTimeout(timer.current);
      if (sending.current) await sending.current;
      if (standing.current) return null;
      unsent.keep(name, me.id, { draft: mine.current, base: base.current } satisfies Unsent);
      const sent = await post(survey).catch(async (error: unknown) => {
        if (asProblem(error)?.status !== 412) throw error;
        return (await met()) ? post(survey) : null;
      });
      if (!sent) return null;
      version.current = sent.version;
      base.current = heldOf(sent);
      first.current = mine.current;
      unsent.drop(name, me.id);
      setKeeping({ at: "nowhere" });
      client.setQueryData(caseQuery(round, household).queryKey, sent);
      return sent;
    };

    return { push, change, resolve, begin, submit, stand, typed, later };
  }, [round, household, name, me.id, client]);

  // What was left on this device meets what the server has.
  const began = useRef(false);
  useEffect(() => {
    if (began.current || !left) return;
    began.current = true;
    const server = heldOf(found);
    const how = meet(left.base, left.draft, server);
    if (how === "agree") unsent.drop(name, me.id);
    else if (how === "go_on") self.later(0);
    else {
      base.current = left.base;
      self.stand(found);
    }
  }, [left, found, name, me.id, self]);

  useEffect(() => {
    const push = () => void self.push();
    const hide = () => document.visibilityState === "hidden" && push();
    addEventListener("online", push);
    document.addEventListener("visibilitychange", hide);
    return () => {
      removeEventListener("online", push);
      document.removeEventListener("visibilitychange", hide);
      push();
    };
  }, [self]);

  const { change, resolve, begin, submit } = self;
  const flush = useCallback(() => self.push(), [self]);
  return { draft, keeping, conflict, change, resolve, begin, submit, flush };
}
