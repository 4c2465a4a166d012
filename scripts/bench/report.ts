/** Benchmark: from the press to the disk, the school, the teacher's stream, and back to the cover. */
import type { Worker } from 'playwright-core';
import { createEventParser } from '../../shared/event-stream.ts';
import { recordStates, sharedNow, stateAt } from '../browsers/cover-states.ts';
import { coverOf, dolphinOnScreen, pause, releaseAll, type Scene } from './scene.ts';
import { loadNow, type Row } from './table.ts';

const steps = [
  { what: 'press → strict commit, as the worker hears of it', aim: 50 },
  { what: 'press → “saved” on the cover' },
  { what: 'press → “delivered” on the cover' },
  { what: 'press → on the teacher’s event stream', aim: 500 },
  { what: 'acknowledge → on the cover', aim: 500 },
] as const;

export async function benchReport(scene: Scene, rounds: number): Promise<Row[]> {
  const { browser, lesson, hand, lead } = scene;
  await recordStates(browser.context);
  const told = followTeacher(scene);
  const times: number[][] = steps.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const page = await browser.context.newPage();
    await page.goto(lesson.url());
    hand.point(await dolphinOnScreen(page));
    const worker = await browser.worker();
    await noteSaved(worker);
    await pause(400);
    const pressed = sharedNow();
    hand.click();
    const cover = await coverOf(scene);
    const id = new URL(cover.url()).hash.slice(1);
    const saved = await stateAt(cover, 'saved', 'delivered');
    const delivered = await stateAt(cover, 'delivered');
    while (!told.has(id)) await pause(5);
    const committed = await worker.evaluate(() => (globalThis as Noted).dolphinSaved ?? Number.NaN);
    const coming = sharedNow();
    const answer = await lead.act(id, 'acknowledge');
    if (!answer.ok) throw new Error(`The acknowledgement was answered ${answer.status}.`);
    const acknowledged = await stateAt(cover, 'acknowledged');
    const marks = [committed, saved, delivered, told.get(id) ?? Number.NaN].map((mark) => mark - pressed);
    for (const [at, ms] of [...marks, acknowledged - coming].entries()) times[at]?.push(ms);
    await releaseAll(scene);
  }
  const load = loadNow();
  return steps.map((step, at) => ({ ...step, times: times[at] ?? [], load }));
}

type Noted = { dolphinSaved?: number };

/** The worker writes the incident's new state down in the same task in which it hears that the disk has the record. */
async function noteSaved(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const noted = globalThis as Noted;
    delete noted.dolphinSaved;
    chrome.storage.session.onChanged.addListener(({ incident }) => {
      const { state } = (incident?.newValue ?? {}) as { state?: string };
      if (state === 'saved') noted.dolphinSaved ??= performance.timeOrigin + performance.now();
    });
  });
}

/** Press id → when the safeguarding lead's live stream had it. */
function followTeacher({ school, lead }: Scene): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  const read = async () => {
    const headers = { authorization: `Bearer ${lead.token}`, accept: 'text/event-stream' };
    const { body } = await fetch(`${school.url}/api/events`, { headers });
    const parser = createEventParser();
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const item of parser.push(text)) {
        if (item.kind !== 'event' || item.name !== 'report') continue;
        const { id } = (JSON.parse(item.data) as { report: { id: string } }).report;
        if (!told.has(id)) told.set(id, sharedNow());
      }
    }
  };
  // Ends with the server.
  read().catch(() => undefined);
  return told;
}
