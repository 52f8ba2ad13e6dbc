// What was typed in the field and is on its way to the server: kept on this device until the server has it.

/** What waits, by its key; the newest of each key. */
export type Waiting<T> = Readonly<Record<string, T>>;

/** Adds what was typed to what waits. */
export function put<T>(waiting: Waiting<T>, key: string, value: T): Waiting<T> {
  return { ...waiting, [key]: value };
}

/** Takes away what the server has; what was typed over meanwhile stays. */
export function arrived<T>(waiting: Waiting<T>, sent: Waiting<T>): Waiting<T> {
  const same = (key: string, value: T) => JSON.stringify(sent[key]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(waiting).filter(([key, value]) => !same(key, value)));
}

/** What is shown: what the server has, under what waits. */
export function shown<T>(server: ReadonlyMap<string, T>, waiting: Waiting<T>): ReadonlyMap<string, T> {
  return new Map([...server, ...Object.entries(waiting)]);
}

/** Whether a refusal may pass by itself: no network, or a server that is down or busy. */
export function passing(status: number | undefined): boolean {
  return status === 0 || status === 429 || (status !== undefined && status >= 500);
}
