/** Records that another version, a damaged disk or a copied profile left behind: none is lost, and the odd one is shown. */
import { openDB, type IDBPDatabase } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDevice, drainByAlarm, dump, offline, press, type Device } from './rig.ts';
import { createSchool, policyOf, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
const years = 10 * 365 * 86_400_000;
let device: Device;
let school: School;

beforeEach(() => {
  device = createDevice();
  device.policy.now = policyOf(endpoint);
  school = createSchool();
});

const copies = (): string[] => [...device.disk.keys()].filter((key) => key.startsWith('r:'));
const words = () => [...school.words.values()].map(({ report }) => report);

/** A press that waits, with its second copy, and the run that kept it over. */
async function waiting(): Promise<string> {
  const outbox = device.boot(offline);
  const capture = press(device);
  await outbox.keepPress(capture);
  await outbox.drain('press');
  await expect.poll(copies).toContain(`r:${capture.id}`);
  return capture.id;
}

/** Changes the database past the outbox. */
async function tamper(change: (database: IDBPDatabase) => Promise<unknown>): Promise<void> {
  const database = await openDB('dolphin-outbox');
  await change(database);
  database.close();
}

async function alter(id: string, change: Record<string, unknown>): Promise<void> {
  await tamper(async (database) => {
    const row = (await database.get('reports', id)) as object;
    await database.put('reports', { ...row, ...change });
  });
}

async function deliversAll(...ids: string[]): Promise<void> {
  const outbox = device.boot(school.fetch);
  await outbox.drain('startup');
  expect(await drainByAlarm(device, outbox, 8)).toBeLessThanOrEqual(8);
  expect([...school.stored.keys()].toSorted()).toEqual(ids.toSorted());
}

describe('a record of another version', () => {
  it('from before the receipts had an index is delivered, and the database grows its new parts', async () => {
    const id = await waiting();
    const [row] = (await dump()).reports;
    device.disk.clear();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('dolphin-outbox').addEventListener('success', resolve);
    });
    const first = await openDB('dolphin-outbox', 1, {
      upgrade(database) {
        const reports = database.createObjectStore('reports', { keyPath: 'id' });
        reports.createIndex('by_due', ['state', 'nextAttemptAt']);
        reports.createIndex('by_seq', ['gen', 'seq'], { unique: true });
        reports.createIndex('by_created', 'createdWall');
        database.createObjectStore('receipts', { keyPath: 'id' });
        database.createObjectStore('meta');
      },
    });
    await first.put('reports', row);
    first.close();
    await deliversAll(id);
    const grown = await openDB('dolphin-outbox');
    expect([grown.version, [...grown.objectStoreNames]]).toEqual([2, ['incidents', 'meta', 'receipts', 'reports']]);
    grown.close();
  });

  it('in a database of a later version is delivered from its second copy, and new presses are kept', async () => {
    const id = await waiting();
    (await openDB('dolphin-outbox', 99)).close();
    const outbox = device.boot(school.fetch);
    const next = press(device);
    expect(await outbox.keepPress(next)).toEqual({ ok: false, reason: 'storage' });
    await outbox.drain('press');
    await drainByAlarm(device, outbox, 3);
    expect([...school.stored.keys()].toSorted()).toEqual([id, next.id].toSorted());
  });

  it.each([
    ['a state that nobody knows', { state: 'POSTPONED' }],
    ['no time', { createdWall: undefined, nextAttemptAt: undefined }],
    ['a time that is none', { nextAttemptAt: Number.NaN }],
    ['members nobody knows', { chain: 'x', priority: { high: true } }],
    ['no count of tries', { attempts: undefined }],
    ['a time in ten years', { nextAttemptAt: Date.parse('2036-11-20T10:00:00Z') }],
    [
      'a state of its own and a time in ten years',
      { state: 'HELD', nextAttemptAt: Date.parse('2036-11-20T10:00:00Z') },
    ],
  ])('with %s is delivered', async (_name, change) => {
    const id = await waiting();
    await alter(id, change);
    await deliversAll(id);
  });
});

