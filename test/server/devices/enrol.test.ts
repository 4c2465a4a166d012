import { expect, it } from 'vitest';
import { rotateSiteCode } from '../../../server-stub/deploy/site-code.ts';
import type { DeviceList, SiteCodeView } from '../../../shared/fleet-api.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { headers } from '../../../shared/wire.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';
import { beatOf, beatWith, enrolWith, newDeviceKey, postAsDevice, type DeviceKey } from './device-key.ts';

const kinds = async (school: OpenSchool): Promise<string[]> => {
  const rows = await school.store.read.selectFrom('audit').select(['kind', 'actor']).orderBy('seq').execute();
  return rows.filter(({ kind }) => /^(device|site-code)/.test(kind)).map(({ kind, actor }) => `${kind} ${actor}`);
};
const listOf = async (school: OpenSchool, query = ''): Promise<DeviceList> =>
  (await (await school.as('technician', `/devices${query}`)).json()) as DeviceList;

async function confirmedOf(school: OpenSchool, key: DeviceKey, change: Record<string, string> = {}): Promise<unknown> {
  const sealed = await school.seal(pressOf());
  const answer = await school.send(sealed, { ...key.sign('POST', '/v1/reports', sealed.body), ...change });
  expect(answer.status).toBe(201);
  const { report } = (await (await school.as('dsl', `/reports/${sealed.id}`)).json()) as { report: object };
  return 'confirmed' in report && report.confirmed;
}

it('a key waits for a technician, and counts once it is approved', async () => {
  const school = await openSchool();
  const key = newDeviceKey();
  const first = await enrolWith(school, key, { label: 'Laptop 7', room: 'Oak', group: '3A' });
  expect([first.status, await first.json()]).toEqual([202, { deviceId: key.id, state: 'pending' }]);
  expect(await confirmedOf(school, key)).toBe(false);
  expect((await beatWith(school, key)).status).toBe(403);
  expect(await (await beatWith(school, key)).json()).toMatchObject({ state: 'pending' });

  expect((await school.as('technician', `/devices/${key.id}/approve`, {})).status).toBe(200);
  expect(await (await enrolWith(school, key, { label: 'Laptop 7' })).json()).toMatchObject({ state: 'active' });
  expect(await confirmedOf(school, key)).toBe(true);
  expect((await beatWith(school, key, beatOf({ label: 'Laptop 7' }))).status).toBe(200);
  expect((await listOf(school)).devices).toMatchObject([{ id: key.id, label: 'Laptop 7', state: 'active' }]);
  // Approving again is no second act.
  await school.as('technician', `/devices/${key.id}/approve`, {});
  expect(await kinds(school)).toEqual(['device.approved id-of-technician']);
});

it('an approval window takes what enrols while it is open, and whoever waited already when they ask again', async () => {
  const school = await openSchool();
  const [early, during, late] = [newDeviceKey(), newDeviceKey(), newDeviceKey()];
  const stateOf = async (key: DeviceKey) => ((await (await enrolWith(school, key)).json()) as { state: string }).state;
  expect(await stateOf(early)).toBe('pending');
  const opened = await school.as('technician', '/devices/approval', { minutes: 30 });
  expect(await opened.json()).toEqual({ approvalUntil: '2026-09-15T09:50:31.000Z' });
  expect([await stateOf(during), await stateOf(early)]).toEqual(['active', 'active']);
  school.clock.now += 31 * 60_000;
  expect(await stateOf(late)).toBe('pending');
  expect((await listOf(school)).approvalUntil).toBeUndefined();
  await school.as('technician', '/devices/approval', { minutes: 30 });
  await school.as('technician', '/devices/approval', { minutes: 0 });
  expect(await stateOf(late)).toBe('pending');
  expect(await kinds(school)).toEqual([
    'device-approval.opened id-of-technician',
    'device.enrolled device',
    'device.enrolled device',
    'device-approval.opened id-of-technician',
    'device-approval.closed id-of-technician',
  ]);
});

it('approving all who wait leaves out whoever came after the technician looked', async () => {
  const school = await openSchool();
  const [seen, unseen] = [newDeviceKey(), newDeviceKey()];
  await enrolWith(school, seen);
  const { now, counts } = await listOf(school);
  expect(counts).toMatchObject({ all: 1, pending: 1 });
  school.clock.now += 1000;
  await enrolWith(school, unseen);
  const done = await school.as('technician', '/devices/approve-waiting', { upTo: now });
  expect(await done.json()).toEqual({ approved: 1 });
  const waiting = await listOf(school, '?state=pending');
  expect(waiting.devices.map(({ id }) => id)).toEqual([unseen.id]);
});

it('a device that is taken away confirms nothing, cannot enrol again, and can be taken back in', async () => {
  const school = await openSchool();
  const key = newDeviceKey();
  await school.as('technician', '/devices/approval', { minutes: 30 });
  await enrolWith(school, key);
  await school.as('technician', `/devices/${key.id}/revoke`, {});
  expect(await confirmedOf(school, key)).toBe(false);
  const again = await enrolWith(school, key);
  expect([again.status, await again.json()]).toMatchObject([403, { state: 'revoked' }]);
  expect((await beatWith(school, key)).status).toBe(403);
  await school.as('technician', `/devices/${key.id}/approve`, {});
  expect(await confirmedOf(school, key)).toBe(true);
});

