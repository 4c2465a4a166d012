/** What a drain does before it sends: orphans found, a moved clock or a new policy taken in, unsealed records sealed. */
import type { Policy } from '../../shared/policy.ts';
import { digestOf } from '../../shared/wire.ts';
import { underPolicy } from './compose.ts';
import { isShut, splayed } from './endpoint.ts';
import { unlock } from './local-key.ts';
import { step, type Event } from './machine.ts';
import { openEndpoint, type Meta, type Row } from './record.ts';
import type { Store } from './store.ts';
import { clockSlackMs, freshMs } from './timings.ts';
import type { Yard } from './yard.ts';

/** The network may be back, here and on other devices at the same time. */
const recoveries = new Set(['startup', 'installed', 'online', 'sync', 'policy']);
/** A technician asked. */
const retry = 'retry';

export async function prepare(yard: Yard, store: Store, policy: Policy, reasons: ReadonlySet<string>): Promise<void> {
  const { now, random } = yard;
  const at = now();
  const change = (state: Row['state'], event: Event): Promise<void> =>
    store.changeAll(state, (row) => step(row, event, random).row);
  // Whoever drains holds the lock: no other sender is alive.
  if ((await store.due('SENDING', -Infinity, Infinity, 1)).length > 0)
    await change('SENDING', { type: 'orphaned', at });
  await sealWaiting(yard, store, policy);

  const meta = await store.meta();
  const connection = await connectionOf(policy, yard.version);
  const isMoved = at < meta.lastWall - clockSlackMs;
  const isNew = policy.endpoint !== undefined && connection !== meta.connection;
  if (isMoved || isNew || reasons.has(retry)) {
    for (const state of ['READY', 'HELD', 'QUARANTINED'] as const) await change(state, { type: 'reopened', at });
    // A changed policy reaches a whole school at once; the first one ever finds next to nothing kept.
    const isHerd = isNew && meta.connection !== undefined && (await isOld(store, at));
    const endpoint = isHerd ? splayed(openEndpoint, at, random) : openEndpoint;
    // Last: a crash before this finds the clock still moved, the policy still new, and does it all again.
    await store.apply({ meta: { endpoint, lastWall: at, ...(isNew && { connection }) }, at });
  } else if ([...reasons].some((reason) => recoveries.has(reason)) && !isShut(meta.endpoint, at)) {
    await change('READY', { type: 'recalled', at });
    await store.apply({ meta: { endpoint: await recovered(store, meta, at, random) }, at });
  }
}

async function recovered(
  store: Store,
  { endpoint }: Meta,
  at: number,
  random: () => number,
): Promise<Meta['endpoint']> {
  return (await isOld(store, at)) ? splayed(endpoint, at, random) : openEndpoint;
}

/** Something has waited longer than a fresh report does. */
export async function isOld(store: Store, at: number): Promise<boolean> {
  const { oldestAt } = await store.tally();
  return oldestAt !== undefined && at - oldestAt > freshMs;
}

async function connectionOf({ endpoint, siteCode, publicKey }: Policy, version: string): Promise<string> {
  return digestOf(JSON.stringify([endpoint, siteCode, publicKey?.kid, publicKey?.x, publicKey?.y, version]));
}

async function sealWaiting({ sealer, random, mirror, idb, now }: Yard, store: Store, policy: Policy): Promise<void> {
  const { publicKey } = policy;
  if (!publicKey) return;
  const waiting = await store.due('UNSEALED', -Infinity, Infinity, 10_000);
  for (const row of waiting) {
    const report = row.local && (await unlock(row.local, await store.localKey()));
    const sealed = report && (await sealer.seal(underPolicy(report, policy), publicKey));
    if (sealed) {
      const next = step(row, { type: 'sealed', sealed }, random).row;
      await store.apply({ row: next, at: now() });
      void mirror.keep(next, store === idb ? 'mark' : undefined);
    } else if (row.last?.code !== 'unreadable') {
      const last = { code: 'unreadable', at: now() } as const;
      await store.apply({ row: { ...row, last }, meta: { lastTrouble: last }, at: now() });
    }
  }
}
