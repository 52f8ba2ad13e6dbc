// The drafts of a review's forms.
import { type Draft, useDraft as useAppDraft } from "@/app/useDraft";

export type { Draft };

/** A draft under a name of its own; `fresh` is how it begins. */
export function useDraft<T extends object>(name: string, fresh: T): Draft<T> {
  return useAppDraft(`review.${name}`, fresh);
}
