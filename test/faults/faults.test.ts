/** The outbox against real sockets on which everything goes wrong. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshPostMs, postMs } from '../../extension/outbox/timings.ts';
import { createDevice, drainByAlarm, dump, press, type Device } from '../extension/outbox/rig.ts';
import { createSchool, policyOf, type School } from '../extension/outbox/school.ts';
import { faults, openFaultServer, secondMs, type Fault, type FaultServer } from './fault-server.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The device's own seconds, made as short as the server's. */
const timeout = (ms: number): AbortSignal => AbortSignal.timeout((ms / 1000) * secondMs);

async function openPlace(): Promise<{ device: Device; school: School; server: FaultServer }> {
  const device = createDevice();
  const school = createSchool();
  const server = await openFaultServer(school);
  onTestFinished(server.shut);
  device.policy.now = policyOf(server.endpoint);
  return { device, school, server };
}

function oneBodyEach(school: School): void {
  const bodies = Map.groupBy(school.posts, ({ headers }) => headers.get('idempotency-key'));
  for (const posts of bodies.values()) expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
}

it('a request may take twenty seconds, eight while a child waits: less than the thirty after which a worker is ended', () => {
  expect([postMs, freshPostMs]).toEqual([20_000, 8000]);
});

describe.for(faults)('a report met by %s', (fault) => {
  it('is kept, and delivered once when all is well again', async () => {
    const { device, school, server } = await openPlace();
    const outbox = device.boot(fetch, { timeout });
    const capture = press(device);
    await outbox.keepPress(capture);
    device.clock.now += 3 * minute;
    server.set(fault);
    await outbox.drain('alarm');
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'kept', told: false });
    expect((await dump()).reports).toMatchObject([{ id: capture.id, attempts: 1 }]);
    server.set(undefined);
    expect(await drainByAlarm(device, outbox, 6)).toBeLessThanOrEqual(6);
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered', told: true });
    expect([...school.stored.keys()]).toEqual([capture.id]);
    oneBodyEach(school);
  });
});

it('seven days offline with fifty reports, then every fault in turn: fifty delivered, fifty unique', async () => {
  const { device, school, server } = await openPlace();
  await server.shut();
  let run = device.boot(fetch, { timeout, random: Math.random });
  const ids: string[] = [];
  for (let n = 0; n < 50; n += 1) {
    const capture = press(device);
    ids.push(capture.id);
    expect(await run.keepPress(capture)).toEqual({ ok: true });
    await run.drain('press');
    device.clock.now += (7 * day) / 50;
    await run.drain('alarm');
  }
  await server.open();
  // Each for an hour or two of the device's time, with a restart now and then.
  for (const [n, fault] of [...faults, '401' as Fault].entries()) {
    server.set(fault);
    if (n % 5 === 0) run = device.boot(fetch, { timeout, random: Math.random });
    await run.drain(n % 5 === 0 ? 'startup' : 'online');
    const over = device.clock.now + hour;
    for (let wakes = 0; wakes < 4; wakes += 1) {
      device.clock.now = Math.max(device.clock.now + minute, device.alarms.at(-1) ?? 0);
      await run.drain('alarm');
    }
    device.clock.now = Math.max(device.clock.now, over);
  }
  server.set(undefined);
  expect(await drainByAlarm(device, run, 100)).toBeLessThanOrEqual(100);
  expect([...school.stored.keys()].toSorted()).toEqual(ids.toSorted());
  for (const id of ids) expect(await run.deliveryOf(id)).toMatchObject({ state: 'delivered', told: true });
  expect((await dump()).reports).toEqual([]);
  const numbers = [...school.stored.values()].map(({ report }) => report.id);
  expect(new Set(numbers).size).toBe(50);
  oneBodyEach(school);
  console.log(`fifty reports, ${school.posts.length} requests through ${faults.length} faults`);
}, 120_000);
