// Readings and spot checks come by the dozen: those of one person and day are one line of the history.
import type { RoundEventView } from "./queries";

const BY_THE_DOZEN = ["read", "spot_check"];

/** The same events, each run of equal acts of a day as one that says how many households it is about. */
export function folded(events: readonly RoundEventView[]): RoundEventView[] {
  const out: { event: RoundEventView; count: number }[] = [];
  for (const event of events) {
    const last = out.at(-1);
    const same =
      last && event.act === last.event.act && event.on === last.event.on && event.by === last.event.by;
    if (same && BY_THE_DOZEN.includes(event.act)) last.count += 1;
    else out.push({ event, count: 1 });
  }
  return out.map(({ event, count }) =>
    count > 1 ? { ...event, detail: { households: count } as unknown as RoundEventView["detail"] } : event,
  );
}
