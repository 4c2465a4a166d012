/** One drain of one store: make ready, then send record after record while there is something due and time to do it. */
import type { Policy } from '../../shared/policy.ts';
import { digestOf } from '../../shared/wire.ts';
import { classify } from './classify.ts';
import { deliver, reportsPath, type Destination, type Parcel } from './deliver.ts';
import { endpointAfter, splayed } from './endpoint.ts';
import { step, type Step } from './machine.ts';
import { isFresh, nextDueAt, pick, quickWaitMs } from './pick.ts';
import { isOld, prepare } from './prepare.ts';
import { coarse } from './coarse.ts';
import type { Incident, Row, Sealed } from './record.ts';
import type { Store } from './store.ts';
import { drainMs, freshPostMs, idleMs, netMs, postMs, receiptMs } from './timings.ts';
import type { Yard } from './yard.ts';

/** Safe to run again after any crash; asks for an alarm when something stays. Throws only what the store throws. */
export async function drainStore(yard: Yard, store: Store, reasons: ReadonlySet<string>): Promise<void> {
  if ((await store.oldestAt()) === undefined) return;
  const begun = yard.now();
  // The alarm that woke this run is spent, and the run may be stopped before its end.
  yard.wake(begun + netMs);
  await prepare(yard, store, await yard.policy(), reasons);
  for (;;) {
    const at = yard.now();
    const destination = destinationOf(await yard.policy());
    if (!destination || Math.abs(at - begun) > drainMs) break;
    const row = await pick(store, (await store.meta()).endpoint, at);
    if (row) await send(yard, store, row, destination);
    else {
      const waitMs = await quickWaitMs(store, at);
      if (waitMs === undefined) break;
      await yard.pause(waitMs);
    }
  }
  await store.prune(yard.now() - receiptMs);
  await askForAlarm(yard, store);
}

function destinationOf({ endpoint, siteCode }: Policy): Destination | undefined {
  return endpoint === undefined ? undefined : { endpoint, siteCode };
}

async function send(yard: Yard, store: Store, row: Row, destination: Destination): Promise<void> {
  const { now, random, owner } = yard;
  const sealed = await wholeOf(yard, row);
  const leased = step(sealed ? { ...row, sealed } : row, { type: 'leased', owner, at: now() }, random).row;
  if (!sealed || !isParcel(leased))
    return carryOut(yard, store, row, step(row, { type: 'damaged', at: now() }, random), now());
  // On disk before the first byte leaves: whoever finds it later knows that the server may have it.
  await store.apply({ row: leased, at: now() });
  const abort = new AbortController();
  const fresh = isFresh(row, now());
  const sent = fresh ? () => undefined : yard.yielding(abort);
  const patience = { late: yard.timeout(fresh ? freshPostMs : postMs), preempt: abort.signal };
  const sentAt = now();
  const { endpoint } = destination;
  const request = { endpoint, method: 'POST', path: reportsPath, digest: sealed.digest, sent: String(sentAt) };
  const vouched = await yard.vouch(request);
  const answer = await deliver(yard.fetch, destination, leased, sentAt, patience, vouched);
  sent();
  const { id, statusKey } = leased;
  const verdict = await classify(answer, { id, statusKey, digest: sealed.digest }, now());
  const at = now();
  await carryOut(yard, store, row, step(leased, { type: 'answered', verdict, at }, random), at);
}

/** The bytes that were sealed, from the second copy where a damaged disk has changed them. */
async function wholeOf({ mirror }: Yard, { id, sealed }: Row): Promise<Sealed | undefined> {
  if (await isWhole(sealed)) return sealed;
  const copy = await mirror.find(id);
  return (await isWhole(copy)) ? copy : undefined;
}

async function isWhole(sealed: Sealed | undefined): Promise<boolean> {
  return sealed !== undefined && (await digestOf(sealed.sealed)) === sealed.digest;
}

function isParcel(row: Row): row is Parcel {
  return row.state === 'SENDING' && row.sealed !== undefined;
}

async function carryOut(yard: Yard, store: Store, before: Row, { row, effects }: Step, at: number): Promise<void> {
  const { random, mirror, announce } = yard;
  const { endpoint } = await store.meta();
  const news = effects.find((effect) => effect.type === 'endpoint')?.news;
  const receipt = effects.find((effect) => effect.type === 'settle')?.receipt;
  let after = news ? endpointAfter(endpoint, news, at, random) : endpoint;
  const isBack = news?.type === 'reached' && endpoint.reason !== 'open' && after.reason === 'open';
  // A fresh report has got through: the rest may follow, each device after a wait of its own.
  if (isBack && isFresh(before, at) && (await isOld(store, at))) after = splayed(after, at, random);
  const meta = { endpoint: after, ...(row.last && !receipt && { lastTrouble: row.last }) };
  await store.apply(receipt ? { receipt, meta, at } : { row, meta, at });
  if (isBack) await store.changeAll('READY', (each) => step(each, { type: 'recalled', at }, random).row);
  if (row.state === 'QUARANTINED' && isFirst(before)) await store.note(quarantineOf(yard, row, at));
  if (!receipt) return;
  void mirror.drop(receipt.id);
  announce({ id: receipt.id, state: 'delivered', told: receipt.told });
}

/** Not again after each daily trial; and word of a follow-up would be a follow-up itself, without end. */
function isFirst({ kind, last }: Row): boolean {
  return kind === 'press' && last?.code !== 'rejected' && last?.code !== 'damaged';
}

function quarantineOf({ uuid }: Yard, { id, seq, gen, sealed, last }: Row, at: number): Incident {
  const detail = { seq, gen, digest: sealed?.digest ?? '', why: [last?.code, last?.http].join(' ').trim() };
  return { what: 'quarantine', id: uuid(), at: coarse(at), about: id, detail };
}

async function askForAlarm({ now, wake, policy }: Yard, store: Store): Promise<void> {
  if ((await store.oldestAt()) === undefined) return;
  const due = destinationOf(await policy()) && (await nextDueAt(store, (await store.meta()).endpoint));
  wake(Math.max(now(), due ?? now() + idleMs), 'instead');
}
