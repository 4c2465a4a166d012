import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DeviceList, DeviceView } from '../../../shared/fleet-api.ts';
import { headers } from '../../../shared/wire.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';
import { beatOf, beatWith, enrolWith, newDeviceKey, type DeviceKey } from './device-key.ts';

async function opened() {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const add = async (label?: string) => {
    const key = newDeviceKey();
    await enrolWith(school, key, label === undefined ? {} : { label });
    return key;
  };
  const device = async (key: DeviceKey): Promise<DeviceView> => {
    const answer = await school.as('technician', `/devices/${key.id}`);
    return ((await answer.json()) as { device: DeviceView }).device;
  };
  const list = async (query = ''): Promise<DeviceList> =>
    (await (await school.as('technician', `/devices${query}`)).json()) as DeviceList;
  return { school, add, device, list };
}

/** Hands in a signed press as number `seq` of a life of the store. */
async function press(school: OpenSchool, key: DeviceKey, gen: string, seq: number): Promise<void> {
  const sealed = await school.seal(pressOf());
  const numbered = { [headers.gen]: gen, [headers.seq]: String(seq) };
  await school.send(sealed, { ...key.sign('POST', '/v1/reports', sealed.body), ...numbered });
}

it('what a device says is shown to the technician, and nothing that it should not say is kept', async () => {
  const { school, add, device } = await opened();
  const key = await add();
  const queue = { waiting: 2, unsealed: 1, held: 3, quarantined: 1, oldestMinutes: 90, lastError: 'refused 401' };
  const more = { url: 'https://secret.example/', queue: { ...queue, url: 'https://secret.example/' } };
  const beat = { ...beatOf({ label: 'Laptop 7', room: 'Oak', checks: { endpoint: 'red' } }), ...more };
  expect(await (await beatWith(school, key, beat)).json()).toEqual({
    state: 'active',
    now: '2026-09-15T09:20:31.000Z',
  });
  const view = await device(key);
  expect(view).toMatchObject({ label: 'Laptop 7', room: 'Oak', waiting: 3, held: 4, version: '0.1.0', build: 156 });
  expect(view).toMatchObject({ seenAt: '2026-09-15T09:20:31.000Z', siteCode: 'current', beat: { queue } });
  expect(view.concerns.toSorted()).toEqual(['checks', 'held']);
  const rows = await school.store.read.selectFrom('device').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('secret');
});

