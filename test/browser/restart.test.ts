/** A browser that crashed, was restarted or got its extension anew: hidden again on the same day, and never on another. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { chromiumFlags, placeFor, type ChromiumOptions, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openUpdateServer } from '../../scripts/browsers/packed.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { loud } from '../../scripts/lesson.ts';
import { startChild } from '../../scripts/step.ts';
import { coverShows, openBrowser, openPage, openPlace, pressIdOf, type Place } from './harness/scene.ts';
import { watchGlimpses } from './harness/glimpse.ts';
import { coverIsGone, coverIsUp } from './harness/screen.ts';

let place: Place;
let display: Display;
beforeAll(async () => {
  place = await openPlace();
  display = await openDisplay();
});
afterAll(async () => {
  await display.close();
  await place.close();
});

const soon = { timeout: 60_000, interval: 100 };
/** As a click on "Restore pages", or the policy `RestoreOnStartup: 1`. */
const restoring = ['--restore-last-session', '--hide-crash-restore-bubble'];
/** Chromium writes down what is open, and what is installed, up to ten seconds later. */
const writtenMs = 12_000;
const written = () => new Promise((resolve) => setTimeout(resolve, writtenMs));

type Pressed = { browser: LearnerBrowser; cover: Page; reported: string; other: string };

/** Another page, then the reported one before it, pressed, and delivered to a school. */
async function pressed(path: string, options: ChromiumOptions = {}): Promise<Pressed> {
  const { school, lesson } = place;
  const browser = await openBrowser({
    display: display.name,
    policy: school.policy({ safePage: 'https://safe.invalid/' }),
    ...options,
  });
  // An extension that the policy installs comes a moment after the browser, and its settings some seconds after that.
  const settings = async () => (await browser.worker()).evaluate(() => chrome.storage.local.get('policy'));
  await expect.poll(async () => JSON.stringify(await settings()), soon).toContain('endpoint');
  const other = lesson.url('calm');
  await openPage(browser, other);
  const reported = lesson.url(`${path}?q=1`);
  const page = await openPage(browser, reported, 'tab');
  await page.bringToFront();
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');
  return { browser, cover: cover!, reported, other };
}

/** A profile in which an extension that was loaded by hand may be loaded again. */
function developerFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-browser-')));
  mkdirSync(join(folder, 'profile', 'Default'), { recursive: true });
  const preferences = { extensions: { ui: { developer_mode: true } } };
  writeFileSync(join(folder, 'profile', 'Default', 'Preferences'), JSON.stringify(preferences));
  return folder;
}

/** SIGKILL, then the next browser run on the same profile; no pixel of the page may show in between or after. */
async function killedAndStarted({ browser }: Pressed, options: ChromiumOptions): Promise<LearnerBrowser> {
  await browser.kill();
  const policy = place.school.policy({ safePage: 'https://safe.invalid/' });
  return openBrowser({ display: display.name, folder: browser.folder, policy, ...options });
}

const tabs = async (browser: LearnerBrowser) => {
  const worker = await browser.worker();
  return worker.evaluate(() => chrome.tabs.query({}));
};
const addresses = async (browser: LearnerBrowser) => (await tabs(browser)).map(({ url }) => url);

/** As if the browser had been without life for this long: what a device that slept or was off leaves. */
async function ageBy(browser: LearnerBrowser, ms: number): Promise<void> {
  const worker = await browser.worker();
  await worker.evaluate((by) => chrome.storage.local.set({ alive: Date.now() - by }), ms);
}

test('killed and restored: covered again, never seen, the status goes on and the release too', async () => {
  const before = await pressed('restored');
  await written();
  const id = pressIdOf(before.cover);
  const screen = watchGlimpses(display, loud);
  const browser = await killedAndStarted(before, { args: restoring });
  const [cover] = await browser.waitForCovers(1);
  expect(pressIdOf(cover!)).toBe(id);
  await coverShows(cover!, 'delivered');
  const { lead } = place;
  await lead.act(id, 'acknowledge');
  await coverShows(cover!, 'acknowledged');
  expect(await addresses(browser)).toContain(before.reported);
  await lead.act(id, 'release');
  await expect.poll(() => browser.covers().length, soon).toBe(0);
  await expect.poll(() => addresses(browser), soon).not.toContain(before.reported);
  expect(await addresses(browser)).toContain(before.other);
  expect(screen.seen()).toEqual([]);
});

test('installed as in a school, killed, and started with nothing but the reported page: covered, and it stays so', async () => {
  const packed = await openUpdateServer();
  onTestFinished(packed.close);
  const { browser, reported } = await pressed('in-front', { packed });
  await written();
  await browser.kill();
  // The last picture of the killed browser goes with its windows.
  await coverIsGone(display);
  // By hand: a driver's own first page would be in front.
  const { room, profile } = placeFor(browser.folder, null, place.school.policy(), { packed });
  const args = [...chromiumFlags(null), '--window-size=1280,800', `--user-data-dir=${profile}`, reported];
  startChild(room.executable, args, { stdio: 'ignore', env: { ...process.env, DISPLAY: display.name } });
  await coverIsUp(display);
  // Not before: the very first page of a run can be painted while the browser is still reading what we told it to hold.
  await expect.poll(() => display.count(loud), soon).toBe(0);
  const screen = watchGlimpses(display, loud);
  await screen.staysFor(3000);
  expect(screen.seen()).toEqual([]);
  await coverIsUp(display);
});

test('started after a long pause: no cover, no reported page, the safe page instead, and the school knows', async () => {
  const before = await pressed('next-child');
  await written();
  await ageBy(before.browser, 31 * 60_000);
  const screen = watchGlimpses(display, loud);
  const browser = await killedAndStarted(before, { args: restoring });
  await place.lead.waitFor((report) => report.url === before.reported && report.releasedLocally === true, 60_000);
  await expect.poll(() => addresses(browser), soon).toContain('https://safe.invalid/');
  await expect.poll(() => addresses(browser), soon).not.toContain(before.reported);
  await expect.poll(() => browser.covers().length, soon).toBe(0);
  await screen.staysFor(1500);
  expect(screen.seen()).toEqual([]);
});

test('the extension is loaded anew while the cover is up: covered again, with the same press', async () => {
  const before = await pressed('reloaded', { folder: developerFolder() });
  const worker = await before.browser.worker();
  await worker.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
  await expect.poll(() => before.cover.isClosed(), soon).toBe(true);
  await expect.poll(() => before.browser.covers().map(pressIdOf), soon).toContain(pressIdOf(before.cover));
  await expect.poll(() => display.count(loud), soon).toBe(0);
  const screen = watchGlimpses(display, loud);
  await screen.staysFor(1500);
  expect(screen.seen()).toEqual([]);
});
