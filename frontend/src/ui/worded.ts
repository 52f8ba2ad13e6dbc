/** Texts whose keys are made of a code: unknown codes are shown as they are. */
export function worded(t: (key: never) => string, prefix: string, code: string | null | undefined): string {
  if (!code) return "–";
  const key = `${prefix}_${code}`;
  const text = t(key as never);
  return text === key ? code : text;
}
