/** A new version while a child's screen is hidden: it waits, and comes by itself afterwards. As a school gets it, from a server. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openUpdateServer } from '../../scripts/browsers/packed.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { coverShows, openBrowser, openPage, openPlace, pressIdOf, type Place } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const soon = { timeout: 60_000, interval: 200 };

test('an update found while the screen is hidden comes after the release, and hides as before', async () => {
  const packed = await openUpdateServer();
  onTestFinished(packed.close);
  const browser = await openBrowser({ packed, policy: place.school.policy() });
  const version = async () => (await browser.worker()).evaluate(() => chrome.runtime.getManifest().version);
  const settings = async () => (await browser.worker()).evaluate(() => chrome.storage.local.get('policy'));
  await expect.poll(async () => JSON.stringify(await settings()), soon).toContain('endpoint');
  const page = await openPage(browser, place.lesson.url('update'));
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');

  packed.publish('99.0.0');
  const found = await (await browser.worker()).evaluate(() => chrome.runtime.requestUpdateCheck());
  expect(found).toMatchObject({ status: 'update_available', version: '99.0.0' });
  const isWaiting = async () => (await browser.worker()).evaluate(() => chrome.storage.session.get('updateWaiting'));
  await expect.poll(isWaiting, soon).toEqual({ updateWaiting: true });
  expect(await version()).toBe(packed.version);
  await coverShows(cover!, 'delivered');

  await place.lead.act(pressIdOf(cover!), 'release');
  await expect.poll(() => browser.covers().length, soon).toBe(0);
  await expect.poll(() => version().catch(() => 'between two'), soon).toBe('99.0.0');
  const again = await openPage(browser, place.lesson.url('updated'), 'tab');
  await pressShortcut(again);
  const [next] = await browser.waitForCovers(1);
  await coverShows(next!, 'delivered');
});
