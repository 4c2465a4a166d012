/** An adult at the child's device, with the pointer. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { LearnerBrowser } from '../../../scripts/browsers/chromium.ts';

/** The cover that a person at the screen sees: its window fills it. (Of a driven page the browser always says "visible".) */
export async function coverInSight(browser: LearnerBrowser): Promise<Page> {
  let found: Page | undefined;
  const look = async () => {
    for (const cover of browser.covers()) if (await fillsScreen(cover).catch(() => false)) found = cover;
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 20_000 }).toBe(true);
  return found!;
}

async function fillsScreen(page: Page): Promise<boolean> {
  const session = await page.context().newCDPSession(page);
  const { bounds } = await session.send('Browser.getWindowForTarget');
  await session.detach();
  return bounds.windowState === 'fullscreen';
}

/** The whole gesture of a release on a cover. */
export async function releaseHere(cover: Page, choice: RegExp): Promise<void> {
  const click = (name: string | RegExp) => cover.getByRole('button', { name, exact: typeof name === 'string' }).click();
  await click('For grown-ups');
  await cover.getByText('press “For grown-ups” again').waitFor();
  await click('For grown-ups');
  await click((await cover.locator('.prompt strong').textContent()) ?? '');
  await click(choice);
}
