/** A real Firefox ESR set up by nothing but a school's kit: installed from /updates/ by its policies.json, and checked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { button, clickOn, inChrome, textOf } from '../../scripts/browsers/firefox-window.ts';
import { firefoxId } from '../../shared/extension-ids.ts';
import { makeKit, type Kit } from '../browser/harness/kit.ts';
import { openPlace, type Place } from '../browser/harness/scene.ts';
import { openFirefox, soon } from './harness/scene.ts';

let place: Place;
let kit: Kit;
beforeAll(async () => {
  place = await openPlace();
  kit = await makeKit(place.school, 'room=Library', 'debug=true', 'onPageDolphin=true');
});
afterAll(() => place.close());

type Policies = { policies: Record<string, unknown> };
const read = (path: string) => JSON.parse(readFileSync(join(kit.folder, path), 'utf8')) as Policies;

test('the kit’s policies install, place and configure it, Firefox takes each of them, and a test report comes back', async () => {
  const { policies } = read('firefox/policies.json');
  const firefox = await openFirefox({
    policies: { policies: { ...policies, ...read('hardening/firefox-policies.json').policies } },
  });
  const hostOf = () =>
    inChrome<string | null>(firefox, `return WebExtensionPolicy.getByID('${firefoxId}')?.mozExtensionHostname`);
  await expect.poll(hostOf, soon).toBeTruthy();
  const state = await inChrome<{ isActive: boolean; active: string[] }>(
    firefox,
    'return { isActive: Services.policies.status === Services.policies.ACTIVE, active: Object.keys(Services.policies.getActivePolicies()) };',
  );
  expect(state.isActive).toBe(true);
  expect(state.active).toEqual(
    expect.arrayContaining(['3rdparty', 'BlockAboutAddons', 'BlockAboutConfig', 'ExtensionSettings']),
  );
  await inChrome(
    firefox,
    `const { gBrowser } = windows[0];
    gBrowser.selectedTab = gBrowser.addTab('moz-extension://${await hostOf()}/selfcheck.html', {
      triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(),
    });`,
  );
  const words = () => textOf(firefox, { tabOf: 0 });
  await expect.poll(words, soon).toContain('Connected to a school');
  await expect.poll(words, soon).toContain(kit.fingerprint);
  await expect.poll(words, soon).toMatch(/It answered in \d+ ms/);
  for (const good of [
    'The administrator installed it',
    'No setting was refused',
    'It is pinned',
    'Alt+Shift+D',
    'Dolphin may see private windows',
    'It may run on every site',
  ])
    expect(await words()).toContain(good);
  expect(await words()).toMatch(/room\s+Library/);
  expect(await words()).toMatch(/onPageDolphin\s+true/);
  await expect.poll(() => clickOn(firefox, { tabOf: 0 }, button('Send a test report')), soon).toBe(true);
  await expect.poll(words, soon).toContain('It arrived, was opened');
  const report = await place.lead.waitFor(({ practice }) => practice === true);
  expect(report).toMatchObject({ room: 'Library', url: expect.stringMatching(/selfcheck\.html$/) as string });
});
