/** Windows that take no cover tab, on a real screen: popups and app windows go away, and what was reported in them ends. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { pressDolphin, pressShortcut } from '../../scripts/browsers/press.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { screenIsClear, screenIsLoud } from './harness/screen.ts';
import { heard, tabsOf, windowsOf } from './harness/worker.ts';

let lesson: Lesson;
let display: Display;
beforeAll(async () => {
  lesson = await openLesson();
  display = await openDisplay();
});
afterAll(async () => {
  await display.close();
  await lesson.close();
});

const soon = { timeout: 20_000, interval: 100 };
const loudly = ['--autoplay-policy=no-user-gesture-required'];
const calm = () => lesson.url('calm');

async function openPopup(browser: LearnerBrowser, from: Page, url: string): Promise<Page> {
  const [popup] = await Promise.all([
    browser.context.waitForEvent('page'),
    from.evaluate((at) => void window.open(at, '_blank', 'width=700,height=500'), url),
  ]);
  await popup.waitForLoadState();
  return popup;
}

/** A popup that plays and would ask before it goes. */
async function openNoisyPopup(path: string) {
  const browser = await openBrowser({ display: display.name, args: loudly });
  const owner = await openPage(browser, calm());
  const popup = await openPopup(browser, owner, lesson.url(path));
  await popup.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
  await popup.mouse.click(200, 200);
  await screenIsLoud(display);
  await expect.poll(async () => (await tabsOf(browser)).some(({ audible }) => audible), soon).toBe(true);
  return { browser, popup, url: lesson.url(path) };
}

test('a popup that is pressed goes away, its page ends without a question, and a cover stands in its place', async () => {
  const { browser, popup, url } = await openNoisyPopup('popup/pressed');
  await pressDolphin(popup);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await screenIsClear(display);
  await expect.poll(async () => (await tabsOf(browser)).find((tab) => tab.url === url)?.discarded, soon).toBe(true);
  const windows = await windowsOf(browser);
  expect(windows.filter(({ state, shows }) => state === 'fullscreen' && shows.includes('/cover.html#'))).not.toEqual(
    [],
  );
  expect(windows.find(({ shows }) => shows === url)?.state).toBe('minimized');
  expect(await heard(browser)).toEqual([]);
});

test('a popup beside the pressed page goes away too, and goes again when it is brought up', async () => {
  const browser = await openBrowser({ display: display.name });
  const page = await openPage(browser, lesson.url('beside/pressed'));
  const popup = await openPopup(browser, page, lesson.url('beside/popup'));
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await screenIsClear(display);
  const shown = async () => (await windowsOf(browser)).find(({ shows }) => shows === popup.url());
  await expect.poll(async () => (await shown())?.state, soon).toBe('minimized');
  const id = (await shown())!.id;
  const worker = await browser.worker();
  await worker.evaluate(
    async (window) => void (await chrome.windows.update(window, { state: 'normal', focused: true })),
    id,
  );
  await screenIsClear(display);
  await expect.poll(async () => (await shown())?.state, soon).toBe('minimized');
});

test('what a reported popup shows comes to life again when its window is brought up, and is ended again', async () => {
  const { browser, popup, url } = await openNoisyPopup('popup/revived');
  await pressShortcut(popup);
  await browser.waitForCovers(1);
  const reported = async () => (await tabsOf(browser)).find((tab) => tab.url === url);
  await expect.poll(async () => (await reported())?.discarded, soon).toBe(true);
  const window = (await reported())!.window;
  const worker = await browser.worker();
  await worker.evaluate(
    async (id) => void (await chrome.windows.update(id, { state: 'normal', focused: true })),
    window,
  );
  await screenIsClear(display);
  await expect.poll(async () => (await reported())?.discarded, soon).toBe(true);
  expect(await heard(browser)).toEqual([]);
});

test('an installed app’s window goes away, and a cover stands in its place', async () => {
  const browser = await openBrowser({ display: display.name, args: [`--app=${lesson.url('app')}`] });
  await screenIsLoud(display);
  const page = browser.context.pages().find((open) => open.url() === lesson.url('app'));
  await pressShortcut(page!);
  await browser.waitForCovers(1);
  await screenIsClear(display);
  const windows = await windowsOf(browser);
  expect(windows.filter(({ state, shows }) => state !== 'minimized' && !shows.includes('/cover.html#'))).toEqual([]);
  expect(windows.map(({ state }) => state)).toContain('fullscreen');
});
