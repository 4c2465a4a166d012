/** Hostile pages in a real Firefox ESR, as far as its driver reaches: what they may not take away, and not show. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clickDolphin, pressShortcut } from '../../scripts/browsers/firefox-press.ts';
import { inChrome, windowsOf } from '../../scripts/browsers/firefox-window.ts';
import type { FirefoxBrowser } from '../../scripts/browsers/firefox.ts';
import { hindrances, loads, showOff } from '../browser/harness/hostile-pages.ts';
import { loudPage, openStage, type Stage } from '../browser/harness/stage.ts';
import { coversShow, openFirefox, openPage, pressOf, soon } from './harness/scene.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const isCovered = async (firefox: FirefoxBrowser) =>
  (await windowsOf(firefox)).every((window) => pressOf(window) !== '');

/** A click of the mouse at the dolphin's place in the corner, whatever is there. */
const clickCorner = (firefox: FirefoxBrowser) =>
  inChrome<void>(
    firefox,
    `const browser = windows[0].gBrowser.selectedBrowser;
    const { right, bottom } = browser.getBoundingClientRect();
    click(windows[0], right - 52, bottom - 52);`,
  );

describe.for([
  'hides everything by its styles',
  'makes its root inert',
  'keeps a modal dialog open',
  'swallows every event in the capture phase',
  'replaces what the browser’s objects can do',
  'opens its document anew',
  'is sandboxed and allows nothing',
])('a page that %s', (name) => {
  test('keeps nobody from pressing', async () => {
    const firefox = await openFirefox();
    await openPage(firefox, stage.put(name, hindrances[name]!));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await isCovered(firefox)).toBe(false);
    await expect.poll(() => clickDolphin(firefox), soon).toBe(true);
    await coversShow(firefox, 'saved');
  });
});

test('a page that removes the dolphin whenever it sees it has it painted by the browser, and a click there presses', async () => {
  const firefox = await openFirefox();
  const name = 'removes it whenever it sees it';
  const page = await openPage(firefox, stage.put(name, hindrances[name]!));
  const painted = () => page.evaluate(() => getComputedStyle(document.documentElement, '::before').position);
  await expect.poll(painted, soon).toBe('fixed');
  expect(await isCovered(firefox)).toBe(false);
  await clickCorner(firefox);
  await coversShow(firefox, 'saved');
});

/** Says whether the page has anything in sight by its own computed styles; in Firefox no screen of ours can be read. */
const sights = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => getComputedStyle(element).visibility === 'visible')
        .length,
  );

test('a covered page that shows all it has again with every frame has nothing in sight', async () => {
  // Else the page is put away as soon as it is covered, and there is nobody to ask.
  const firefox = await openFirefox({ policy: { afterHide: 'keep' } });
  const page = await openPage(firefox, stage.put('shows off', { body: loudPage(showOff()) }));
  expect(await sights(page)).toBeGreaterThan(5);
  await pressShortcut(firefox);
  await coversShow(firefox, 'saved');
  await expect.poll(() => sights(page), soon).toBe(0);
});

test('a page that asks one question after the other does not keep the shortcut from hiding it', async () => {
  const firefox = await openFirefox();
  const name = 'asks one question after the other';
  await openPage(firefox, stage.put(name, { body: loudPage(loads[name]!) }));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await pressShortcut(firefox);
  await coversShow(firefox, 'saved');
});
