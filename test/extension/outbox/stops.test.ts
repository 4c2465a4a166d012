/** Runs of the extension stopped, or failing, at every step there is. */
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { createIdbStore } from '../../../extension/outbox/idb-store.ts';
import type { Outbox } from '../../../extension/outbox/outbox.ts';
import { createLife, tapIndexedDb, type Ending, type Life } from './life.ts';
import { createDevice, drainByAlarm, dump, everythingAtRest, press, type Device } from './rig.ts';
import { createSchool, policyOf, quickSealer, problem, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';
/** Not on a full minute, so that a time kept to the minute is no press's time. */
const startAt = Date.parse('2026-11-20T10:00:17.123Z');

type Course = {
  /** What the disk and the school are like before. */
  before?: (device: Device, school: School) => Promise<void>;
  /** What the run does; `saved` and `pressed` are told as they come. */
  run: (act: Act) => Promise<void>;
  /** Fewer steps than this would mean that something is not counted. */
  least: number;
};
type Act = {
  device: Device;
  school: School;
  outbox: Outbox;
  /** Presses, and notes what the child was told. */
  press: () => Promise<void>;
  followUp: () => Promise<void>;
};

const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
const whole: Course['run'] = async ({ device, outbox, press: pressOnce, followUp }) => {
  await pressOnce();
  await outbox.drain('press');
  await pressOnce();
  await followUp();
  device.clock.now += 1000;
  await outbox.drain('follow-up');
};

const one: Course['run'] = async ({ outbox, press: pressOnce }) => {
  await pressOnce();
  await outbox.drain('press');
};

const courses: Record<string, Course> = {
  'of presses, a follow-up and their delivery': { run: whole, least: 250 },
  'after a database was lost': {
    async before(device) {
      const outbox = device.boot(offline);
      for (let n = 0; n < 2; n += 1) await outbox.keepPress(press(device));
      await outbox.drain('press');
      globalThis.indexedDB = new IDBFactory();
    },
    run: one,
    least: 250,
  },
  'with reports kept before the key came': {
    async before(device) {
      const { now } = device.policy;
      device.policy.now = {};
      await device.boot(offline).keepPress(press(device));
      device.policy.now = now;
    },
    run: one,
    least: 150,
  },
  'with a server that fails, refuses and rejects': {
    async before(_device, school) {
      let posts = 0;
      school.follow(async (post) => {
        posts += 1;
        const answer = await school.accept(post);
        return posts < 4 ? problem([500, 401, 413][posts - 1]!) : answer;
      });
    },
    async run(act) {
      await whole(act);
      act.device.clock.now += 3_600_000;
      await act.outbox.drain('retry');
    },
    least: 350,
  },
};

/** One course, ended at one step. Says whether the ending came before its own end. */
async function endedAt(course: Course, steps: number, ending: Ending): Promise<boolean> {
  const device = createDevice(startAt);
  device.policy.now = policyOf(endpoint);
  const school = createSchool();
  await course.before?.(device, school);
  const earlier = new Set((await dump()).reports.map((row) => String(row['id'])));
  for (const key of device.disk.keys()) if (key.startsWith('r:')) earlier.add(key.slice(2));

  const life: Life = createLife(steps, ending);
  const release = tapIndexedDb(life);
  const pressed: string[] = [];
  const saved = new Set<string>(earlier);
  const { fetch } = life.wrap({ fetch: school.fetch as () => Promise<Response> });
  const outbox = device.boot(fetch, {
    store: life.wrap(createIdbStore('dolphin-outbox', () => crypto.randomUUID())),
    mirror: life.wrap(device.mirror),
    sealer: quickSealer,
  });
  let last = press(device);
  const act: Act = {
    device,
    school,
    outbox,
    async press() {
      last = press(device);
      pressed.push(last.id);
      if ((await outbox.keepPress(last)).ok) saved.add(last.id);
    },
    async followUp() {
      const { id: pressId, statusKey } = last;
      const id = crypto.randomUUID();
      const kept = await outbox.keepFollowUp({
        id,
        pressId,
        statusKey,
        occurredAt: device.clock.now,
        category: 'rude',
      });
      if (kept.ok) saved.add(id);
    },
  };
  await Promise.race([course.run(act), life.died]);
  release();
  const isEnded = life.isOver();
  await leavesNothingReadable(device);

  school.follow(undefined);
  // A failure leaves the run alive, and what only its memory holds is delivered from there.
  if (ending === 'fail') {
    await drainByAlarm(device, outbox, 12);
    for (const id of pressed) expect(school.stored.has(id), 'a press of a run that lives on').toBe(true);
  }
  const again = device.boot(school.fetch, { sealer: quickSealer });
  device.clock.now += 1000;
  await again.drain('startup');
  expect(await drainByAlarm(device, again, 12)).toBeLessThanOrEqual(12);
  for (const id of saved) expect(school.stored.has(id), 'what was said to be saved').toBe(true);
  const { reports, receipts } = await dump();
  expect(reports).toEqual([]);
  const known = new Set([...school.stored.keys(), ...school.words.keys()]);
  expect(receipts.filter(({ id }) => !known.has(String(id)))).toEqual([]);
  expect([...device.disk.keys()].filter((key) => key.startsWith('r:'))).toEqual([]);
  const bodies = Map.groupBy(school.posts, ({ headers }) => headers.get('idempotency-key'));
  for (const posts of bodies.values()) expect(new Set(posts.map(({ body }) => body)).size, 'one body a report').toBe(1);
  return isEnded;
}

/** No address in any form, and no time of a press. */
async function leavesNothingReadable(device: Device): Promise<void> {
  const rest = await everythingAtRest(device);
  expect(rest).not.toMatch(/secret|zebra|naughty/);
  expect(rest).not.toMatch(/T\d\d:00:1[78]/);
  const numbers = (rest.match(/\b1[78]\d{11}\b/g) ?? []).map(Number);
  expect(numbers.filter((number) => number >= startAt && number < startAt + 1000)).toEqual([]);
}

describe.for(Object.entries(courses))('a run %s', ([, course]) => {
  it.each<Ending>(['stop', 'fail'])(
    'loses nothing that was said to be saved and doubles nothing, whichever step is met by a %s',
    async (ending) => {
      let steps = 0;
      let isWhole = false;
      for (; !isWhole; steps += 1) {
        try {
          isWhole = !(await endedAt(course, steps, ending));
        } catch (failure) {
          throw new Error(`After ${steps} steps`, { cause: failure });
        }
      }
      expect(steps).toBeGreaterThan(course.least);
    },
    240_000,
  );
});

it('a run stopped while it sends leaves an alarm behind, although the one that woke it is spent', async () => {
  const device = createDevice();
  device.policy.now = policyOf(endpoint);
  const before = device.boot(() => Promise.reject(new TypeError('Failed to fetch')));
  await before.keepPress(press(device));
  await before.drain('press');
  device.clock.now = device.alarms.at(-1)!;
  device.alarms.length = 0;
  let began = (): void => undefined;
  const sending = new Promise<void>((resolve) => (began = resolve));
  const woken = device.boot(() => {
    began();
    return new Promise(() => undefined);
  });
  void woken.drain('alarm');
  await sending;
  expect(device.alarms).toEqual([device.clock.now + 60_000]);
});
