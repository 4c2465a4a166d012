/**
 * The bench extension's worker, built by bundle.ts: Dolphin's outbox beside what others keep reports with, each doing with
 * a report what its own documentation says, all in one worker of one real browser, so that kills and answers are the same.
 */
import { createTransport, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';
import { Queue } from 'workbox-background-sync';
import type { MirrorArea } from '../../../extension/outbox/mirror.ts';
import { createOutbox } from '../../../extension/outbox/outbox.ts';
import { toBase64url } from '../../../shared/base64url.ts';
import { checkPolicy } from '../../../shared/policy.ts';

type Contender = {
  /** Resolves when the contender calls the report kept. */
  keep: (id: string) => Promise<unknown>;
  /** Sends what waits, as its own timers and events would. */
  send: () => Promise<unknown>;
};

const reportOf = (id: string) => ({
  kind: 'press',
  id,
  url: `https://bench.example/a/page/of/some/length?number=${id}`,
  occurredAt: new Date().toISOString(),
  tabKind: 'web',
  ext: '0.1.0',
});

function raw(): Contender {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('raw', 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('reports', { keyPath: 'id' }));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('open')));
  });
  return {
    async keep(id) {
      const tx = (await opening).transaction('reports', 'readwrite', { durability: 'strict' });
      tx.objectStore('reports').put(reportOf(id));
      await new Promise((resolve, reject) => {
        tx.addEventListener('complete', resolve);
        tx.addEventListener('abort', () => reject(tx.error ?? new Error('abort')));
      });
    },
    send: async () => undefined,
  };
}

/** Kept first and sent from the queue, which does most for it: the plug-in keeps a report only when its first send has failed. */
function workbox(server: string): Contender {
  const queue = new Queue('reports', { onSync: () => undefined });
  return {
    keep: (id) => {
      const init = {
        method: 'POST',
        body: JSON.stringify(reportOf(id)),
        headers: { 'content-type': 'application/json' },
      };
      return queue.pushRequest({ request: new Request(`${server}/workbox`, init) });
    },
    send: () => queue.replayRequests(),
  };
}

/** `isDown`: nothing is sent, only kept, which is when it keeps at all. */
function sentry(server: string, isDown = false): Contender {
  const down: typeof makeFetchTransport = (options) =>
    createTransport(options, () => Promise.reject(new TypeError('Failed to fetch')));
  const transport = makeBrowserOfflineTransport(isDown ? down : makeFetchTransport)({
    url: `${server}/sentry`,
    recordDroppedEvent: () => undefined,
    dbName: isDown ? 'sentry-down' : 'sentry-offline',
    shouldStore: () => true,
  });
  return {
    async keep(id) {
      const { statusCode = 0 } = await transport.send([
        { event_id: id, sent_at: new Date().toISOString() },
        [[{ type: 'event' }, { extra: reportOf(id) }]],
      ]);
      if (statusCode >= 400) throw new Error(String(statusCode));
    },
    send: async () => transport.flush(),
  };
}

function dolphin(
  server: string,
  setup: string,
  databaseName = 'dolphin-outbox',
): Contender & { left: () => Promise<number> } {
  const { policy } = checkPolicy({ setup, endpoint: server });
  const outbox = createOutbox({
    policy: async () => policy,
    fetch: globalThis.fetch,
    now: Date.now,
    random: Math.random,
    uuid: () => crypto.randomUUID(),
    version: '0.1.0',
    wakeAt: () => undefined,
    mirror: areaOf(databaseName),
    databaseName,
  });
  return {
    async keep(id) {
      const statusKey = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
      const kept = await outbox.keepPress({
        ...reportOf(id),
        others: [],
        occurredAt: Date.now(),
        statusKey,
        tabKind: 'web',
      });
      if (!kept.ok) throw new Error(kept.reason);
    },
    send: () => outbox.drain('retry'),
    async left() {
      const { waiting, unsealed, held, quarantined } = await outbox.health();
      return waiting + unsealed + held + quarantined;
    },
  };
}

/** A second copy for each database, in the one storage that there is. */
function areaOf(name: string): MirrorArea {
  const area = chrome.storage.local;
  const prefix = `${name} `;
  return {
    async get(keys) {
      const items = await area.get<Record<string, unknown>>(keys === null ? null : prefix + keys);
      const own = Object.entries(items).filter(([key]) => key.startsWith(prefix));
      return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
    },
    set: (items) => area.set(Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value]))),
    remove: (keys) => area.remove(keys.map((key) => prefix + key)),
  };
}

export type Bench = {
  open: (server: string, setup: string) => void;
  /** ms until each called a report kept, one after the other. */
  timeKeeps: (rounds: number) => Promise<Record<string, number[]>>;
  /** Keeps in every contender, tells the server who called it kept, and begins to send. */
  press: (ids: readonly string[], everyMs: number) => Promise<void>;
  sendAll: () => Promise<void>;
  /** ms to keep so many, and to deliver them. */
  drain: (records: number) => Promise<{ keepMs: number; drainMs: number }>;
};

let place = { server: '', setup: '' };
let contenders: Record<string, Contender> = {};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const bench: Bench = {
  open(server, setup) {
    place = { server, setup };
    contenders = { workbox: workbox(server), sentry: sentry(server), dolphin: dolphin(server, setup) };
  },
  async timeKeeps(rounds) {
    const { server, setup } = place;
    const all = {
      raw: raw(),
      workbox: contenders['workbox']!,
      sentry: sentry(server, true),
      dolphin: dolphin(server, setup, 'timed'),
    };
    const times: Record<string, number[]> = {};
    const names = Object.keys(all) as (keyof typeof all)[];
    for (let round = -5; round < rounds; round += 1) {
      // Nobody is always first.
      for (const name of names.map((_, at) => names[(at + round + 5) % names.length]!)) {
        const began = performance.now();
        await all[name].keep(crypto.randomUUID());
        if (round >= 0) (times[name] ??= []).push(performance.now() - began);
        await pause(5);
      }
    }
    return times;
  },
  async press(ids, everyMs) {
    /** As a sync event does, a send follows the one before. */
    const tails: Record<string, Promise<unknown>> = {};
    for (const id of ids) {
      for (const [name, { keep, send }] of Object.entries(contenders)) {
        const told = () => fetch(`${place.server}/said/${name}/${id}`).catch(() => undefined);
        const kept = keep(id).then(told, () => undefined);
        tails[name] = Promise.all([kept, tails[name]])
          .then(send)
          .catch(() => undefined);
      }
      await pause(everyMs);
    }
  },
  async sendAll() {
    await Promise.all(Object.values(contenders).map(({ send }) => send().catch(() => undefined)));
  },
  async drain(records) {
    const one = dolphin(place.server, place.setup, `drain-${records}`);
    const began = performance.now();
    for (let kept = 0; kept < records; kept += 20)
      await Promise.all(Array.from({ length: Math.min(20, records - kept) }, () => one.keep(crypto.randomUUID())));
    const keptAt = performance.now();
    while ((await one.left()) > 0) await one.send();
    return { keepMs: keptAt - began, drainMs: performance.now() - keptAt };
  },
};
Object.assign(globalThis, { bench });
