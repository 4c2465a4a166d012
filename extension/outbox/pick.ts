/** Which record goes next, and when there is none, how long until there is. */
import type { Endpoint, Row } from './record.ts';
import type { Store } from './store.ts';
import { freshMs, freshTries, grainMs, quickRetries } from './timings.ts';

/** Young and hardly tried: the press a child is waiting on. */
export function isFresh(row: Row, at: number): boolean {
  return row.attempts < freshTries && at - row.createdWall < freshMs + grainMs;
}

/** Fresh ones first and at any time; others the oldest first, and only when the endpoint may be asked. */
export async function pick(store: Store, endpoint: Endpoint, at: number): Promise<Row | undefined> {
  const young = (await store.due('READY', at - freshMs - grainMs, at, 50)).filter((row) => isFresh(row, at));
  const [first] = young.toSorted((a, b) => rank(a) - rank(b) || a.createdWall - b.createdWall || a.seq - b.seq);
  if (first) return first;
  if (endpoint.notBefore > at) return undefined;
  for (const state of ['READY', 'HELD', 'QUARANTINED'] as const) {
    const [row] = await store.due(state, -Infinity, at, 1);
    if (row) return row;
  }
  return undefined;
}

function rank(row: Row): number {
  return row.kind === 'press' ? 0 : 1;
}

/** Ms until a fresh record's next quick try, when that is soon enough to stay awake for. */
export async function quickWaitMs(store: Store, at: number): Promise<number | undefined> {
  const soon = at + quickRetries[1][1];
  const young = (await store.due('READY', at, soon, 50)).find((row) => isFresh(row, row.nextAttemptAt));
  return young && Math.max(1, young.nextAttemptAt - at);
}

/** Device ms of the next try of anything sealed, or `undefined` when there is nothing. */
export async function nextDueAt(store: Store, endpoint: Endpoint): Promise<number | undefined> {
  const states = ['READY', 'SENDING', 'HELD', 'QUARANTINED'] as const;
  const firsts = await Promise.all(states.map((state) => store.due(state, -Infinity, Infinity, 1)));
  const times = firsts.flat().map((row) => Math.max(row.nextAttemptAt, endpoint.notBefore));
  return times.length > 0 ? Math.min(...times) : undefined;
}
