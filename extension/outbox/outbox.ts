/** The outbox: keeps what a press reports until the school's server has proved that it has it. */
import type { Policy } from '../../shared/policy.ts';
import type { QueueHealth } from '../platform/messages.ts';
import { createMark } from './address-mark.ts';
import { draftFollowUp, draftPress, type FollowUpCapture, type PressCapture } from './compose.ts';
import { drainStore } from './drain.ts';
import { healthOf } from './health.ts';
import { createIdbStore } from './idb-store.ts';
import { keep, type Kept } from './keep.ts';
import { createMemoryStore } from './memory-store.ts';
import { createMirror, type MirrorArea } from './mirror.ts';
import { bringHome, reconcile } from './reconcile.ts';
import { createSealer, type Sealer } from './seal.ts';
import type { Row } from './record.ts';
import type { Store } from './store.ts';
import { netMs, pageRows, policyMs, storeMs, vouchMs } from './timings.ts';
import { createTurns } from './turns.ts';
import { within } from './within.ts';
import type { Delivery, Vouched, Yard } from './yard.ts';

export type { Delivery, FollowUpCapture, Kept, PressCapture };

export type Outbox = {
  /** Begins in the task it is called in; resolves after the strict commit. Call `drain('press')` next. */
  keepPress(capture: PressCapture): Promise<Kept>;
  /** The same for what is learned after a press. Call `drain('follow-up')` next. */
  keepFollowUp(capture: FollowUpCapture): Promise<Kept>;
  /**
   * Sends what is due; at most one at a time over all contexts; never throws. `why` matters for some: `startup`,
   * `installed`, `online`, `sync`, `policy` say that the network may be back (old backlog goes after a
   * random wait), `retry` that a technician wants everything tried now.
   */
  drain(why: string): Promise<void>;
  /** `undefined` for an id never kept here. */
  deliveryOf(id: string): Promise<Delivery | undefined>;
  /** Counts and times only. `lastError` is a `Trouble` code with the status after it, such as `refused 401`, or `storage`, `loss`. */
  health(): Promise<QueueHealth>;
  /** Which life of the store this is, and the last number given out in it; `undefined` while the database fails. */
  numbers(): Promise<{ gen: string; last: number } | undefined>;
  onDelivery(listener: (delivery: Delivery) => void): void;
  /** By which an address is known again on this device, and cannot be read. Rejects while the database fails. */
  mark(address: string): Promise<string>;
};

export type OutboxPorts = {
  policy: () => Promise<Policy>;
  fetch: typeof globalThis.fetch;
  now: () => number;
  random: () => number;
  uuid: () => string;
  version: string;
  /** Schedules an alarm. */
  wakeAt: (atMs: number) => void;
  /** Headers that say which device sends a report; what takes too long or fails is done without. */
  vouch?: (request: Vouched) => Promise<Readonly<Record<string, string>>>;
  databaseName?: string;
  /** `browser.storage.local`; without it there is no second copy. */
  mirror?: MirrorArea;
  wait?: (ms: number) => Promise<void>;
  timeout?: (ms: number) => AbortSignal;
  /** The browser's own unless given; `undefined` for none. */
  locks?: Pick<LockManager, 'request'> | undefined;
  /** In place of IndexedDB. */
  store?: Store;
  /** In place of sealing with `jose`. */
  sealer?: Sealer;
};

