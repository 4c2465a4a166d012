/** The staff side in the background against a small school behind `fetch`: signed in, told, answering, and found back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { StaffView } from '../../../extension/platform/messages.ts';
import { createStaff, staffAlarm, type Staff } from '../../../extension/staff/background.ts';
import type { Policy } from '../../../shared/policy.ts';
import { report } from './reports.ts';
import { createSchool, endpoint, type School } from './school.ts';

const notices = async () => Object.keys(await fakeBrowser.notifications.getAll());
const badge = () => fakeBrowser.action.getBadgeText({});
/** Notes the titles of the notifications raised from now on. */
function noticeTitles(): unknown[] {
  const titles: unknown[] = [];
  const create = fakeBrowser.notifications.create.bind(fakeBrowser.notifications);
  fakeBrowser.notifications.create = (async (id: string, options: { title: string }) => {
    titles.push(options.title);
    return create(id, options as never);
  }) as never;
  return titles;
}
/** Lets everything that is on its way arrive; reconnecting waits up to a second and a half. */
const settle = (ms = 50) => vi.advanceTimersByTimeAsync(ms);

describe('the staff side in the background', () => {
  let school: School;
  let policy: Policy;
  let views: StaffView[];
  let pressed: number;
  const made: Staff[] = [];

  /** A worker that has just started: nothing but storage outlives it. */
  async function wake(): Promise<Staff> {
    const staff = createStaff({
      policy: async () => policy,
      fetch: school.fetch,
      now: () => Date.now(),
      random: () => 0,
      version: '0.1.0',
      changed: (view) => views.push(view),
      press: () => (pressed += 1),
    });
    made.push(staff);
    staff.start();
    await settle();
    return staff;
  }
  async function signedIn(): Promise<Staff> {
    school.tokens.add('t1');
    await fakeBrowser.storage.local.set({ 'staff.grant': { endpoint, token: 't1', name: 'Amina Khan' } });
    return wake();
  }

  beforeEach(() => {
    vi.useFakeTimers();
    fakeBrowser.reset();
    fakeBrowser.runtime.getPlatformInfo = (async () => ({ os: 'linux', arch: 'x86-64' })) as never;
    school = createSchool();
    policy = { role: 'staff', endpoint };
    views = [];
    pressed = 0;
  });
  afterEach(async () => {
    for (const staff of made.splice(0)) await staff.signOut();
    vi.useRealTimers();
  });

  it('asks nothing of anybody on a learner’s computer', async () => {
    policy = { role: 'learner', endpoint };
    await signedIn();
    expect(school.requests).toEqual([]);
    expect(await badge()).toBe('');
  });

  it('signs in by comparing a code, and keeps the token for that server alone', async () => {
    const staff = await wake();
    expect((await staff.opened()).connection).toBe('not-connected');
    await staff.signIn();
    expect(await staff.opened()).toMatchObject({ connection: 'signing-in', signIn: { userCode: 'BCDF-GHJK' } });
    expect((await fakeBrowser.tabs.query({})).map(({ url }) => url)).toContain(`${endpoint}/connect?code=BCDF-GHJK`);
    await settle(5000);
    school.device.answer = { token: 't9' };
    school.tokens.add('t9');
    await settle(5100);
    expect(await staff.opened()).toMatchObject({ connection: 'live', name: 'Amina Khan' });

    policy = { role: 'staff', endpoint: 'https://other.example' };
    staff.policyChanged();
    await settle();
    expect((await staff.opened()).connection).toBe('not-connected');
    expect(school.requests.filter(({ token }) => token === 't9').every(({ path }) => path !== '/device/code')).toBe(
      true,
    );
  });

  it('goes on with a sign-in that a stopped worker left behind', async () => {
    const first = await wake();
    await first.signIn();
    const after = await wake();
    expect((await after.opened()).signIn?.userCode).toBe('BCDF-GHJK');
    school.device.answer = { token: 't9' };
    school.tokens.add('t9');
    await settle(5100);
    expect((await after.opened()).connection).toBe('live');
  });

  it.each([
    ['access_denied', 'The sign-in was not approved.'],
    ['expired_token', 'The code has run out. Please sign in again.'],
  ])('says why when the answer is %s', async (error, sentence) => {
    const staff = await wake();
    await staff.signIn();
    school.device.answer = { error };
    await settle(5100);
    expect(await staff.opened()).toMatchObject({ connection: 'not-connected', failure: sentence });
  });

  it('tells the person of a new report: badge, notification and panel, without the address', async () => {
    await signedIn();
    school.tell(
      'report',
      report({ room: 'Room 4', url: 'https://bad.example/secret', others: ['https://b.example/'] }),
    );
    await settle();
    expect(await badge()).toBe('1');
    expect(await notices()).toHaveLength(1);
    expect(views.at(-1)?.reports).toHaveLength(1);
    expect(JSON.stringify(views)).not.toContain('secret');
    expect(JSON.stringify(await fakeBrowser.storage.local.get())).not.toContain('bad.example');
  });

  it('takes the notification down when a colleague answers', async () => {
    await signedIn();
    const pressedOne = report();
    school.tell('report', pressedOne);
    await settle();
    school.tell('acknowledged', { ...pressedOne, state: 'acknowledged', acknowledgedBy: 'Tom Reid' });
    await settle();
    expect(await notices()).toEqual([]);
    expect(await badge()).toBe('');
  });

  it('answers from the notification without opening anything', async () => {
    const staff = await signedIn();
    const [first, second] = [report(), report()];
    school.tell('report', first);
    school.tell('report', second);
    await settle();
    staff.onNotificationButton(`dolphin-staff:${first.id}`, 0);
    staff.onNotificationButton(`dolphin-staff:${second.id}`, 1);
    await settle();
    expect(school.requests.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      `/reports/${first.id}/acknowledge`,
      `/reports/${second.id}/not-mine`,
    ]);
    expect(await notices()).toEqual([]);
  });

  it('says on the notification itself when the answer did not get through', async () => {
    const staff = await signedIn();
    const titles = noticeTitles();
    const one = report();
    school.tell('report', one);
    await settle();
    school.reach(false);
    staff.onNotificationButton(`dolphin-staff:${one.id}`, 0);
    await settle();
    expect(titles).toEqual(['A computer needs you', 'That did not reach the school']);
    expect(await notices()).toEqual([`dolphin-staff:${one.id}`]);
    expect(views.at(-1)?.failure).toContain('did not answer');
  });

  it('says plainly that it is not connected, and finds back with what was missed', async () => {
    await signedIn();
    school.tell('report', report());
    await settle();
    school.reach(false);
    school.cut();
    await settle();
    expect(views.at(-1)?.connection).toBe('offline');
    school.reach(true);
    await settle(2000);
    expect(views.at(-1)?.connection).toBe('live');
    expect(school.requests.filter(({ path }) => path === '/events').map(({ lastId }) => lastId)).toContain('1');
  });

  it('does not announce the same report again after the worker was stopped', async () => {
    await signedIn();
    school.tell('report', report());
    await settle();
    for (const id of await notices()) await fakeBrowser.notifications.clear(id);
    await wake();
    await settle();
    expect(await notices()).toEqual([]);
    expect(await badge()).toBe('1');
  });

  it('signs out when the server does not know the token any more', async () => {
    const staff = await signedIn();
    school.tokens.clear();
    school.cut();
    await settle(2000);
    expect(await staff.opened()).toMatchObject({ connection: 'not-connected', reports: [] });
    expect(await fakeBrowser.storage.local.get('staff.grant')).toEqual({});
    expect(await badge()).toBe('!');
  });

  it('signs out on the server too', async () => {
    const staff = await signedIn();
    await staff.signOut();
    await settle();
    expect(school.tokens.size).toBe(0);
    expect((await staff.opened()).connection).toBe('not-connected');
  });

  it('keeps a wake-up for the case that the browser stops it all the same', async () => {
    await signedIn();
    expect(await fakeBrowser.alarms.get(staffAlarm.name)).toMatchObject({ periodInMinutes: 0.5 });
  });

  it('says that there is no school when none is set', async () => {
    policy = { role: 'staff' };
    const staff = await wake();
    expect(await staff.opened()).toMatchObject({ connection: 'not-connected', noServer: true });
  });

  it('asks again for the list when only the stream came through', async () => {
    school.reports.push(report());
    school.breakLists(1);
    await signedIn();
    expect(views.at(-1)).toMatchObject({ connection: 'live', reports: [] });
    await settle(3100);
    expect(views.at(-1)?.reports).toHaveLength(1);
  });

  it('does without broken events', async () => {
    await signedIn();
    const good = report();
    school.tell('report', { nonsense: true } as never);
    school.tell('report', good);
    await settle();
    expect(views.at(-1)?.reports.map(({ id }) => id)).toEqual([good.id]);
  });
});
