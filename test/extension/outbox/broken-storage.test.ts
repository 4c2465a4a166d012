/** What happens to a press when IndexedDB, the mirror, or both fail or are lost. */
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDevice, drainByAlarm, dump, everythingAtRest, offline, press, type Device } from './rig.ts';
import { createSchool, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

const full = (): never => {
  throw new DOMException('no room', 'QuotaExceededError');
};
/** IndexedDB as a browser gives it when the profile is broken. */
const broken = { open: full } as unknown as IDBFactory;
const brokenMirror = { get: async () => ({}), set: async () => full(), remove: async () => full() };
const copies = (): string[] => [...device.disk.keys()].filter((key) => key.startsWith('r:'));

describe('when IndexedDB fails', () => {
  it('the mirror keeps the press, and a later run delivers it', async () => {
    globalThis.indexedDB = broken;
    const outbox = device.boot(offline);
    const capture = press(device);
    // Not on the word of a store that does not sync: a full disk takes its writes and loses them.
    expect(await outbox.keepPress(capture)).toEqual({ ok: false, reason: 'storage' });
    await outbox.drain('press');
    expect(copies()).toContain(`r:${capture.id}`);
    expect(await outbox.health()).toMatchObject({ waiting: 2, lastError: 'storage' });

    globalThis.indexedDB = new IDBFactory();
    const later = device.boot(school.fetch);
    await later.drain('startup');
    expect([...school.stored.keys()]).toEqual([capture.id]);
    expect(await later.deliveryOf(capture.id)).toMatchObject({ state: 'delivered' });
    await drainByAlarm(device, later, 5);
    const words = [...school.words.values()].map(({ report }) => report);
    expect(words).toMatchObject([{ pressId: capture.id, incident: { what: 'storage' } }]);
    await expect.poll(copies).toEqual([]);
  });

  it('a press is delivered from the mirror without it', async () => {
    globalThis.indexedDB = broken;
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    await outbox.drain('press');
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered', told: true });
    await expect.poll(copies).toEqual([]);
  });

  it('in the middle of a queue, what it held is delivered from the mirror', async () => {
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    await expect.poll(copies).toHaveLength(1);
    globalThis.indexedDB = broken;
    const later = device.boot(school.fetch);
    await later.drain('startup');
    expect([...school.stored.keys()]).toEqual([capture.id]);
  });

  it('and the mirror too, it says so and sends from memory', async () => {
    globalThis.indexedDB = broken;
    const outbox = device.boot(school.fetch, { mirror: brokenMirror });
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: false, reason: 'storage' });
    await outbox.drain('press');
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered', told: true });
  });

  it('with no policy and no mirror, a press in memory goes home when the database works again', async () => {
    device.policy.now = {};
    globalThis.indexedDB = broken;
    const outbox = device.boot(school.fetch, { mirror: brokenMirror });
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: false, reason: 'storage' });
    globalThis.indexedDB = new IDBFactory();
    await outbox.drain('alarm');
    expect((await dump()).reports).toMatchObject([{ id: capture.id, state: 'UNSEALED' }]);
    expect(await everythingAtRest(device)).not.toMatch(/secret|zebra/);
    device.policy.now = policyOf(endpoint);
    await device.boot(school.fetch).drain('policy');
    expect([...school.stored.keys()]).toEqual([capture.id]);
  });
});

describe('when a transaction fails as it commits', () => {
  it('nothing is called saved that is not', async () => {
    const outbox = device.boot(school.fetch, { mirror: brokenMirror });
    // The disk fills between the last request and the commit.
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as (...values: unknown[]) => IDBRequest<IDBValidKey>;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function fill(this: IDBObjectStore, ...values) {
      const asking = Reflect.apply(put, this, values);
      asking.addEventListener('success', () => this.transaction.abort());
      return asking;
    });
    const capture = press(device);
    expect(await outbox.keepPress(capture)).toEqual({ ok: false, reason: 'storage' });
    vi.restoreAllMocks();
    expect((await dump()).reports).toEqual([]);
    await outbox.drain('press');
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered' });
  });
});

describe('a failed mirror', () => {
  it('costs a press nothing', async () => {
    const outbox = device.boot(school.fetch, { mirror: brokenMirror });
    expect(await outbox.keepPress(press(device))).toEqual({ ok: true });
    await outbox.drain('press');
    expect(school.stored.size).toBe(1);
  });
});

