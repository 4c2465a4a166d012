/** Home languages in a real Chromium: from the school's policy to the built package's own files and the child's button. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pressShortcut } from '../../scripts/browsers/press.ts';
import { openLesson, type Lesson } from '../../scripts/lesson.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { settingArrived } from './harness/worker.ts';

let lesson: Lesson;
beforeAll(async () => {
  lesson = await openLesson();
});
afterAll(() => lesson.close());

const soon = { timeout: 60_000, interval: 200 };
/** The words of the cover as a screen reader is given them: language, direction, text. */
const parts = (cover: Page) =>
  cover.locator('.words > div').evaluateAll((found) =>
    found.map((one) => {
      const lines = [...one.children].map((line) => line.textContent);
      return [one.getAttribute('lang'), one.getAttribute('dir'), ...lines].join(' ');
    }),
  );

test('a cover speaks the school’s first language with English beside it, and another at the child’s word', async () => {
  const browser = await openBrowser({ policy: { languages: 'ur,tlh,pl-PL' } });
  await settingArrived(browser, 'languages');
  const page = await openPage(browser, lesson.url('languages'));
  await pressShortcut(page);
  const cover = (await browser.waitForCovers(1))[0]!;
  await coverShows(cover, 'saved');
  const english = 'en-GB ltr Well done. Put your hand up. Show a grown-up.';
  const urdu = ['ur rtl شاباش۔ اپنا ہاتھ اٹھائیں۔ کسی بڑے کو دکھائیں۔', english];
  await expect.poll(() => parts(cover), soon).toEqual(urdu);
  expect(await cover.locator('.languages button').allTextContents()).toEqual(['اردو', 'Polski', 'English']);

  await cover.getByRole('button', { name: 'Polski' }).click();
  await expect.poll(() => parts(cover), soon).toEqual(['pl ltr Brawo! Podnieś rękę. Pokaż dorosłemu.', english]);
  await cover.getByRole('button', { name: 'English' }).click();
  await expect.poll(() => parts(cover), soon).toEqual([]);
  expect(await cover.getByRole('heading').textContent()).toBe('Well done.');

  // Whoever comes next begins with the school's choice again: this child's was kept nowhere.
  await cover.reload();
  await expect.poll(() => parts(cover), soon).toEqual(urdu);
});
