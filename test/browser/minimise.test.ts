/** `hideStyle: minimise` on a real screen: every window goes behind one cover that stays, and comes back as it was. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coverInSight, releaseHere } from './harness/adult.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { screenIsClear, screenIsLoud } from './harness/screen.ts';
import { settingArrived, windowsOf } from './harness/worker.ts';

let lesson: Lesson;
let display: Display;
let hand: Hand;
beforeAll(async () => {
  lesson = await openLesson();
  display = await openDisplay();
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
  await lesson.close();
});

const soon = { timeout: 20_000, interval: 100 };

/** The state of each window by what it shows; of ours, `cover`. */
async function statesOf(browser: LearnerBrowser): Promise<string[]> {
  return (await windowsOf(browser))
    .map(
      ({ type, state, shows }) => `${type === 'popup' && shows.includes('/cover.html#') ? 'cover' : 'window'} ${state}`,
    )
    .toSorted();
}
const away = ['cover fullscreen', 'window minimized', 'window minimized'];

test('every window is minimised behind one cover, is minimised again when brought up, and is as it was after release', async () => {
  const browser = await openBrowser({ display: display.name, policy: { hideStyle: 'minimise' } });
  await openPage(browser, lesson.url('calm'));
  const page = await openPage(browser, lesson.url('reported'), 'tab');
  await openPage(browser, lesson.url('second'), 'window');
  await settingArrived(browser, 'hideStyle');
  const worker = await browser.worker();
  const [first, second] = (await windowsOf(browser)).map(({ id }) => id);
  await worker.evaluate(async (id) => void (await chrome.windows.update(id, { state: 'maximized' })), second!);
  await expect
    .poll(async () => (await windowsOf(browser)).map(({ state }) => state), soon)
    .toEqual(['normal', 'maximized']);
  await page.bringToFront();
  await screenIsLoud(display);

  await pressShortcut(page);
  await expect.poll(() => statesOf(browser), soon).toEqual(away);
  await screenIsClear(display);
  await coverShows(await coverInSight(browser), 'saved');

  await worker.evaluate(
    async (id) => void (await chrome.windows.update(id, { state: 'normal', focused: true })),
    first!,
  );
  await screenIsClear(display);
  await expect.poll(() => statesOf(browser), soon).toEqual(away);

  // The one cover is closed: another takes its place.
  const ours = (await windowsOf(browser)).find(({ type }) => type === 'popup')!;
  hand.stroke('alt+F4');
  await expect.poll(async () => (await windowsOf(browser)).some(({ id }) => id === ours.id), soon).toBe(false);
  await expect.poll(() => statesOf(browser), soon).toEqual(away);
  await screenIsClear(display);

  await releaseHere(await coverInSight(browser), /^Close it/);
  await expect.poll(() => statesOf(browser), soon).toEqual(['window maximized', 'window normal']);
  const shown = (await windowsOf(browser)).map(({ shows }) => shows);
  expect(shown.toSorted()).toEqual([lesson.url('calm'), lesson.url('second')]);
});