describe('a database found empty', () => {
  it('is filled from the mirror under a new generation, and the loss is shown', async () => {
    const before = device.boot(offline);
    const captures = [press(device), press(device), press(device)];
    for (const capture of captures) await before.keepPress(capture);
    await expect.poll(copies).toHaveLength(3);
    const gen = (await dump()).reports[0]!['gen'];

    globalThis.indexedDB = new IDBFactory();
    const after = device.boot(school.fetch);
    const next = press(device);
    await after.keepPress(next);
    await after.drain('startup');
    await drainByAlarm(device, after, 5);
    expect([...school.stored.keys()].toSorted()).toEqual([...captures, next].map(({ id }) => id).toSorted());
    expect(await after.health()).toMatchObject({ waiting: 0, lastError: 'loss' });
    const gens = school.posts.map(({ headers }) => [headers.get('dolphin-gen'), headers.get('dolphin-seq')]);
    expect(gens.filter(([each]) => each === gen).map(([, seq]) => seq)).toEqual(['1', '2', '3']);
    // The press of now, and word of the loss.
    expect(gens.filter(([each]) => each !== gen)).toHaveLength(2);
    const words = [...school.words.values()].map(({ report }) => report);
    expect(words).toMatchObject([{ incident: { what: 'idb-loss', oldGen: gen, highSeq: 3 } }]);
  });

  it('in the middle of a run, as after damage that showed late, is filled at the next drain and not only by the next run', async () => {
    const open = vi.spyOn(IDBFactory.prototype, 'open');
    const outbox = device.boot(offline);
    const captures = [press(device), press(device)];
    for (const capture of captures) await outbox.keepPress(capture);
    await outbox.drain('press');
    await expect.poll(copies).toHaveLength(2);
    // The browser ends the connection and begins anew with nothing.
    const [connection] = open.mock.results.map(({ value }) => (value as IDBOpenDBRequest).result);
    globalThis.indexedDB = new IDBFactory();
    forceCloseDatabase(connection as never);
    device.policy.now = policyOf(endpoint);
    await vi.waitFor(async () => expect(await outbox.health()).not.toHaveProperty('lastError', 'storage'));
    expect((await dump()).reports).toEqual([]);
    await drainByAlarm(device, outbox, 5);
    const restored = (await dump()).reports.filter(({ kind }) => kind === 'press').map(({ id }) => String(id));
    expect(restored.toSorted()).toEqual(captures.map(({ id }) => id).toSorted());
    const later = device.boot(school.fetch);
    await later.drain('startup');
    await drainByAlarm(device, later, 6);
    expect([...school.stored.keys()].toSorted()).toEqual(captures.map(({ id }) => id).toSorted());
    const words = [...school.words.values()].map(({ report }) => report);
    expect(words).toMatchObject([{ incident: { what: 'idb-loss', highSeq: 2 } }]);
  });

  it('beside a mirror that cannot be read at first is filled from it when it can', async () => {
    const before = device.boot(offline);
    const captures = [press(device), press(device)];
    for (const capture of captures) await before.keepPress(capture);
    await expect.poll(copies).toHaveLength(2);
    globalThis.indexedDB = new IDBFactory();
    let reads = 0;
    const get = (keys: string | null) =>
      (reads += 1) > 3 ? device.mirror.get(keys) : Promise.reject(new Error('Corruption'));
    const after = device.boot(school.fetch, { mirror: { ...device.mirror, get } });
    const next = press(device);
    await after.keepPress(next);
    await after.drain('press');
    expect([...school.stored.keys()]).toEqual([next.id]);
    await drainByAlarm(device, after, 5);
    await after.drain('alarm');
    await drainByAlarm(device, after, 5);
    expect([...school.stored.keys()].toSorted()).toEqual([...captures, next].map(({ id }) => id).toSorted());
    const words = [...school.words.values()].map(({ report }) => report);
    expect(words).toMatchObject([{ incident: { what: 'idb-loss', highSeq: 2 } }]);
  });

  it('and a mirror full of nonsense make no trouble', async () => {
    device.disk.set('r:1', 'nonsense').set('r:2', { id: 7 }).set('marker', null).set('policy', { endpoint: 'x' });
    const outbox = device.boot(school.fetch);
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    expect(school.stored.size).toBe(1);
    expect(device.disk.has('policy')).toBe(true);
  });

  it('does not send again what was delivered, though the mirror still has it', async () => {
    const outbox = device.boot(school.fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    await expect.poll(copies).toHaveLength(1);
    const stale = new Map(device.disk);
    await outbox.drain('press');
    await expect.poll(copies).toEqual([]);
    for (const [key, value] of stale) device.disk.set(key, value);
    await device.boot(school.fetch).drain('startup');
    expect(school.posts).toHaveLength(1);
    await expect.poll(copies).toEqual([]);
  });
});
