/** Runs of the extension stopped at any step, and random courses of all that can happen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdbStore } from '../../../extension/outbox/idb-store.ts';
import { createMemoryStore } from '../../../extension/outbox/memory-store.ts';
import type { Store } from '../../../extension/outbox/store.ts';
import { createDevice, drainByAlarm, dump, everythingAtRest, press, type Device } from './rig.ts';
import { createSchool, policyOf, problem, type School } from './school.ts';

const endpoint = 'https://dolphin.school.example';

type Call = (...values: never[]) => Promise<unknown>;

/** Lets `steps` port calls and returns through, then the run is dead: nothing it waits for ever comes. */
function createLife(steps: number): {
  isDead: () => boolean;
  wrap: <T extends object>(port: T) => T;
  died: Promise<void>;
} {
  let left = steps;
  let die = (): void => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const pass = async (): Promise<void> => {
    left -= 1;
    if (left >= 0) return;
    die();
    await new Promise(() => undefined);
  };
  const live =
    (call: Call) =>
    async (...values: never[]): Promise<unknown> => {
      await pass();
      const result = await call(...values);
      await pass();
      return result;
    };
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => live((...values) => Reflect.apply(Reflect.get(target, name) as Call, target, values)),
    });
  return { isDead: () => left < 0, wrap, died };
}

/** A run of the extension that stops after so many steps. */
function bootMortal(device: Device, school: School, steps: number, store: Store) {
  const life = createLife(steps);
  const { fetch } = life.wrap({ fetch: school.fetch as () => Promise<Response> });
  const outbox = device.boot(fetch, {
    store: life.wrap(store),
    mirror: life.wrap(device.mirror),
  });
  return { outbox, ...life };
}

describe('a run stopped at any step', () => {
  it('of a press and its delivery loses nothing that was said to be saved, and doubles nothing', async () => {
    let steps = 0;
    for (let isWhole = false; !isWhole; steps += 1) {
      const device = createDevice();
      device.policy.now = policyOf(endpoint);
      const school = createSchool();
      const uuid = (): string => crypto.randomUUID();
      const run = bootMortal(device, school, steps, createIdbStore('dolphin-outbox', uuid));
      const [first, second] = [press(device), press(device)];
      const saved = new Set<string>();
      const life = (async () => {
        if ((await run.outbox.keepPress(first)).ok) saved.add(first.id);
        await run.outbox.drain('press');
        if ((await run.outbox.keepPress(second)).ok) saved.add(second.id);
        await run.outbox.drain('press');
      })();
      await Promise.race([life, run.died]);
      isWhole = !run.isDead();

      const again = device.boot(school.fetch);
      device.clock.now += 1000;
      await again.drain('startup');
      expect(await drainByAlarm(device, again, 5), `after ${steps} steps`).toBeLessThanOrEqual(5);
      for (const id of saved) expect(school.stored.has(id), `after ${steps} steps`).toBe(true);
      const { reports, receipts } = await dump();
      expect(reports).toEqual([]);
      expect(new Set(receipts.map(({ id }) => id))).toEqual(new Set(school.stored.keys()));
      expect(await everythingAtRest(device)).not.toMatch(/secret|zebra/);
    }
    // Every call of both presses and drains was a stopping place.
    expect(steps).toBeGreaterThan(60);
  }, 120_000);
});

type Act =
  | { do: 'press' | 'drain' | 'stop' | 'unset' | 'reset' }
  | { do: 'pass'; ms: number }
  | { do: 'answer'; with: (typeof ways)[number] };
const ways = ['right', 'lost', 'dead', '500', '429', '401', '413', 'html', 'forged', 'unproved'] as const;

const acts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Act>({ do: 'press' }) },
    { weight: 4, arbitrary: fc.constant<Act>({ do: 'drain' }) },
    { weight: 2, arbitrary: fc.constant<Act>({ do: 'stop' }) },
    { weight: 1, arbitrary: fc.constant<Act>({ do: 'unset' }) },
    { weight: 1, arbitrary: fc.constant<Act>({ do: 'reset' }) },
    {
      weight: 2,
      arbitrary: fc.integer({ min: -400_000_000, max: 100_000_000 }).map((ms): Act => ({ do: 'pass', ms })),
    },
    { weight: 4, arbitrary: fc.constantFrom(...ways).map((way): Act => ({ do: 'answer', with: way })) },
  ),
  { maxLength: 14 },
);

/** Sets how the school answers from now on. */
function answerWith(school: School, way: (typeof ways)[number]): void {
  school.follow(async (post) => {
    switch (way) {
      case 'right':
        return school.accept(post);
      case 'lost':
        await school.accept(post);
        throw new TypeError('Failed to fetch');
      case 'dead':
        throw new TypeError('Failed to fetch');
      case 'html':
        return new Response('<p>Log in</p>');
      case 'forged':
        return school.accept(post, { proof: 'A'.repeat(43) });
      case 'unproved':
        return school.accept(post, { proof: undefined });
      case '429':
        return problem(429, { 'retry-after': '60' });
      case '500':
      case '401':
      case '413':
        return problem(Number(way));
    }
  });
}

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

describe('any course of presses, stops, answers, clock steps and policies', () => {
  it('delivers every press that was kept, once', async () => {
    const seed = Number(process.env['DOLPHIN_SEED'] ?? Date.now() % 2 ** 31);
    const numRuns = Number(process.env['DOLPHIN_RUNS'] ?? 1500);
    console.log(`fast-check seed ${seed}, ${numRuns} runs`);
    await fc.assert(
      fc.asyncProperty(acts, fc.infiniteStream(fc.nat(40)), async (course, lives) => {
        const device = createDevice();
        device.policy.now = policyOf(endpoint);
        const school = createSchool();
        const kept: string[] = [];
        // The store outlives its runs as a disk does; the IndexedDB one has its own stops above.
        const store = createMemoryStore(() => crypto.randomUUID());
        const boot = () => bootMortal(device, school, 40 + lives.next().value * 10, store);
        let run = boot();
        for (const act of course) {
          if (run.isDead() || act.do === 'stop') run = boot();
          if (act.do === 'press') {
            const capture = press(device);
            const done = await Promise.race([run.outbox.keepPress(capture), run.died]);
            if (done?.ok) kept.push(capture.id);
          } else if (act.do === 'drain') await Promise.race([run.outbox.drain('alarm'), run.died]);
          else if (act.do === 'pass') device.clock.now += act.ms;
          else if (act.do === 'answer') answerWith(school, act.with);
          else if (act.do !== 'stop') device.policy.now = act.do === 'unset' ? {} : policyOf(endpoint);
        }
        device.policy.now = policyOf(endpoint);
        school.follow(undefined);
        const last = bootMortal(device, school, Infinity, store).outbox;
        expect(await drainByAlarm(device, last, 100)).toBeLessThanOrEqual(100);
        for (const id of kept) {
          expect(school.stored.has(id)).toBe(true);
          expect(await last.deliveryOf(id)).toMatchObject({ state: 'delivered', told: true });
        }
        expect(await last.health()).toMatchObject({ waiting: 0, unsealed: 0, held: 0, quarantined: 0 });
        const bodies = Map.groupBy(school.posts, ({ headers }) => headers.get('idempotency-key'));
        for (const posts of bodies.values()) expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
        const numbers = [...bodies.values()].map(([post]) => post!.headers.get('dolphin-seq'));
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
      { seed, numRuns, endOnFailure: false },
    );
  }, 300_000);
});
