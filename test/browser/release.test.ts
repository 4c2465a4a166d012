/** The way back: an adult answers from their own device or releases at the child's, and nothing else is touched. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { pressDolphin, pressShortcut } from '../../scripts/browsers/press.ts';
import {
  arrivesOnce,
  coverShows,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  pressIdOf,
  type Place,
} from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const addresses = (browser: LearnerBrowser) => browser.context.pages().map((page) => page.url());

async function pressed(path: string) {
  const { school, lesson } = place;
  const browser = await openBrowser({ policy: school.policy() });
  const reported = lesson.url(`${path}/reported`);
  const other = lesson.url(`${path}/other`);
  await openPage(browser, other);
  const page = await openPage(browser, reported, 'tab');
  await policyArrived(browser);
  await page.bringToFront();
  await pressDolphin(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');
  return { browser, cover: cover!, reported, other };
}

test('a member of staff answers and releases: the cover tells the child, the reported page goes, the other stays', async () => {
  const { browser, cover, reported, other } = await pressed('staff');
  const { lead } = place;
  const id = pressIdOf(cover);
  expect((await lead.act(id, 'acknowledge')).status).toBe(200);
  await coverShows(cover, 'acknowledged');
  await cover.getByText('has seen it').waitFor();
  expect((await lead.act(id, 'release')).status).toBe(200);
  await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  expect(addresses(browser)).toContain(other);
  expect(addresses(browser)).not.toContain(reported);
});

/** The gesture of an adult at the device; `activate` is a click, or a key on the focused control. */
async function release(cover: Page, activate: (name: string | RegExp) => Promise<void>, choice: RegExp): Promise<void> {
  await activate('For grown-ups');
  await cover.getByText('press “For grown-ups” again').waitFor();
  await activate('For grown-ups');
  const word = await cover.locator('.prompt strong').textContent();
  await activate(word ?? '');
  await activate(choice);
}

test('an adult at the device releases with the pointer, and the school is told', async () => {
  const { browser, cover, reported, other } = await pressed('pointer');
  const click = (name: string | RegExp) => cover.getByRole('button', { name, exact: typeof name === 'string' }).click();
  await release(cover, click, /^Close it/);
  await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  expect(addresses(browser)).toContain(other);
  expect(addresses(browser)).not.toContain(reported);
  const told = await place.lead.waitFor((report) => report.url === reported && report.releasedLocally === true);
  expect(told.outcome).toBeUndefined();
});

test('an adult releases with the keyboard alone, with no server there, and gives the page back', async () => {
  const { lesson } = place;
  const browser = await openBrowser();
  const url = lesson.url('keyboard');
  const page = await openPage(browser, url);
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  const byKey = async (name: string | RegExp) => {
    const wanted = cover!.getByRole('button', { name, exact: typeof name === 'string' });
    await wanted.waitFor();
    for (let step = 0; step < 12; step += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) break;
      await cover!.keyboard.press('Tab');
    }
    await cover!.keyboard.press('Enter');
  };
  await release(cover!, byKey, /^Give it back/);
  await expect.poll(() => browser.covers().length, { timeout: 20_000 }).toBe(0);
  // A tab that was put away comes back as a new target of the driver's.
  await expect.poll(() => addresses(browser), { timeout: 20_000 }).toContain(url);
});

test('a frightened child who hammers on every key and button does not get the page back', async () => {
  const { browser, cover } = await pressed('hammer');
  for (let round = 0; round < 40; round += 1) {
    await cover.keyboard.press(['Enter', 'Escape', 'Tab', 'Space', 'F11', 'Control+1'][round % 6]!);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(browser.covers()).toHaveLength(1);
  expect(await cover.evaluate(() => document.visibilityState)).toBe('visible');
});

test('two presses on two devices are two reports, and each cover hears only its own answer', async () => {
  const first = await pressed('first');
  const second = await pressed('second');
  const { lead } = place;
  await lead.act(pressIdOf(second.cover), 'acknowledge');
  await coverShows(second.cover, 'acknowledged');
  await coverShows(first.cover, 'delivered');
  await arrivesOnce(lead, first.reported);
  await arrivesOnce(lead, second.reported);
});
