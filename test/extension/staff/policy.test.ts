/** The staff side goes by the newest policy, whenever it comes. */
import { expect, onTestFinished, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { StaffView } from '../../../extension/platform/messages.ts';
import { createStaff } from '../../../extension/staff/background.ts';
import type { Policy } from '../../../shared/policy.ts';
import { createSchool, endpoint } from './school.ts';

test('a policy that changes while the one before is still being read counts at once', async () => {
  fakeBrowser.reset();
  const school = createSchool();
  school.tokens.add('t1');
  await fakeBrowser.storage.local.set({ 'staff.grant': { endpoint, token: 't1', name: 'Amina Khan' } });
  let policy: Policy = {};
  let view: StaffView | undefined;
  const staff = createStaff({
    policy: async () => policy,
    fetch: school.fetch,
    now: Date.now,
    random: () => 0,
    version: '0.1.0',
    changed: (next) => (view = next),
    press: () => undefined,
  });
  onTestFinished(() => staff.signOut());
  staff.start();
  policy = { role: 'staff', endpoint };
  staff.policyChanged();
  await expect.poll(() => view?.connection).toBe('live');
});
