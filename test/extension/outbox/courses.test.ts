/** Random courses of all that can happen to an outbox; `DOLPHIN_SEED` repeats one, `DOLPHIN_RUNS` sets how many. */
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdbStore } from '../../../extension/outbox/idb-store.ts';
import { createMemoryStore } from '../../../extension/outbox/memory-store.ts';
import type { Outbox, PressCapture } from '../../../extension/outbox/outbox.ts';
import type { Store } from '../../../extension/outbox/store.ts';
import { answerWith, ways, type Way } from './answer-ways.ts';
import { createLife, type Life } from './life.ts';
import { createDevice, drainByAlarm, press, type Device } from './rig.ts';
import { createSchool, policyOf, quickSealer, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
const year = 365 * 86_400_000;
const policies = {
  none: undefined,
  ours: {},
  'another endpoint': { endpoint: 'https://other.school.example' },
  'another code': { siteCode: 'other-code' },
  'another detail': { urlDetail: 'host' },
} as const;

type Act =
  | { do: 'press' | 'follow-up' | 'stop' | 'copy' }
  | { do: 'drain'; why: string }
  | { do: 'pass'; ms: number }
  | { do: 'answer'; with: Way }
  | { do: 'policy'; to: keyof typeof policies }
  /** What of the device's storage fails from now on, at every so manieth call. */
  | { do: 'break'; what: 'database' | 'copies' | 'nothing'; every: number };

const names = <T extends object>(of: T) => fc.constantFrom(...(Object.keys(of) as (keyof T)[]));
const acts = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Act>({ do: 'press' }) },
    { weight: 2, arbitrary: fc.constant<Act>({ do: 'follow-up' }) },
    { weight: 2, arbitrary: fc.constant<Act>({ do: 'stop' }) },
    { weight: 1, arbitrary: fc.constant<Act>({ do: 'copy' }) },
    {
      weight: 5,
      arbitrary: fc
        .constantFrom('press', 'alarm', 'startup', 'online', 'policy', 'retry')
        .map((why): Act => ({ do: 'drain', why })),
    },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 100_000_000 }).map((ms): Act => ({ do: 'pass', ms })) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: -10 * year, max: 10 * year }).map((ms): Act => ({ do: 'pass', ms })),
    },
    { weight: 4, arbitrary: names(ways).map((way): Act => ({ do: 'answer', with: way })) },
    { weight: 1, arbitrary: names(policies).map((to): Act => ({ do: 'policy', to })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('database', 'copies', 'nothing'), fc.integer({ min: 1, max: 6 }))
        .map(([what, every]): Act => ({ do: 'break', what, every })),
    },
  ),
  { maxLength: 14 },
);

/** Where a run keeps its records: outlives it, as a disk does. */
type Disk = { store: Store; copyOf: () => Promise<Store | undefined> };

function memoryDisk(): Disk {
  const gen = crypto.randomUUID();
  const store = createMemoryStore(() => gen);
  return {
    store,
    async copyOf() {
      const { UNSEALED } = await store.tally();
      // Sealed by each anew they would be two reports of one id, and the school's server keeps the first.
      if (UNSEALED > 0) return undefined;
      const copy = createMemoryStore(() => gen);
      for (const id of await store.ids()) {
        const row = await store.get(id);
        if (row) await copy.adopt(row);
      }
      const { nextSeq, lastWall } = await store.meta();
      await copy.apply({ meta: { nextSeq, lastWall }, at: lastWall });
      return copy;
    },
  };
}

function idbDisk(): Disk {
  globalThis.indexedDB = new IDBFactory();
  return { store: createIdbStore('dolphin-outbox', () => crypto.randomUUID()), copyOf: async () => undefined };
}

/** Calls of a port fail now and then, before or after they did their work. */
function brittle<T extends object>(port: T, faults: { every: number; calls: number }): T {
  const fail = (): void => {
    faults.calls += 1;
    if (faults.every > 0 && faults.calls % faults.every === 0) throw new DOMException('no room', 'QuotaExceededError');
  };
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...values: unknown[]): Promise<unknown> => {
        fail();
        const result: unknown = await Reflect.apply(value, target, values);
        fail();
        return result;
      };
    },
  });
}

type Run = { outbox: Outbox; life: Life };

