// Going through a form by Enter.

const FIELDS =
  "input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), button[data-go]:not([disabled])";

/** Focuses the field after one, or before it; whether there was one. */
export function step(form: HTMLElement, from: Element, by: 1 | -1): boolean {
  const fields = [...form.querySelectorAll<HTMLElement>(FIELDS)];
  const next = fields[fields.indexOf(from as HTMLElement) + by];
  if (!next) return false;
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
  return true;
}