it('refuses what is no key, a private key, no site code, and gives a plain sentence each time', async () => {
  const school = await openSchool();
  const { publicKey } = newDeviceKey();
  const said = async (body: string, more?: Record<string, string>) => {
    const answer = await postAsDevice(school, '/v1/devices', body, more);
    const { detail } = (await answer.json()) as { detail: string };
    expect(detail).toMatch(/^[A-Z].*\.$/);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
    return answer.status;
  };
  const right = JSON.stringify({ publicKey });
  expect(await said('{')).toBe(400);
  expect(await said('{}')).toBe(400);
  expect(await said(JSON.stringify({ publicKey: { ...publicKey, x: publicKey.y } }))).toBe(400);
  expect(await said(JSON.stringify({ publicKey: { ...publicKey, d: publicKey.x } }))).toBe(400);
  expect(await said(JSON.stringify({ publicKey, label: 'x'.repeat(200) }))).toBe(400);
  expect(await said(right, { 'Content-Type': 'text/plain' })).toBe(415);
  expect(await said(right + ' '.repeat(20_000))).toBe(413);
  expect(await said(right, { Authorization: '' })).toBe(401);
  expect(await said(right, { Authorization: 'Bearer nobody' })).toBe(401);
  expect((await listOf(school)).counts.all).toBe(0);
});

it('a new site code loses no press: the old one is taken while its date lasts, and set apart after', async () => {
  const school = await openSchool();
  const key = newDeviceKey();
  await school.as('technician', '/devices/approval', { minutes: 30 });
  await enrolWith(school, key);
  await beatWith(school, key);
  const rotated = await school.as('technician', '/site-code/rotate', { days: 30 });
  const { setup, old } = (await rotated.json()) as SiteCodeView;
  expect(old).toEqual([{ until: '2026-10-15T09:20:31.000Z', devices: 1 }]);
  const { siteCode = '' } = checkPolicy({ setup }).policy;
  expect(siteCode).not.toBe(school.siteCode);
  expect((await listOf(school, '?state=old-code')).devices).toMatchObject([{ id: key.id, concerns: ['old-code'] }]);

  const told = async (code: string) => {
    const answer = await school.send(await school.seal(pressOf()), { Authorization: `Bearer ${code}` });
    return [answer.status, ((await answer.json()) as { told: boolean }).told];
  };
  expect([await told(school.siteCode), await told(siteCode)]).toEqual([
    [201, true],
    [201, true],
  ]);
  expect((await enrolWith(school, newDeviceKey())).status).toBe(202);
  school.clock.now += 31 * 86_400_000;
  expect([await told(school.siteCode), await told(siteCode)]).toEqual([
    [201, false],
    [201, true],
  ]);
  expect((await enrolWith(school, newDeviceKey())).status).toBe(401);
  const { old: after } = (await (await school.as('technician', '/site-code')).json()) as SiteCodeView;
  expect(after).toEqual([]);
  expect((await kinds(school)).filter((kind) => kind.startsWith('site-code'))).toEqual([
    'site-code.rotated id-of-technician',
  ]);
});

it('two changes of the site code in a row leave both earlier ones their own dates', async () => {
  const school = await openSchool();
  await school.as('technician', '/site-code/rotate', { days: 10 });
  const second = await school.as('technician', '/site-code/rotate', { days: 40 });
  const { old } = (await second.json()) as SiteCodeView;
  expect(new Set(old.map(({ until }) => until))).toEqual(
    new Set(['2026-09-25T09:20:31.000Z', '2026-10-25T09:20:31.000Z']),
  );
  const at = new Date(school.clock.now).toISOString();
  const row = await school.store.read.selectFrom('school').selectAll().executeTakeFirstOrThrow();
  const actor = { school: school.school, actor: 'command', actorRole: 'command' };
  await rotateSiteCode({ ...school, school: row }, { days: 0, at, actor });
  const sealed = await school.seal(pressOf());
  expect(await (await school.send(sealed)).json()).toMatchObject({ status: 'stored', told: false });
});

it('a wrong or absent signature never refuses a report', async () => {
  const school = await openSchool();
  const key = newDeviceKey();
  await school.as('technician', '/devices/approval', { minutes: 30 });
  await enrolWith(school, key);
  for (const change of [
    { [headers.signature]: 'x' },
    { [headers.signature]: '' },
    { [headers.device]: newDeviceKey().id },
    { [headers.device]: '' },
    { [headers.sent]: 'soon' },
  ])
    expect(await confirmedOf(school, key, change)).toBe(false);
  // Its clock may be years off: a report is kept once however often it comes.
  const sealed = await school.seal(pressOf());
  await school.send(sealed, key.sign('POST', '/v1/reports', sealed.body, Date.parse('2016-01-01T00:00:00Z')));
  const { report } = (await (await school.as('dsl', `/reports/${sealed.id}`)).json()) as { report: object };
  expect(report).toMatchObject({ confirmed: true });
});
