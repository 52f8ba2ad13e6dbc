// A form's content: kept in this tab until it is sent, so that a look at another page, a reload or a refusal loses
// nothing of what was typed.
import { useState } from "react";
import { useMe } from "@/app/place";
import { dropDraft, keepDraft, keptDraft } from "@/ui/kept";

export interface Draft<T> {
  value: T;
  /** Changes some fields. */
  set: (changed: Partial<T>) => void;
  /** Forgets it all. */
  clear: () => void;
  /** Whether it holds what was typed before and not sent. */
  resumed: boolean;
}

/** A draft under a key of its own; `fresh` is how it begins. */
export function useDraft<T extends object>(key: string, fresh: T): Draft<T> {
  const me = useMe();
  const [state, setState] = useState(() => {
    const kept = keptDraft<Partial<T>>(key, me.id);
    return { value: { ...fresh, ...kept }, resumed: kept !== null };
  });
  return {
    ...state,
    set: (changed) =>
      setState((old) => {
        const value = { ...old.value, ...changed };
        keepDraft(key, me.id, value);
        return { ...old, value };
      }),
    clear: () => {
      dropDraft(key);
      setState({ value: fresh, resumed: false });
    },
  };
}