describe('a damaged record', () => {
  it.each([
    ['cut', { sealed: { kid: 'school-1', sealed: 'eyJh', digest: 'A'.repeat(43) } }],
    ['gone', { sealed: undefined }],
  ])('whose sealed bytes are %s is delivered from its second copy', async (_name, change) => {
    const id = await waiting();
    const posted = (device.disk.get(`r:${id}`) as { sealed: { sealed: string } }).sealed.sealed;
    await alter(id, change);
    await deliversAll(id);
    expect(school.posts[0]!.body).toBe(posted);
  });

  it('without a whole copy is set aside and shown, stays, and holds up no other', async () => {
    const id = await waiting();
    await alter(id, { sealed: { kid: 'school-1', sealed: 'eyJh', digest: 'A'.repeat(43) } });
    device.disk.clear();
    const outbox = device.boot(school.fetch, {
      mirror: { get: async () => ({}), set: async () => {}, remove: async () => {} },
    });
    const next = press(device);
    await outbox.keepPress(next);
    await outbox.drain('press');
    expect([...school.stored.keys()]).toEqual([next.id]);
    expect(await outbox.health()).toMatchObject({ quarantined: 1, lastError: 'damaged' });
    expect((await dump()).reports).toMatchObject([{ id, state: 'QUARANTINED' }]);
    device.clock.now += 3_600_000;
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    device.clock.now += 3_600_000;
    await outbox.drain('alarm');
    expect(words()).toMatchObject([{ pressId: id, incident: { what: 'quarantine', why: 'damaged' } }]);
  });

  it('whose key for the proof is damaged stays, and the others are delivered', async () => {
    const id = await waiting();
    await alter(id, { statusKey: '%%%' });
    const others = [press(device), press(device)];
    const outbox = device.boot(school.fetch);
    for (const other of others) await outbox.keepPress(other);
    await outbox.drain('alarm');
    await drainByAlarm(device, outbox, 3);
    for (const other of others) expect(await outbox.deliveryOf(other.id)).toMatchObject({ state: 'delivered' });
    expect(await outbox.deliveryOf(id)).toMatchObject({ state: 'kept' });
    expect(await outbox.health()).toMatchObject({ waiting: 1, lastError: 'proof 200' });
  });

  it('in the second copy alone is named while nothing else has it, and written anew when the database does', async () => {
    const id = await waiting();
    device.disk.set(`r:${id}`, { id, sealed: 7 });
    device.disk.set('r:00000000-0000-4000-8000-000000000000', 'nonsense');
    const outbox = device.boot(offline);
    await outbox.drain('start');
    await expect.poll(() => device.disk.get(`r:${id}`)).toMatchObject({ id, seq: 1 });
    expect(await outbox.health()).toMatchObject({ waiting: 1, copies: 'damaged' });
  });

  it('second copy that cannot be written is named', async () => {
    const full = async (): Promise<never> => Promise.reject(new Error('QUOTA_BYTES'));
    const outbox = device.boot(offline, { mirror: { get: async () => ({}), set: full, remove: full } });
    await outbox.keepPress(press(device));
    await outbox.drain('press');
    expect(await outbox.health()).toMatchObject({ copies: 'failing' });
  });
});

describe('a database gone back to an older state', () => {
  it('under the same generation gives no number twice, and the loss is told', async () => {
    const ids = [await waiting(), await waiting()];
    const old = await dump();
    const third = await waiting();
    await tamper(async (database) => {
      await database.delete('reports', third);
      for (const meta of old.meta)
        if (meta && typeof meta === 'object' && 'gen' in meta) await database.put('meta', meta, 'queue');
    });
    const outbox = device.boot(school.fetch);
    await outbox.drain('startup');
    const fourth = press(device);
    await outbox.keepPress(fourth);
    await outbox.drain('press');
    await drainByAlarm(device, outbox, 6);
    expect([...school.stored.keys()].toSorted()).toEqual([...ids, third, fourth.id].toSorted());
    const numbers = new Set(school.posts.map(({ headers }) => headers.get('dolphin-seq')));
    expect(numbers).toEqual(new Set(['1', '2', '3', '4', '5']));
    expect(words()).toMatchObject([{ incident: { what: 'idb-loss', highSeq: 3 } }]);
  });

  it('tells the loss also when the first run after it was stopped at once', async () => {
    const id = await waiting();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('dolphin-outbox').addEventListener('success', resolve);
    });
    const next = press(device);
    // Stopped before its first drain.
    await device.boot(offline).keepPress(next);
    await expect.poll(copies).toHaveLength(2);
    await deliversAll(id, next.id);
    expect(words()).toMatchObject([{ incident: { what: 'idb-loss', highSeq: 1 } }]);
  });
});

describe('a clock that was wrong for a while', () => {
  it('does not make a press kept then wait for that time, even where the database was lost', async () => {
    device.clock.now += years;
    const id = await waiting();
    device.clock.now -= years;
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('dolphin-outbox').addEventListener('success', resolve);
    });
    await deliversAll(id);
  });
});

describe('two browsers on one copied profile', () => {
  it('deliver what was copied once, and what each kept later under the same number', async () => {
    const id = await waiting();
    const copy = await dump();
    const one = device.boot(school.fetch);
    const here = press(device);
    await one.keepPress(here);
    await one.drain('press');
    await drainByAlarm(device, one, 5);

    const other = createDevice(device.clock.now);
    other.policy.now = policyOf(endpoint);
    const two = other.boot(school.fetch);
    await two.health();
    await tamper(async (database) => {
      for (const row of copy.reports) await database.put('reports', row);
      for (const meta of copy.meta)
        if (meta && typeof meta === 'object' && 'gen' in meta) await database.put('meta', meta, 'queue');
    });
    const there = press(other);
    await two.keepPress(there);
    await two.drain('press');
    await drainByAlarm(other, two, 5);
    expect([...school.stored.keys()].toSorted()).toEqual([id, here.id, there.id].toSorted());
    expect((await dump()).reports).toEqual([]);
  });
});
