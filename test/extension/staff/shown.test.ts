/** What the staff panel has on a screen is told to the school. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createStaff } from '../../../extension/staff/background.ts';
import { report } from './reports.ts';
import { createSchool, endpoint } from './school.ts';

beforeEach(() => {
  vi.useFakeTimers();
  fakeBrowser.reset();
  fakeBrowser.runtime.getPlatformInfo = (async () => ({ os: 'linux', arch: 'x86-64' })) as never;
});
afterEach(() => vi.useRealTimers());

it('once, and again when that was lost on the way', async () => {
  const school = createSchool();
  school.tokens.add('t1');
  await fakeBrowser.storage.local.set({ 'staff.grant': { endpoint, token: 't1', name: 'Amina Khan' } });
  const staff = createStaff({
    policy: async () => ({ role: 'staff', endpoint }),
    fetch: school.fetch,
    now: () => Date.now(),
    random: () => 0,
    version: '0.1.0',
    changed: () => undefined,
    press: () => undefined,
  });
  await staff.opened();
  const one = report();
  school.reports.push(one);
  const said = () => school.requests.filter(({ path }) => path === `/reports/${one.id}/shown`).length;
  school.reach(false);
  await staff.shown({ id: one.id });
  school.reach(true);
  expect(said()).toBe(1);
  await staff.shown({ id: one.id });
  await staff.shown({ id: one.id });
  expect(said()).toBe(2);
  await staff.signOut();
});
