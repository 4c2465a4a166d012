/** The dolphin in the background: where a toolbar click leads. */
import { expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createDolphin } from '../../../extension/dolphin/background.ts';
import type { Policy } from '../../../shared/policy.ts';

test('a role that arrives while the one before is still being read is the one that stays', async () => {
  const set: string[] = [];
  fakeBrowser.action.setPopup = async ({ popup }: { popup: string }) => void set.push(popup);
  const early = Promise.withResolvers<Policy>();
  const answers: Promise<Policy>[] = [early.promise, Promise.resolve({ role: 'staff' })];
  const dolphin = createDolphin(() => answers.shift() ?? Promise.resolve({}));
  dolphin.showRole();
  dolphin.showRole();
  await Promise.resolve();
  early.resolve({});
  await expect.poll(() => set).toEqual(['', 'staff.html']);
});

test('the dolphin’s name is in the school’s first language, and in English for staff', async () => {
  fakeBrowser.commands.getAll = () => Promise.resolve([]);
  const languages = ['ur', 'pl'];
  const named = async (policy: Policy) => createDolphin(() => Promise.resolve(policy)).settings();
  expect(await named({ languages })).toMatchObject({ name: 'ڈولفن: اسکرین چھپائیں اور کسی بڑے کو بتائیں', lang: 'ur' });
  const english = { name: 'Dolphin: hide the screen and tell a grown-up' };
  expect(await named({})).toMatchObject(english);
  expect(await named({ languages, role: 'staff' })).toMatchObject(english);
  expect(await named({ languages, role: 'staff' })).not.toHaveProperty('lang');
});
