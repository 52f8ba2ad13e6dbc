// Sends what is typed in the field a moment after the last key; until the server has it, it lies on this device, and
// without a network it is tried again by itself.
import { useEffect, useMemo, useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useMe } from "@/app/place";
import { unsent } from "@/ui/kept";
import { arrived, passing, put, type Waiting } from "./outbox";

const TYPING_MS = 900;
const AGAIN_MS = 15_000;

/** Where what was typed is. */
export type Keeping = "idle" | "device" | "way" | "server" | "partly" | "offline" | "refused" | "nowhere";

export interface Outbox<T> {
  waiting: Waiting<T>;
  keeping: Keeping;
  /** Why the server would not take it. */
  error: unknown;
  put: (key: string, value: T) => void;
  /** Sends what waits, now. */
  flush: () => Promise<void>;
  /** Forgets what waits. */
  drop: () => void;
}

const some = (waiting: Waiting<unknown>) => Object.keys(waiting).length > 0;

/**
 * `send` gives what waits to the server, or a part of it, and answers what arrived; nothing when what is left isn't
 * whole yet.
 */
export function useOutbox<T>(name: string, send: (waiting: Waiting<T>) => Promise<Waiting<T>>): Outbox<T> {
  const me = useMe();
  const now = useRef<Waiting<T>>({});
  const [waiting, setWaiting] = useState<Waiting<T>>(() => {
    now.current = unsent.read<Waiting<T>>(name, me.id) ?? {};
    return now.current;
  });
  const [keeping, setKeeping] = useState<Keeping>(some(waiting) ? "device" : "idle");
  const [error, setError] = useState<unknown>(null);
  const sender = useRef(send);
  sender.current = send;

  const self = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy: Promise<void> | null = null;

    /** Here and on the device, where another part of the page may keep something too. */
    const change = (how: (waiting: Waiting<T>) => Waiting<T>): boolean => {
      now.current = how(now.current);
      setWaiting(now.current);
      const kept = how(unsent.read<Waiting<T>>(name, me.id) ?? {});
      if (some(kept)) return unsent.keep(name, me.id, kept);
      unsent.drop(name, me.id);
      return true;
    };

    const later = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), ms);
    };

    const sendAll = async () => {
      while (some(now.current)) {
        setKeeping("way");
        try {
          const sent = await sender.current(now.current);
          if (!some(sent)) {
            setKeeping("partly");
            return;
          }
          change((old) => arrived(old, sent));
          setError(null);
        } catch (cause) {
          if (passing(asProblem(cause)?.status)) {
            setKeeping("offline");
            later(AGAIN_MS);
          } else {
            setError(cause);
            setKeeping("refused");
          }
          return;
        }
      }
      setKeeping("server");
    };

    /** One request at a time. */
    const flush = async (): Promise<void> => {
      clearTimeout(timer);
      if (!busy && !some(now.current)) return;
      busy ??= sendAll().finally(() => {
        busy = null;
      });
      await busy;
    };

    return {
      flush,
      put: (key: string, value: T) => {
        const safe = change((old) => put(old, key, value));
        setKeeping((old) => (old === "offline" ? old : safe ? "device" : "nowhere"));
        later(TYPING_MS);
      },
      drop: () => {
        clearTimeout(timer);
        change(() => ({}));
        setError(null);
        setKeeping("idle");
      },
      stop: () => clearTimeout(timer),
    };
  }, [name, me.id]);

  // What was left here last time goes out at once; so does what is there when the page is left.
  useEffect(() => {
    const push = () => void self.flush();
    const hide = () => document.visibilityState === "hidden" && push();
    push();
    addEventListener("online", push);
    document.addEventListener("visibilitychange", hide);
    return () => {
      removeEventListener("online", push);
      document.removeEventListener("visibilitychange", hide);
      void self.flush().then(self.stop);
    };
  }, [self]);

  return { waiting, keeping, error, put: self.put, flush: self.flush, drop: self.drop };
}