it('the same heartbeat a second time is refused, and so is an older one', async () => {
  const { school, add } = await opened();
  const key = await add();
  const at = school.clock.now;
  expect((await beatWith(school, key, beatOf(), at)).status).toBe(200);
  const again = await beatWith(school, key, beatOf(), at);
  expect([again.status, await again.json()]).toMatchObject([401, { nowMs: at }]);
  expect((await beatWith(school, key, beatOf(), at - 1)).status).toBe(401);
  expect((await beatWith(school, key, beatOf(), at + 1)).status).toBe(200);
  const both = await Promise.all([beatWith(school, key, beatOf(), at + 2), beatWith(school, key, beatOf(), at + 2)]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
});

it('content that is none of a heartbeat is refused with a sentence', async () => {
  const { school, add } = await opened();
  const key = await add();
  const wrong = [
    { version: 'https://x.example/' },
    { queue: { waiting: -1, unsealed: 0, held: 0, quarantined: 0 } },
    { queue: { waiting: 0, unsealed: 0, held: 0, quarantined: 0, lastError: 'see https://x.example/' } },
    { checks: { 'https://x.example/': 'red' } },
    { policy: { source: 'live', refused: 0, digest: 'https://x.example/' } },
  ];
  for (const members of wrong) expect((await beatWith(school, key, { ...beatOf(), ...members })).status).toBe(400);
});

it('names the reports that are missing, until they come or the class was asked', async () => {
  const { school, add, device, list } = await opened();
  const key = await add('Laptop 7');
  const gen = randomUUID();
  for (const seq of [1, 2, 5, 7]) await press(school, key, gen, seq);
  expect((await device(key)).gaps).toEqual([
    { gen, from: 3, to: 4 },
    { gen, from: 6, to: 6 },
  ]);
  expect((await list('?state=gaps')).devices).toMatchObject([{ label: 'Laptop 7', missing: 3, concerns: ['gaps'] }]);
  await press(school, key, gen, 4);
  expect((await device(key)).missing).toBe(2);
  await school.as('technician', `/devices/${key.id}/gaps-settled`, {});
  expect(await device(key)).toMatchObject({ missing: 0, gaps: [] });
  // One of those that were looked into comes after all; what is missing from then on shows as before.
  await press(school, key, gen, 3);
  await press(school, key, gen, 9);
  expect(await device(key)).toMatchObject({ missing: 1 });
});

it('a device whose queue is empty shows the loss of its latest reports, one with reports waiting does not', async () => {
  const { school, add, device } = await opened();
  const key = await add();
  const gen = randomUUID();
  await press(school, key, gen, 1);
  const queue = { waiting: 2, unsealed: 0, held: 0, quarantined: 0 };
  await beatWith(school, key, beatOf({ numbers: { gen, last: 3 }, queue }));
  expect((await device(key)).missing).toBe(0);
  await beatWith(school, key, beatOf({ numbers: { gen, last: 3 } }), school.clock.now + 1);
  expect(await device(key)).toMatchObject({ missing: 2, gaps: [{ gen, from: 2, to: 3 }] });
});

it('an installation without a key has its gaps named too, but not one that nobody vouches for', async () => {
  const { school, list } = await opened();
  const [gen, foreign] = [randomUUID(), randomUUID()];
  for (const [life, seq, more] of [
    [gen, '2', {}],
    [foreign, '900', { Authorization: 'Bearer nobody' }],
  ] as const)
    await school.send(await school.seal(pressOf({ device: 'Tablet 3' })), {
      [headers.gen]: life,
      [headers.seq]: seq,
      ...more,
    });
  expect((await list()).loose).toMatchObject([{ gen, label: 'Tablet 3', missing: 1 }]);
  await school.as('technician', `/installations/${gen}/gaps-settled`, {});
  expect((await list()).loose).toEqual([]);
});

it('lists by label as people count, fifty at a time, and finds by words', async () => {
  const { school, add, list } = await opened();
  for (let number = 120; number > 0; number -= 1) await add(`Laptop ${number}`);
  const other = newDeviceKey();
  await enrolWith(school, other, { label: 'Tàblet 5', room: 'Oak Room' });
  const first = await list();
  expect(first.devices.slice(0, 3).map(({ label }) => label)).toEqual(['Laptop 1', 'Laptop 2', 'Laptop 3']);
  expect(first.devices).toHaveLength(50);
  const second = await list(`?after=${first.next}`);
  const third = await list(`?after=${second.next}`);
  expect([second.devices[0]?.label, third.devices.at(-1)?.label]).toEqual(['Laptop 51', 'Tàblet 5']);
  expect([third.devices.length, third.next, first.counts.all]).toEqual([21, undefined, 121]);
  expect((await list('?search=oak%20TABLET')).devices.map(({ label }) => label)).toEqual(['Tàblet 5']);
  expect((await list(`?search=${encodeURIComponent("100%' OR 1=1")}`)).devices).toEqual([]);
  expect((await school.as('technician', '/devices?state=odd')).status).toBe(400);
  expect((await school.as('technician', '/devices?after=odd')).status).toBe(400);
});

it('silent, old and troubled devices are counted and can be listed alone', async () => {
  const { school, add, list } = await opened();
  const [fine, silent, old, held] = [await add('a'), await add('b'), await add('c'), await add('d')];
  await beatWith(school, silent, beatOf({ label: 'b' }));
  school.clock.now += 8 * 86_400_000;
  const at = school.clock.now;
  await beatWith(school, fine, beatOf({ label: 'a', version: '10.0.0' }), at);
  await beatWith(school, old, beatOf({ label: 'c', version: '0.0.9' }), at);
  const queue = { waiting: 0, unsealed: 0, held: 1, quarantined: 0 };
  await beatWith(school, held, beatOf({ label: 'd', queue }), at);
  const { counts } = await list();
  expect(counts).toEqual({
    all: 4,
    pending: 0,
    silent: 1,
    held: 1,
    'old-version': 1,
    gaps: 0,
    'old-code': 0,
    revoked: 0,
  });
  for (const [state, label] of [
    ['silent', 'b'],
    ['old-version', 'c'],
    ['held', 'd'],
  ])
    expect((await list(`?state=${state}`)).devices).toMatchObject([{ label }]);
});

it('under load unsigned reports meet 503 first, and come in again after', async () => {
  const school = await openSchool({ limits: { atOnce: 50, atOnceUnsigned: 5 } });
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const key = newDeviceKey();
  await enrolWith(school, key);
  const sealed = await Promise.all(Array.from({ length: 40 }, () => school.seal(pressOf())));
  const unsigned = sealed.slice(0, 20).map((one) => school.send(one));
  const signed = sealed.slice(20).map((one) => school.send(one, key.sign('POST', '/v1/reports', one.body)));
  const statuses = async (all: Promise<Response>[]) => new Set((await Promise.all(all)).map(({ status }) => status));
  expect(await statuses(signed)).toEqual(new Set([201]));
  expect(await statuses(unsigned)).toContain(503);
  for (const one of sealed) expect((await school.send(one)).ok).toBe(true);
});
