/** What a drain does before it sends: orphans found, a moved clock or a new policy taken in, unsealed records sealed. */
import type { Policy } from '../../shared/policy.ts';
import { digestOf } from '../../shared/wire.ts';
import { coarse } from './coarse.ts';
import { draftFollowUp, underPolicy } from './compose.ts';
import { isShut, splayed } from './endpoint.ts';
import { unlock } from './local-key.ts';
import { step, type Event } from './machine.ts';
import { unsent } from './mirror.ts';
import { openEndpoint, type Incident, type Meta, type Row } from './record.ts';
import type { Store } from './store.ts';
import { clockSlackMs, farMs, freshMs, grainMs, wordMs } from './timings.ts';
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
  await sendWord(yard, store, policy);

  const meta = await store.meta();
  const connection = await connectionOf(policy, yard.version);
  const isBack = at < meta.lastWall - clockSlackMs;
  const isMoved = isBack || (await isFar(store, meta, at));
  if (isBack) await store.note(stepOf(yard, meta, at));
  const isNew = policy.endpoint !== undefined && connection !== meta.connection;
  if (isMoved || isNew || reasons.has(retry)) {
    for (const state of ['READY', 'HELD', 'QUARANTINED'] as const) await change(state, { type: 'reopened', at });
    // A changed policy reaches a whole school at once; the first one ever finds next to nothing kept.
    const isHerd = isNew && meta.connection !== undefined && (await isOld(store, at));
    const endpoint = isHerd ? splayed(openEndpoint, at, random) : openEndpoint;
    // Last: a crash before this finds the clock still moved, the policy still new, and does it all again.
    await store.apply({ meta: { endpoint, lastWall: coarse(at), ...(isNew && { connection }) }, at });
  } else if ([...reasons].some((reason) => recoveries.has(reason)) && !isShut(meta.endpoint, at)) {
    await change('READY', { type: 'recalled', at });
    await store.apply({ meta: { endpoint: await recovered(store, meta, at, random) }, at });
  }
}

/** Something is due later than any wait is long: written under a clock that has been put right since. */
async function isFar(store: Store, { endpoint }: Meta, at: number): Promise<boolean> {
  const far = at + farMs;
  if (endpoint.notBefore > far) return true;
  const states = ['READY', 'HELD', 'QUARANTINED'] as const;
  const found = await Promise.all(states.map((state) => store.due(state, far, Infinity, 1)));
  return found.flat().length > 0;
}

function stepOf({ uuid }: Yard, { lastWall }: Meta, at: number): Incident {
  return { what: 'clock-step', id: uuid(), at: coarse(at), detail: { ms: coarse(at - lastWall) } };
}

/** An incident becomes a follow-up of the press it is about, or of one that is on its way. */
async function sendWord(
  { sealer, mirror, idb, now, random, uuid, version }: Yard,
  store: Store,
  policy: Policy,
): Promise<void> {
  const { publicKey } = policy;
  const incidents = publicKey ? await store.incidents() : [];
  if (!publicKey || incidents.length === 0) return;
  const anyPress = (await store.due('READY', -Infinity, Infinity, 20)).findLast(({ kind }) => kind === 'press');
  for (const { what, id: own, at, about, detail } of incidents) {
    const press = (about !== undefined && (await store.get(about))) || anyPress;
    if (!press) continue;
    const { statusKey } = press;
    // What memory says, the database may say as well once it works: then both are heard, and neither is taken for the other.
    const id = store === idb ? own : uuid();
    const capture = { id, pressId: press.id, statusKey, occurredAt: at, incident: { what, ...detail } };
    const sealed = await sealer.seal(draftFollowUp(capture, version), publicKey);
    if (!sealed) continue;
    const nextAttemptAt = now() + wordMs * (1 + random());
    const draft = {
      id,
      kind: 'follow-up',
      statusKey,
      ...unsent(coarse(now())),
      nextAttemptAt,
      state: 'READY',
      sealed,
    } as const;
    const row = await store.insert(draft, now());
    await store.unnote(what);
    if (row) void mirror.keep(row, store === idb ? 'mark' : undefined);
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
  const oldestAt = await store.oldestAt();
  return oldestAt !== undefined && at - oldestAt > freshMs + grainMs;
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
      const last = { code: 'unreadable', at: coarse(now()) } as const;
      await store.apply({ row: { ...row, last }, meta: { lastTrouble: last }, at: now() });
    }
  }
}
