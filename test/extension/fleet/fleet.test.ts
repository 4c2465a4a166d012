import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createFleet, type FleetPorts } from '../../../extension/fleet/fleet.ts';
import * as timings from '../../../extension/fleet/timings.ts';
import { readDeviceKey } from '../../../extension/outbox/device-key.ts';
import type { DeviceView } from '../../../shared/fleet-api.ts';
import type { Policy } from '../../../shared/policy.ts';
import { digestOf } from '../../../shared/wire.ts';
import { openSchool, type OpenSchool } from '../../server/school.ts';
import { pressOf } from '../../server/sealed-report.ts';

beforeEach(() => {
  fakeBrowser.reset();
  globalThis.indexedDB = new IDBFactory();
});

const beat = {
  version: '0.1.0',
  browser: 'Chromium',
  build: 156,
  queue: { waiting: 0, unsealed: 0, held: 0, quarantined: 0 },
  policy: { source: 'live' as const, refused: 0 },
  checks: {},
};
const endpoint = 'https://school.example';

/** A device whose network is the real application of a school, whose disk and alarms are fakes, and whose crypto is real. */
function deviceOf(school: OpenSchool, change: Partial<FleetPorts> = {}) {
  const alarms: number[] = [];
  const sent: string[] = [];
  const policy: Policy = { endpoint, siteCode: school.siteCode, deviceLabel: 'Laptop 7', room: 'Oak' };
  const ahead = { ms: 0 };
  const ports: FleetPorts = {
    policy: async () => policy,
    key: () => readDeviceKey(),
    beat: async () => beat,
    place: async () => ({}),
    fetch: async (input, init) => {
      const { pathname } = new URL(input as string);
      sent.push(pathname);
      return school.app.request(pathname, init);
    },
    now: () => school.clock.now + ahead.ms,
    random: () => 0.5,
    wakeAt: (at) => void alarms.push(at),
    timeout: () => new AbortController().signal,
    ...change,
  };
  /** A new run of the extension over the same disk. */
  const boot = () => createFleet(ports);
  let fleet = boot();
  return {
    sent,
    policy,
    alarms,
    ahead,
    fleet: () => fleet,
    restart: () => (fleet = boot()),
    /** Lets time pass to its next alarm, and wakes it. */
    async next() {
      school.clock.now = Math.max(school.clock.now, (alarms.at(-1) ?? 0) - ahead.ms);
      await fleet.wake();
    },
    state: async () => (await fleet.standing())?.state,
  };
}

async function shown(school: OpenSchool): Promise<DeviceView[]> {
  const answer = await school.as('technician', '/devices?state=all');
  return ((await answer.json()) as { devices: DeviceView[] }).devices;
}

it('enrols soon after the policy came, waits for the technician, then says how it goes every hour', async () => {
  const school = await openSchool();
  const device = deviceOf(school);
  await device.fleet().wake();
  expect(device.sent).toEqual([]);
  expect(device.alarms.at(-1)).toBe(school.clock.now + timings.firstMs / 2);
  await device.next();
  expect([device.sent, await device.state()]).toEqual([['/v1/devices'], 'pending']);
  expect(await shown(school)).toMatchObject([{ label: 'Laptop 7', room: 'Oak', state: 'pending' }]);

  const id = (await shown(school))[0]?.id ?? '';
  await school.as('technician', `/devices/${id}/approve`, {});
  await device.next();
  expect(await device.state()).toBe('active');
  await device.next();
  expect(device.sent.at(-1)).toBe('/v1/heartbeats');
  expect((await shown(school))[0]).toMatchObject({
    version: '0.1.0',
    seenAt: new Date(school.clock.now).toISOString(),
  });
  expect(device.alarms.at(-1)).toBe(school.clock.now + timings.beatMs);
  await device.next();
  expect(device.sent.filter((path) => path === '/v1/heartbeats')).toHaveLength(2);
});

it('is the same device after a restart, and does not speak before its time', async () => {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const device = deviceOf(school);
  await device.fleet().wake();
  await device.next();
  const said = device.sent.length;
  device.restart();
  await device.fleet().wake();
  expect(device.sent).toHaveLength(said);
  // Shut over night: not at once in the morning, when all the others start too.
  school.clock.now += 15 * 3_600_000;
  device.restart();
  await device.fleet().wake();
  expect(device.sent).toHaveLength(said);
  expect(device.alarms.at(-1)).toBe(school.clock.now + timings.splayMs / 2);
  await device.next();
  expect(await shown(school)).toHaveLength(1);
  expect(device.sent.at(-1)).toBe('/v1/heartbeats');
});