/** Opens the database and reads the mirror at once, so that the first press finds them ready. */
export function createOutbox(ports: OutboxPorts): Outbox {
  const { now, uuid, mirror: area, wait = sleep } = ports;
  const listeners = new Set<(delivery: Delivery) => void>();
  let policyKnown: Policy = {};
  let wakeSetFor = 0;
  let stopPause = (): void => undefined;
  let yieldingSend: AbortController | undefined;

  async function readPolicy(): Promise<Policy> {
    const reading = (async () => (policyKnown = await ports.policy()))();
    return (await within(policyMs, reading)) ?? policyKnown;
  }

  const yard: Yard = {
    idb: ports.store ?? createIdbStore(ports.databaseName ?? 'dolphin-outbox', uuid),
    memory: createMemoryStore(uuid),
    mirror: createMirror(area),
    sealer: ports.sealer ?? createSealer(),
    storage: { isFailing: false },
    uuid,
    owner: uuid(),
    version: ports.version,
    // Taken off `ports`: browsers refuse a `fetch` that is called as somebody's method.
    fetch: (input, init) => (0, ports.fetch)(input, init),
    timeout: ports.timeout ?? ((ms) => AbortSignal.timeout(ms)),
    now,
    random: ports.random,
    policy: readPolicy,
    vouch: async (request) => (ports.vouch && (await within(vouchMs, ports.vouch(request)))) ?? {},
    wake(atMs, instead) {
      const isSet = wakeSetFor > now() && (instead ? wakeSetFor === atMs : wakeSetFor <= atMs);
      if (isSet) return;
      wakeSetFor = atMs;
      ports.wakeAt(atMs);
    },
    announce(delivery) {
      for (const listener of listeners) listener(delivery);
    },
    async pause(ms) {
      const nudged = new Promise<void>((resolve) => {
        stopPause = resolve;
      });
      await Promise.race([wait(ms), nudged]);
    },
    yielding(abort) {
      yieldingSend = abort;
      return () => {
        yieldingSend = undefined;
      };
    },
  };

  let foundAtStart: ReturnType<typeof yard.mirror.load> | undefined = yard.mirror.load();
  void readPolicy().then(({ publicKey }) => publicKey && yard.sealer.warm(publicKey));
  /** The database that mirror and memory were brought together with: the browser may begin another one in the middle of a run. */
  let reconciled: string | undefined;

  async function drainAll(reasons: ReadonlySet<string>): Promise<void> {
    try {
      const meta = await within(storeMs, yard.idb.meta());
      if (!meta) throw new Error('IndexedDB does not answer');
      if (reconciled !== meta.gen) {
        const found = await (foundAtStart ?? yard.mirror.load());
        foundAtStart = undefined;
        await reconcile(yard, found);
        // A second copy that cannot be read now may be all that is left: it is looked at again.
        if (found.isRead) reconciled = meta.gen;
        else yard.wake(now() + netMs);
      }
      await bringHome(yard);
      await drainStore(yard, yard.idb, reasons);
      yard.storage.isFailing = false;
    } catch {
      yard.storage.isFailing = true;
      yard.wake(now() + netMs);
      // The database fails: everything sealed is in the mirror too, and can be delivered from there.
      for (const row of (await yard.mirror.load()).rows) await yard.memory.adopt(row);
      for (const row of await readable(yard.idb)) await yard.memory.adopt(row);
      await drainStore(yard, yard.memory, reasons);
    }
  }

  const takeTurn = createTurns('locks' in ports ? ports.locks : globalThis.navigator?.locks, drainAll);

  async function kept(begin: () => Promise<Kept>): Promise<Kept> {
    try {
      return await begin();
    } catch {
      // Whatever went wrong, the child must hear that nothing is saved.
      return { ok: false, reason: 'storage' };
    } finally {
      yieldingSend?.abort();
      stopPause();
    }
  }

  const ext = ports.version;
  return {
    keepPress: (capture) => kept(() => keep(yard, (clockSuspect) => draftPress(capture, { ext, clockSuspect }))),
    keepFollowUp: (capture) => kept(() => keep(yard, () => draftFollowUp(capture, ext))),
    drain(why) {
      stopPause();
      return takeTurn(why);
    },
    async deliveryOf(id) {
      const stores = [yard.memory, yard.idb];
      const receipts = await Promise.all(stores.map((store) => within(storeMs, store.receipt(id))));
      const receipt = receipts.find(Boolean);
      if (receipt) return { id, state: 'delivered', told: receipt.told };
      const rows = await Promise.all(stores.map((store) => within(storeMs, store.get(id))));
      return rows.some(Boolean) ? { id, state: 'kept', told: false } : undefined;
    },
    health: () => healthOf(yard),
    async numbers() {
      const meta = await within(storeMs, yard.idb.meta());
      return meta && { gen: meta.gen, last: meta.nextSeq - 1 };
    },
    onDelivery: (listener) => void listeners.add(listener),
    mark: createMark(() => yard.idb.markKey()),
  };
}

/** What a disk that takes no more can still be read of. */
async function readable(store: Store): Promise<Row[]> {
  const states = ['READY', 'SENDING', 'HELD', 'QUARANTINED'] as const;
  const found = states.map((state) => within(storeMs, store.due(state, -Infinity, Infinity, pageRows)));
  return (await Promise.all(found)).flatMap((rows) => rows ?? []);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
