// An act on a round: sent with the version it was decided on; what comes of it is shown everywhere at once.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ifMatch } from "@/api/client";
import { asProblem } from "@/api/problem";
import { notify } from "@/ui/notice";
import { eventsQuery } from "./cases/queries";
import { type RoundDetail, type RoundEventView, roundChanged } from "./queries";

/** Where an act goes, and the version it rests on. */
export interface ActParams {
  path: { id: string };
  header: { "If-Match": string };
}

interface Options<R> {
  send: (params: ActParams) => Promise<R>;
  /** What is said when it is done. */
  said: (result: R) => string;
  /** Before the round is read anew: forget the draft, close the dialog. */
  onDone?: (result: R) => void | Promise<void>;
  /** Somebody else was faster. */
  onStale?: () => void;
  /** What it makes old; the rounds when not given. */
  changed?: typeof roundChanged;
}

export interface RoundAct {
  run: () => void;
  busy: boolean;
  /** What was refused; a stale version is told by `stale`. */
  error: unknown;
  /** Somebody else was faster: what they did meanwhile, as far as it is known. */
  stale: readonly RoundEventView[] | null;
  /** The refusal at a field. */
  at: (pointer: string) => string | undefined;
  /** Forgets the refusal. */
  reset: () => void;
}

/** Whether an event changed the round itself; the others are work on its households, by many at once. */
function moves(event: RoundEventView): boolean {
  return event.from !== event.to || event.act === "post";
}

export function useRoundAct<R>(round: RoundDetail, options: Options<R>): RoundAct {
  const client = useQueryClient();
  // What the user had before him when he sent it.
  const [seen, setSeen] = useState(round.updated_at);
  const mutation = useMutation({
    mutationFn: () => {
      setSeen(round.updated_at);
      return options.send({ path: { id: round.id }, header: ifMatch(round.version) });
    },
    onSuccess: async (result) => {
      notify(options.said(result));
      await options.onDone?.(result);
      await (options.changed ?? roundChanged)(client);
    },
    // Refused because of what others did: what the page shows is old.
    onError: (error) => {
      const status = asProblem(error)?.status;
      if (status === 412) options.onStale?.();
      if (status === 409 || status === 412) void roundChanged(client);
    },
  });
  const problem = asProblem(mutation.error);
  const isStale = problem?.status === 412;
  const events = useQuery({ ...eventsQuery(round.id), enabled: isStale });
  return {
    run: () => mutation.mutate(),
    busy: mutation.isPending,
    error: isStale ? null : mutation.error,
    stale: isStale ? (events.data ?? []).filter((event) => event.at > seen && moves(event)) : null,
    at: (pointer) => problem?.at(pointer),
    reset: mutation.reset,
  };
}