it('signs reports so that they count as confirmed, with whatever clock', async () => {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const device = deviceOf(school);
  await device.fleet().wake();
  await device.next();
  const sealed = await school.seal(pressOf());
  const request = { endpoint, method: 'POST', path: '/v1/reports', digest: await digestOf(sealed.body), sent: '17' };
  expect(await device.fleet().vouch({ ...request, endpoint: 'https://elsewhere.example' })).toEqual({});
  await school.send(sealed, await device.fleet().vouch(request));
  const { report } = (await (await school.as('dsl', `/reports/${sealed.id}`)).json()) as { report: object };
  expect(report).toMatchObject({ confirmed: true });
});

it('a clock that is years off is told the time and then understood', async () => {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const device = deviceOf(school);
  device.ahead.ms = -5 * 365 * 86_400_000;
  await device.fleet().wake();
  for (let turn = 0; turn < 3; turn += 1) await device.next();
  expect(device.sent).toEqual(['/v1/devices', '/v1/heartbeats', '/v1/heartbeats']);
  expect((await shown(school))[0]?.seenAt).toBe(new Date(school.clock.now).toISOString());
});

it('a server that forgot it, or took it away, is believed', async () => {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 240 });
  const device = deviceOf(school);
  await device.fleet().wake();
  await device.next();
  await school.store.write((tx) => tx.deleteFrom('device').execute());
  await device.next();
  expect(await device.state()).toBe('none');
  await device.next();
  expect([await device.state(), (await shown(school)).length]).toEqual(['active', 1]);
  const id = (await shown(school))[0]?.id ?? '';
  await school.as('technician', `/devices/${id}/revoke`, {});
  await device.next();
  expect(await device.state()).toBe('revoked');
});

it('what stands in the way is named, tried again ever more slowly, and at once after a new policy', async () => {
  const school = await openSchool();
  const device = deviceOf(school);
  device.policy.siteCode = 'wrong';
  await device.fleet().wake();
  const waits: number[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    await device.next();
    waits.push((device.alarms.at(-1) ?? 0) - school.clock.now);
  }
  expect(await device.fleet().standing()).toMatchObject({ state: 'none', trouble: 'site-code' });
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(Math.max(...waits)).toBeLessThanOrEqual(timings.backoffFloorMs + timings.backoffCapMs);
  device.policy.siteCode = school.siteCode;
  await device.fleet().wake('policy');
  await device.next();
  expect(await device.state()).toBe('pending');
});

it.for([
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'network'],
  ['a portal’s page', () => Promise.resolve(new Response('<h1>Log in</h1>')), 'answer'],
  ['a server that knows nothing of devices', () => Promise.resolve(new Response('', { status: 404 })), 'absent'],
  ['overload', () => Promise.resolve(new Response('', { status: 503, headers: { 'Retry-After': '120' } })), 'busy'],
] as const)('%s costs nothing but a later try', async ([, fetch, trouble]) => {
  const school = await openSchool();
  const device = deviceOf(school, { fetch });
  await device.fleet().wake();
  await device.next();
  expect(await device.fleet().standing()).toMatchObject({ state: 'none', trouble });
  expect(device.alarms.at(-1)).toBeGreaterThan(school.clock.now + (trouble === 'busy' ? 120_000 : 0));
  const request = { endpoint, method: 'POST', path: '/v1/reports', digest: 'x', sent: '1' };
  expect(await device.fleet().vouch(request)).toEqual({});
});

it('storage that fails leaves everything else as it was', async () => {
  const school = await openSchool();
  const device = deviceOf(school, { key: () => Promise.reject(new Error('no database')) });
  await device.fleet().wake();
  await device.next();
  expect(await device.fleet().standing()).toMatchObject({ state: 'none', trouble: 'key' });
});

it('the key is made once, stays over restarts, and no script can take it out', async () => {
  const [one, other] = await Promise.all([readDeviceKey(), readDeviceKey()]);
  const later = await readDeviceKey();
  const publicOf = async (pair: CryptoKeyPair) => (await crypto.subtle.exportKey('jwk', pair.publicKey)).x;
  expect(new Set([await publicOf(one), await publicOf(other), await publicOf(later)]).size).toBe(1);
  expect(later.privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('jwk', later.privateKey)).rejects.toThrow();
});
