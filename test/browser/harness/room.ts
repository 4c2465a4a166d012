/** A child's browser with other work beside the page to be reported, and what an adult does on its cover. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LearnerBrowser } from '../../../scripts/browsers/chromium.ts';
import type { Display } from '../../../scripts/browsers/display.ts';
import { pressShortcut } from '../../../scripts/browsers/press.ts';
import { loud } from '../../../scripts/lesson.ts';
import { coverShows, openBrowser, openPage, policyArrived, type Place } from './scene.ts';

/** Long enough for a busy machine. */
export const soon = { timeout: 60_000, interval: 100 };

export type Room = { browser: LearnerBrowser; other: Page; page: Page; reported: string };

/** A child's other work in the first tab, and the page to be reported in the one in front. */
export async function openRoom(
  { school, lesson }: Place,
  display: Display,
  path: string,
  policy: Record<string, string>,
): Promise<Room> {
  const browser = await openBrowser({ display: display.name, policy: school.policy(policy) });
  const other = await openPage(browser, lesson.url('calm'));
  const reported = lesson.url(`${path}?q=1`);
  const page = await openPage(browser, reported, 'tab');
  await policyArrived(browser);
  await page.bringToFront();
  await expect.poll(() => display.count(loud), soon).toBeGreaterThan(100_000);
  return { browser, other, page, reported };
}

export async function pressIn({ browser, page }: Room, display: Display): Promise<Page> {
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'delivered');
  await expect.poll(() => display.count(loud), soon).toBe(0);
  return cover!;
}

/** The gesture of an adult at the device. */
export async function choose(cover: Page, choice: RegExp): Promise<void> {
  const click = (name: string | RegExp) => cover.getByRole('button', { name, exact: typeof name === 'string' }).click();
  await click('For grown-ups');
  await cover.getByText('press “For grown-ups” again').waitFor();
  await click('For grown-ups');
  await click((await cover.locator('.prompt strong').textContent()) ?? '');
  await click(choice);
}

export const coversAreGone = (browser: LearnerBrowser) => expect.poll(() => browser.covers().length, soon).toBe(0);

export const tabsOf = async (browser: LearnerBrowser) => {
  const worker = await browser.worker();
  return worker.evaluate(() => chrome.tabs.query({}));
};
export const windowsOf = async (browser: LearnerBrowser) => {
  const worker = await browser.worker();
  return worker.evaluate(() => chrome.windows.getAll());
};
export const tabAt = async (browser: LearnerBrowser, url: string) =>
  (await tabsOf(browser)).find((tab) => tab.url === url);
