/** From a capture to a durable record: IndexedDB, or else memory, the mirror, and the truth. */
import type { Report } from '../../shared/report.ts';
import { coarse } from './coarse.ts';
import { underPolicy } from './compose.ts';
import { lock } from './local-key.ts';
import { unsent } from './mirror.ts';
import type { Draft, Store } from './store.ts';
import { clockSlackMs, netMs, storeMs } from './timings.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

export type Kept = { ok: true } | { ok: false; reason: 'storage' };

/**
 * Begins its work in the task it is called in; resolves `ok` when a strict transaction has committed, and only then. Otherwise
 * the report lives in memory and, sealed, in the mirror, and is sent from there: the child must tell an adult now.
 */
export async function keep(yard: Yard, draft: (clockSuspect: boolean) => Report): Promise<Kept> {
  const [policy, meta] = await Promise.all([yard.policy(), within(storeMs, yard.idb.meta())]);
  const at = yard.now();
  const report = draft(meta !== undefined && at < meta.lastWall - clockSlackMs);
  const sealed = policy.publicKey && (await yard.sealer.seal(underPolicy(report, policy), policy.publicKey));

  async function insertInto(store: Store) {
    const { id, kind, statusKey } = report;
    const common = { id, kind, statusKey, ...unsent(coarse(at)) };
    const made: Draft = sealed
      ? { ...common, state: 'READY', sealed }
      : { ...common, state: 'UNSEALED', local: await lock(report, await store.localKey()) };
    return { row: await store.insert(made, at) };
  }

  yard.wake(at + netMs);
  const done = meta && (await within(storeMs, insertInto(yard.idb)));
  if (done) {
    // Guards against corruption only, so nobody waits for it.
    if (done.row) void yard.mirror.keep(done.row, 'mark');
    yard.storage.isFailing = false;
    return { ok: true };
  }
  yard.storage.isFailing = true;
  await yard.memory.note({ what: 'storage', id: yard.uuid(), at: coarse(at), detail: {} });
  const { row } = await insertInto(yard.memory);
  // Into the second copy, for it may well come back from there; but a disk that is full has been seen to take this write and
  // to lose it, so nothing is called saved on its word.
  if (row) void yard.mirror.keep(row);
  return { ok: false, reason: 'storage' };
}
