/** What tests in Firefox share: a browser that goes with its test, pages in its windows, and what its covers show. */
import type { Page } from 'puppeteer-core';
import { expect, onTestFinished } from 'vitest';
import { launchFirefox, type FirefoxBrowser, type FirefoxOptions } from '../../../scripts/browsers/firefox.ts';
import { removeFolder } from '../../../scripts/browsers/chromium.ts';
import { button, clickOn, textOf, windowsOf, type FirefoxWindow } from '../../../scripts/browsers/firefox-window.ts';

/** Long enough for a busy machine. */
export const soon = { timeout: 60_000, interval: 200 };

export async function openFirefox(options: FirefoxOptions = {}): Promise<FirefoxBrowser> {
  const firefox = await launchFirefox(options);
  onTestFinished(async () => {
    await firefox.kill();
    removeFolder(firefox.folder);
  });
  return firefox;
}

/** Opens `url` in a tab of its own, in front, or in a window of its own. */
export async function openPage(firefox: FirefoxBrowser, url: string, type: 'tab' | 'window' = 'tab'): Promise<Page> {
  const page = await firefox.browser.newPage({ type });
  await page.goto(url);
  await expect.poll(async () => (await windowsOf(firefox)).map(({ shown }) => shown.url), soon).toContain(url);
  return page;
}

const isCover = (url: string) => /^moz-extension:\/\/[^/]+\/cover\.html#/.test(url);

/** The press behind the cover in front; an empty text while there is none. */
export const pressOf = ({ shown }: FirefoxWindow) => (isCover(shown.url) ? (shown.url.split('#')[1] ?? '') : '');

/** Waits until every window shows a cover in this state. */
export async function coversShow(firefox: FirefoxBrowser, state: string): Promise<void> {
  const states = async () =>
    (await windowsOf(firefox)).map(({ shown }) => (isCover(shown.url) ? shown.state : 'no cover'));
  await expect.poll(async () => new Set(await states()), soon).toEqual(new Set([state]));
}

/** Every open address, of all windows. */
export async function addressesOf(firefox: FirefoxBrowser): Promise<string[]> {
  return (await windowsOf(firefox)).flatMap(({ tabs }) => tabs.map(({ url }) => url));
}

export async function coversAreGone(firefox: FirefoxBrowser): Promise<void> {
  await expect.poll(async () => (await addressesOf(firefox)).filter(isCover), soon).toEqual([]);
}

/** An adult's gesture at the device, with the mouse, on the cover of one window. */
export async function releaseAtDevice(firefox: FirefoxBrowser, tabOf: number, choice: string): Promise<void> {
  const click = (words: string) => expect.poll(() => clickOn(firefox, { tabOf }, button(words)), soon).toBe(true);
  const reads = (words: RegExp) => expect.poll(() => textOf(firefox, { tabOf }), soon).toMatch(words);
  await click('For grown-ups');
  await reads(/press “For grown-ups” again/);
  await click('For grown-ups');
  await reads(/Pick this word: \w+/);
  await click(/Pick this word: (\w+)/.exec((await textOf(firefox, { tabOf })) ?? '')?.[1] ?? 'no word');
  await click(choice);
}
