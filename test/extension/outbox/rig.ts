/** A device for outbox tests: its disk outlives its runs, its clock and network are ours. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { createOutbox, type Outbox, type OutboxPorts, type PressCapture } from '../../../extension/outbox/outbox.ts';
import type { MirrorArea } from '../../../extension/outbox/mirror.ts';
import type { Policy } from '../../../shared/policy.ts';
import { toBase64url } from '../../../shared/base64url.ts';

export const secretUrl = 'https://secret.example/naughty?q=zebra#frag';

export type Device = ReturnType<typeof createDevice>;

/** `startAt` is ms; the default is a school morning. */
export function createDevice(startAt = Date.parse('2026-11-20T10:00:00Z')) {
  globalThis.indexedDB = new IDBFactory();
  const disk = new Map<string, unknown>();
  const clock = { now: startAt };
  const alarms: number[] = [];
  const policy: { now: Policy } = { now: {} };

  const mirror: MirrorArea = {
    get: async () => Object.fromEntries([...disk].map(([key, value]) => [key, structuredClone(value)])),
    set: async (items) => {
      for (const [key, value] of Object.entries(items)) disk.set(key, structuredClone(value));
    },
    remove: async (keys) => {
      for (const key of keys) disk.delete(key);
    },
  };

  return {
    disk,
    clock,
    alarms,
    policy,
    mirror,
    /** A new run of the extension over the same disk. */
    boot(fetch: typeof globalThis.fetch, change: Partial<OutboxPorts> = {}): Outbox {
      return createOutbox({
        policy: async () => policy.now,
        fetch,
        now: () => clock.now,
        random: () => 0.5,
        uuid: () => crypto.randomUUID(),
        version: '0.1.0',
        wakeAt: (at) => void alarms.push(at),
        mirror,
        wait: async (ms) => void (clock.now += ms),
        locks: soleLock(),
        ...change,
      });
    },
  };
}

/** The lock of one run: it dies with it. Who asks while it is held stands in line, unless it is now or never for them. */
export function soleLock(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve();
  let wanted = 0;
  const request = async (name: string, ...rest: (LockOptions | LockGrantedCallback<unknown>)[]): Promise<unknown> => {
    const grant = rest.at(-1) as LockGrantedCallback<unknown>;
    const [options] = rest;
    if (wanted > 0 && typeof options === 'object' && options.ifAvailable) return grant(null);
    wanted += 1;
    const before = last;
    const { promise: mine, resolve: letGo } = Promise.withResolvers<void>();
    last = mine;
    await before;
    try {
      return await grant({ name, mode: 'exclusive' });
    } finally {
      wanted -= 1;
      letGo();
    }
  };
  return { request };
}

export const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));

export function press(device: Device, change: Partial<PressCapture> = {}): PressCapture {
  return {
    id: crypto.randomUUID(),
    url: secretUrl,
    others: [],
    occurredAt: device.clock.now,
    statusKey: toBase64url(crypto.getRandomValues(new Uint8Array(16))),
    tabKind: 'web',
    ...change,
  };
}

type Dump = {
  reports: Record<string, unknown>[];
  receipts: Record<string, unknown>[];
  meta: unknown[];
  incidents: unknown[];
};

/** Everything in the database, read past the outbox, which makes it. */
export async function dump(name = 'dolphin-outbox'): Promise<Dump> {
  const isThere = (await indexedDB.databases()).some((database) => database.name === name);
  if (!isThere) return { reports: [], receipts: [], meta: [], incidents: [] };
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new Error('open')));
  });
  const read = (store: string): Promise<never[]> =>
    new Promise((resolve) => {
      const asking = database.transaction(store).objectStore(store).getAll();
      asking.addEventListener('success', () => resolve(asking.result as never[]));
    });
  const [reports, receipts, meta, incidents] = await Promise.all(
    ['reports', 'receipts', 'meta', 'incidents'].map(read),
  );
  database.close();
  return { reports: reports!, receipts: receipts!, meta: meta!, incidents: incidents! };
}

/** All bytes at rest as one text, in whatever form they are kept. */
export async function everythingAtRest(device: Device): Promise<string> {
  const asText = (_key: string, value: unknown): unknown => {
    if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  };
  const text = JSON.stringify([await dump(), [...device.disk]], asText);
  // What is base64url inside is searched decoded too.
  const decoded = (text.match(/[\w-]{8,}/g) ?? []).map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  return [text, ...decoded].join('\n');
}

/** Drains by alarm until nothing is left or the device has been awake `most` times. */
export async function drainByAlarm(device: Device, outbox: Outbox, most = 200): Promise<number> {
  for (let wakes = 1; wakes <= most; wakes += 1) {
    await outbox.drain('alarm');
    const health = await outbox.health();
    if (health.waiting + health.held + health.quarantined + health.unsealed === 0) return wakes;
    device.clock.now = Math.max(device.clock.now + 30_000, device.alarms.at(-1) ?? 0);
  }
  return Infinity;
}
