/** Benchmark: a hundred reports through the same kills and answers, and how many each contender loses of them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchChromium } from '../../browsers/chromium.ts';
import { openGate, type Fault } from './gate.ts';
import type { Bench } from './worker.ts';

type Lesson = {
  fault: Fault;
  reports: number;
  /** The browser is killed 0 to 50 ms after the last press, or when all is quiet. */ kill: 'at once' | 'later';
};
const lessons: readonly Lesson[] = [
  { fault: 'no network', reports: 35, kill: 'later' },
  { fault: 'no network', reports: 10, kill: 'at once' },
  { fault: 'an error (500)', reports: 10, kill: 'later' },
  { fault: 'too many (429)', reports: 10, kill: 'later' },
  { fault: 'not allowed (401)', reports: 10, kill: 'later' },
  { fault: 'too large (413), says a proxy', reports: 5, kill: 'later' },
  { fault: 'a sign-in page (200)', reports: 10, kill: 'later' },
  { fault: 'no answer', reports: 10, kill: 'at once' },
];
const everyMs = 20;
const quietMs = 2000;

export type Losses = { name: string; lost: number; calledKept: number; twice: number; by: Record<string, number> };

export async function benchLosses(
  extension: string,
  folder: string,
  school: { url: string; setup: string },
): Promise<Losses[]> {
  const gate = await openGate(school.url);
  const pressed: { id: string; fault: Fault }[] = [];
  try {
    for (const { fault, reports, kill } of lessons) {
      const ids = Array.from({ length: reports }, () => randomUUID());
      pressed.push(...ids.map((id) => ({ id, fault })));
      await withBrowser(extension, folder, async (run) => {
        await allWell(gate, run, school.setup);
        gate.fault = fault;
        const pressing = run((bench, [all, every]) => bench.press(all, every), [ids, everyMs] as const);
        // Killed in the middle of it, the browser answers no more.
        pressing.catch(() => undefined);
        if (kill === 'later') await pressing.then(() => pause(quietMs));
        else await pause(ids.length * everyMs + Math.random() * 50);
      });
    }
    await withBrowser(extension, folder, (run) => allWell(gate, run, school.setup));
  } finally {
    await gate.close();
  }
  return ['dolphin', 'workbox', 'sentry'].map((name) => {
    const arrived = gate.arrived(name);
    const there = new Set(arrived);
    const lost = pressed.filter(({ id }) => !there.has(id));
    const by = Object.fromEntries(
      [...Map.groupBy(lost, ({ fault }) => fault)].map(([fault, some]) => [fault, some.length]),
    );
    const calledKept = lost.filter(({ id }) => gate.saidKept(name).has(id)).length;
    return { name, lost: lost.length, calledKept, twice: arrived.length - there.size, by };
  });
}

type Run = <T, A>(work: (bench: Bench, given: A) => Promise<T>, given: A) => Promise<T>;

/** A browser on the profile of the last one; killed at the end, whatever it is doing. */
export async function withBrowser<T>(extension: string, folder: string, use: (run: Run) => Promise<T>): Promise<T> {
  const browser = await launchChromium({ extension, folder: join(folder, 'browser') });
  try {
    const worker = await browser.worker();
    return await use((work, given) => worker.evaluate(`(${String(work)})(bench, ${JSON.stringify(given)})`));
  } finally {
    await browser.kill();
  }
}

/** The school is reached again: everybody sends what they have, until nothing more comes. */
async function allWell(gate: Awaited<ReturnType<typeof openGate>>, run: Run, setup: string): Promise<void> {
  gate.fault = undefined;
  await run(async (bench, [url, code]) => bench.open(url, code), [gate.url, setup] as const);
  const count = () => ['dolphin', 'workbox', 'sentry'].reduce((sum, name) => sum + gate.arrived(name).length, 0);
  for (let before = -1; before !== count();) {
    before = count();
    await run((bench) => bench.sendAll(), undefined);
    await pause(quietMs * 2);
  }
}
