import { expect, it } from 'vitest';
import { sendTrial, type Road } from '../../../extension/selfcheck/trial.ts';

const page = 'chrome-extension://x/selfcheck.html';
function trialOn(outbox: Partial<Road>) {
  let at = 0;
  const ports = { now: () => at, uuid: () => 'id', statusKey: () => 'key', page };
  const road: Road = {
    keepPress: () => Promise.resolve({ ok: true }),
    drain: () => Promise.resolve(),
    deliveryOf: () => Promise.resolve({ id: 'id', state: 'kept', told: false }),
    ...outbox,
  };
  return sendTrial({ ...ports, outbox: road, wait: (ms) => Promise.resolve(void (at += ms)) });
}

it('sends this page, marked as practice, and nothing else', async () => {
  const kept: unknown[] = [];
  await trialOn({ keepPress: (capture) => Promise.resolve({ ok: kept.push(capture) > 0 }) });
  expect(kept).toEqual([
    { id: 'id', url: page, others: [], occurredAt: 0, statusKey: 'key', tabKind: 'other', practice: true },
  ]);
});

it('is over when the school has proved that it has it, and says whether an adult is told', async () => {
  let looks = 0;
  const arrived = { state: 'delivered', told: true };
  const deliveryOf = () => Promise.resolve((looks += 1) > 3 ? arrived : undefined);
  expect(await trialOn({ deliveryOf })).toEqual({ state: 'delivered', told: true, ms: 300 });
});

it('ends by itself where nothing arrives, and where nothing can be kept', async () => {
  expect(await trialOn({})).toEqual({ state: 'kept' });
  expect(await trialOn({ keepPress: () => Promise.resolve({ ok: false }) })).toEqual({ state: 'unsaved' });
});
