// Addresses that people can read and type: every search parameter is plain text, `?area=06163.20221001&year=2024`.
// A route's `validateSearch` turns the text into what it means, and accepts that again.

/** Reads `?a=1&b=2`. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes what is not empty. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** A text parameter, or nothing. */
export function textParam(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** A whole number between bounds, or nothing. */
export function wholeParam(value: unknown, min: number, max: number): number | undefined {
  const number = typeof value === "number" ? value : Number(textParam(value) ?? Number.NaN);
  return Number.isInteger(number) && number >= min && number <= max ? number : undefined;
}
