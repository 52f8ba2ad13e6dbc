// Days as dates without a time (yyyy-mm-dd).

/** The day after. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** How many days the second is after the first; below 0 when it is before. */
export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);
}

/** The day of a moment in Việt Nam. */
export function localDay(moment: string): string {
  return new Date(moment).toLocaleDateString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });
}