async function follows(course: readonly Act[], lives: Iterator<number>, disk: Disk): Promise<void> {
  const device = createDevice();
  device.policy.now = policyOf(endpoint);
  const school = createSchool();
  const kept: string[] = [];
  let last: PressCapture | undefined;
  const faults = { database: { every: 0, calls: 0 }, copies: { every: 0, calls: 0 } };
  const change = { sealer: quickSealer, store: disk.store, mirror: device.mirror };
  const boot = (): Run => {
    const life = createLife(40 + Number(lives.next().value) * 10);
    const { fetch } = life.wrap({ fetch: school.fetch as () => Promise<Response> });
    const store = life.wrap(brittle(disk.store, faults.database));
    const mirror = life.wrap(brittle(device.mirror, faults.copies));
    return { life, outbox: device.boot(fetch, { ...change, store, mirror }) };
  };
  let run = boot();
  for (const act of course) {
    if (run.life.isOver() || act.do === 'stop') run = boot();
    const unlessStopped = <T>(work: Promise<T>): Promise<T | void> => Promise.race([work, run.life.died]);
    switch (act.do) {
      case 'press': {
        last = press(device);
        const done = await unlessStopped(run.outbox.keepPress(last));
        if (done?.ok) kept.push(last.id);
        break;
      }
      case 'follow-up': {
        if (!last) break;
        const { id: pressId, statusKey } = last;
        const id = crypto.randomUUID();
        const capture = { id, pressId, statusKey, occurredAt: device.clock.now, forFriend: true } as const;
        const done = await unlessStopped(run.outbox.keepFollowUp(capture));
        if (done?.ok) kept.push(id);
        break;
      }
      case 'drain':
        await unlessStopped(run.outbox.drain(act.why));
        break;
      case 'pass':
        device.clock.now = Math.max(0, device.clock.now + act.ms);
        break;
      case 'answer':
        answerWith(school, act.with);
        break;
      case 'policy':
        device.policy.now = act.to === 'none' ? {} : policyOf(endpoint, policies[act.to]);
        break;
      case 'break':
        faults.database.every = act.what === 'database' ? act.every : 0;
        faults.copies.every = act.what === 'copies' ? act.every : 0;
        break;
      case 'copy':
        await deliverCopy(disk, device, school);
        break;
      case 'stop':
        break;
    }
  }
  device.policy.now = policyOf(endpoint);
  school.follow(undefined);
  const end = device.boot(school.fetch, change);
  await end.drain('retry');
  expect(await drainByAlarm(device, end, 100)).toBeLessThanOrEqual(100);
  for (const id of kept) {
    expect(school.stored.has(id)).toBe(true);
    // A receipt of ninety days ago, or of a clock put on by so much, is forgotten.
    expect([undefined, { id, state: 'delivered', told: true }]).toContainEqual(await end.deliveryOf(id));
  }
  expect(await end.health()).toMatchObject({ waiting: 0, unsealed: 0, held: 0, quarantined: 0 });
  const bodies = Map.groupBy(school.posts, ({ headers }) => headers.get('idempotency-key'));
  for (const posts of bodies.values()) expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
}

/** A second browser on a copy of the profile presses, and delivers what it has. */
async function deliverCopy(disk: Disk, device: Device, school: School): Promise<void> {
  const store = await disk.copyOf();
  if (!store) return;
  const other = device.boot(school.fetch, { sealer: quickSealer, store, mirror: undefined as never });
  await other.keepPress(press(device));
  await other.drain('press');
}

describe('any course of presses, stops, answers, clock steps, policies, storage faults and copied profiles', () => {
  const seed = Number(process.env['DOLPHIN_SEED'] ?? Date.now() % 2 ** 31);
  const many = Number(process.env['DOLPHIN_RUNS'] ?? (process.env['DOLPHIN_LONG'] ? 1_000_000 : 20_000));
  const disks = { memory: { make: memoryDisk, runs: many }, IndexedDB: { make: idbDisk, runs: Math.ceil(many / 40) } };

  it.each(Object.entries(disks))(
    'delivers every report that was kept, once, over %s',
    async (name, { make, runs: numRuns }) => {
      console.log(`${name}: fast-check seed ${seed}, ${numRuns} courses`);
      const course = fc.asyncProperty(acts, fc.infiniteStream(fc.nat(40)), async (all, lives) =>
        follows(all, lives, make()),
      );
      await fc.assert(course, { seed, numRuns, endOnFailure: false });
    },
    process.env['DOLPHIN_LONG'] ? 7_200_000 : 600_000,
  );
});
