/** What a school's policy says of private windows and of sites where no extension may run, in a real Chromium. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import {
  arrivesOnce,
  coverShows,
  openBrowser,
  openPage,
  openPlace,
  policyArrived,
  type Place,
} from './harness/scene.ts';
import { screenIsClear, screenIsLoud } from './harness/screen.ts';
import { heard, windowsOf } from './harness/worker.ts';
import { loud, type Lesson } from '../../scripts/lesson.ts';

let place: Place;
let lesson: Lesson;
let display: Display;
let hand: Hand;
beforeAll(async () => {
  [place, display] = await Promise.all([openPlace(), openDisplay()]);
  lesson = place.lesson;
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
  await place.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const soon = { timeout: 20_000, interval: 100 };

test('where policy lets no extension onto a site, its page is covered, silent and reported all the same', async () => {
  const browser = await openBrowser({
    display: display.name,
    policy: place.school.policy(),
    args: ['--autoplay-policy=no-user-gesture-required'],
    browserPolicy: { ExtensionSettings: { '*': { runtime_blocked_hosts: ['*://127.0.0.1'] } } },
  });
  const url = lesson.url('blocked');
  const page = await openPage(browser, url);
  await policyArrived(browser);
  await page.bringToFront();
  await screenIsLoud(display);
  // Nothing of ours is in the page: the policy holds.
  expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');
  await screenIsClear(display);
  expect(await heard(browser)).toEqual([]);
  await arrivesOnce(place.lead, url);
});

test('a private window that policy forbids does not open', async () => {
  const browser = await openBrowser({ display: display.name, browserPolicy: { IncognitoModeAvailability: 1 } });
  await openPage(browser, lesson.url('calm'));
  const before = browser.context.pages().length;
  hand.stroke('ctrl+shift+n');
  await pause(3000);
  expect(browser.context.pages().length).toBe(before);
});

/** A page on loopback that is loud once it is asked for; `asked` says when. */
async function openBeacon() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><title>A page</title><style>html{background:rgb(${loud.red} ${loud.green} ${loud.blue})}</style>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The page got no port.');
  return {
    url: `127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Types an address into the window in front, as a person does. */
async function typeAddress(address: string): Promise<void> {
  await pause(1000);
  hand.stroke('ctrl+l');
  await pause(300);
  const names: Record<string, string> = { '.': 'period', ':': 'colon', '/': 'slash' };
  for (const letter of address) hand.stroke(names[letter] ?? letter);
  hand.stroke('Return');
}

test('a private window that Dolphin was not allowed into is out of its sight: close them by policy', async () => {
  const browser = await openBrowser({ display: display.name });
  await openPage(browser, lesson.url('calm'));
  const beacon = await openBeacon();
  await expect.poll(async () => (await windowsOf(browser)).length, soon).toBe(1);
  hand.stroke('ctrl+shift+n');
  await pause(2000);
  await typeAddress(beacon.url);
  await screenIsLoud(display);
  hand.stroke('alt+shift+d');
  await pause(2000);
  expect(display.count(loud)).toBeGreaterThan(100_000);
  expect(await windowsOf(browser)).toHaveLength(1);
  beacon.close();
});

test('a private window that Dolphin was allowed into goes away with a press, behind a cover of our own', async () => {
  const browser = await openBrowser({ display: display.name });
  const page = await openPage(browser, lesson.url('calm'));
  const settings = await openPage(browser, 'chrome://extensions', 'tab');
  await settings.evaluate(async (extensionId) => {
    type Private = { updateExtensionConfiguration: (values: object) => Promise<void> };
    const { developerPrivate } = chrome as unknown as { developerPrivate: Private };
    await developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true });
  }, browser.id);
  await pause(1500);
  await settings.close();
  await page.bringToFront();
  const beacon = await openBeacon();
  hand.stroke('ctrl+shift+n');
  await expect.poll(async () => (await windowsOf(browser)).length, soon).toBe(2);
  await typeAddress(beacon.url);
  await screenIsLoud(display);
  hand.stroke('alt+shift+d');
  await browser.waitForCovers(1);
  await screenIsClear(display);
  const windows = await windowsOf(browser);
  expect(windows.filter(({ state, shows }) => state !== 'minimized' && !shows.includes('/cover.html#'))).toEqual([]);
  expect(windows.map(({ state }) => state)).toContain('minimized');
  beacon.close();
});
