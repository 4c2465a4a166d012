/** The cover's own pages of help on a real screen: exactly one tab and one origin may show, and the cover comes back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { countPixels, openDisplay, type Colour, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { pressDolphin, pressShortcut } from '../../scripts/browsers/press.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coverInSight, releaseHere } from './harness/adult.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { screenIsClear, screenIsLoud } from './harness/screen.ts';
import { settingArrived, tabsOf, windowsOf } from './harness/worker.ts';

let lesson: Lesson;
let elsewhere: Lesson;
let display: Display;
let hand: Hand;
beforeAll(async () => {
  [lesson, elsewhere, display] = await Promise.all([openLesson(), openLesson(), openDisplay()]);
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
  await lesson.close();
  await elsewhere.close();
});

const soon = { timeout: 20_000, interval: 100 };
/** What the calm page is painted in. */
const calm: Colour = { red: 244, green: 247, blue: 236 };
const calmShows = () => countPixels(display.frame(), calm) > 300_000;

type Visit = { browser: LearnerBrowser; cover: Page; help: Page };

/** A pressed page, and a child who has opened the school's page of help from the cover. */
async function onVisit(path: string, hideStyle: 'cover' | 'minimise' = 'cover'): Promise<Visit> {
  const policy = { ceopUrl: elsewhere.url('calm'), hideStyle };
  const browser = await openBrowser({ display: display.name, policy });
  const page = await openPage(browser, lesson.url(path));
  await settingArrived(browser, 'ceopUrl');
  await screenIsLoud(display);
  await pressShortcut(page);
  await coverShows((await browser.waitForCovers(1))[0]!, 'saved');
  await screenIsClear(display);
  if (hideStyle === 'minimise')
    await expect.poll(async () => (await windowsOf(browser)).map(({ state }) => state), soon).toContain('minimized');
  const cover = await coverInSight(browser);
  const [help] = await Promise.all([
    browser.context.waitForEvent('page'),
    cover.getByRole('button', { name: 'CEOP' }).click(),
  ]);
  await expect.poll(calmShows, soon).toBe(true);
  return { browser, cover, help };
}

async function coverIsBack(browser: LearnerBrowser): Promise<void> {
  await expect.poll(calmShows, soon).toBe(false);
  await screenIsClear(display);
  const windows = await windowsOf(browser);
  expect(windows.filter(({ state, shows }) => state !== 'minimized' && !shows.includes('/cover.html#'))).toEqual([]);
}

const ends: Record<string, (visit: Visit) => Promise<unknown>> = {
  'the on-page dolphin is pressed': ({ help }) => pressDolphin(help),
  'the shortcut is pressed': async () => hand.stroke('alt+shift+d'),
  'the tab is closed': ({ help }) => help.close(),
  'the tab is switched': async () => hand.stroke('ctrl+1'),
  'the page leads to another site': ({ help }) => help.goto(lesson.url('left')).catch(() => undefined),
};

describe.for(Object.keys(ends))('a visit to a page of help ends when %s', (how) => {
  test('the cover is back', async () => {
    const visit = await onVisit(`visit/${Object.keys(ends).indexOf(how)}`);
    // It is neither overlaid nor muted, and lets a child write.
    await visit.help.locator('input').pressSequentially('help me');
    expect((await tabsOf(visit.browser)).find(({ url }) => url === visit.help.url())?.muted).toBe(false);
    await ends[how]!(visit);
    await coverIsBack(visit.browser);
  });
});

test('what a child wrote is still there on the second visit, and the page is closed without a question at release', async () => {
  const { browser, help } = await onVisit('again');
  await help.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
  await help.locator('input').pressSequentially('help me');
  await pressDolphin(help);
  await coverIsBack(browser);
  await (await coverInSight(browser)).getByRole('button', { name: 'CEOP' }).click();
  await expect.poll(calmShows, soon).toBe(true);
  expect(await help.locator('input').inputValue()).toBe('help me');
  await pressDolphin(help);
  await coverIsBack(browser);
  await releaseHere(await coverInSight(browser), /^Close it/);
  await expect.poll(() => browser.covers().length, soon).toBe(0);
  await expect
    .poll(async () => (await tabsOf(browser)).map(({ url }) => url), soon)
    .not.toEqual(expect.arrayContaining([elsewhere.url('calm')]));
});

test('in the minimising style the help opens in a window of its own, and the one cover comes back', async () => {
  const { browser, help } = await onVisit('minimised', 'minimise');
  await pressDolphin(help);
  await coverIsBack(browser);
});
