/** A press in a real Chromium, on a real screen: every way to press, every window, and what a press leaves alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { pressDolphin, pressShortcut, pressToolbar } from '../../scripts/browsers/press.ts';
import { loud, openLesson, type Lesson } from '../../scripts/lesson.ts';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import type { Page } from 'playwright-core';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';

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

const ways: Record<string, (browser: LearnerBrowser, page: Page) => Promise<void>> = {
  'the on-page dolphin': (_, page) => pressDolphin(page),
  'the toolbar dolphin': pressToolbar,
  'the shortcut': (_, page) => pressShortcut(page),
};

/** No pixel of the loud page on the whole screen, and it stays so. */
async function screenIsClear(): Promise<void> {
  await expect.poll(() => display.count(loud), { timeout: 20_000, interval: 10 }).toBe(0);
  for (let look = 0; look < 50; look += 1) {
    expect(display.count(loud)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const tabsSeenByWorker = async (browser: LearnerBrowser) => {
  const worker = await browser.worker();
  return worker.evaluate(async () =>
    (await chrome.tabs.query({})).map(({ url, mutedInfo, audible, discarded }) => ({
      url,
      muted: mutedInfo?.muted,
      audible,
      discarded,
    })),
  );
};

describe.for(Object.keys(ways))('a press by %s', (way) => {
  test('takes every pixel of the page off the screen, and its sound', async () => {
    const browser = await openBrowser({
      display: display.name,
      args: ['--autoplay-policy=no-user-gesture-required'],
    });
    const page = await openPage(browser, lesson.url(`by/${way}`));
    await expect.poll(() => display.count(loud), { timeout: 20_000 }).toBeGreaterThan(100_000);
    await ways[way]!(browser, page);
    await screenIsClear();
    const [cover] = await browser.waitForCovers(1);
    await coverShows(cover!, 'saved');
    const tabs = await tabsSeenByWorker(browser);
    expect(tabs.filter(({ audible, muted, discarded }) => audible && !muted && !discarded)).toEqual([]);
  });
});

test('two windows are covered by one press, and neither shows its page', async () => {
  const browser = await openBrowser({ display: display.name });
  const first = await openPage(browser, lesson.url('one'));
  await openPage(browser, lesson.url('two'), 'window');
  await pressShortcut(first);
  const covers = await browser.waitForCovers(2);
  await screenIsClear();
  for (const cover of covers) await coverShows(cover, 'saved');
});

test('a second press while covered is the same incident and uncovers nothing', async () => {
  const browser = await openBrowser({ display: display.name });
  const page = await openPage(browser, lesson.url('twice'));
  await pressShortcut(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await pressShortcut(cover!);
  await pressToolbar(browser, cover!);
  await screenIsClear();
  expect(new Set(browser.covers().map((open) => open.url())).size).toBe(1);
});

test('without any policy it hides, keeps the report and says that no school is connected', async () => {
  const browser = await openBrowser();
  const page = await openPage(browser, lesson.url('unconnected'));
  await pressDolphin(page);
  const [cover] = await browser.waitForCovers(1);
  await coverShows(cover!, 'saved');
  await cover!.getByText('not connected to a school').waitFor();
  const check = await browser.context.newPage();
  await check.goto(browser.extensionPage('selfcheck.html'));
  await check.getByText('Not connected to a school').first().waitFor();
});

test('a page can neither press the dolphin nor read it', async () => {
  const browser = await openBrowser();
  const page = await openPage(browser, lesson.url('hostile'));
  await expect.poll(() => page.evaluate(() => document.documentElement.children.length)).toBeGreaterThan(2);
  const found = await page.evaluate(() => {
    const hosts = [...document.querySelectorAll('*')].filter(
      (element) => element.tagName.includes('-') || element.shadowRoot,
    );
    for (const host of hosts) {
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'keydown']) {
        host.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
      }
      if (host instanceof HTMLElement) host.click();
    }
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'D', altKey: true, shiftKey: true, bubbles: true }));
    return {
      tried: hosts.length,
      readable: hosts.some(({ shadowRoot }) => shadowRoot),
      words: document.body.innerText,
    };
  });
  expect(found.tried).toBeGreaterThan(0);
  expect(found.readable).toBe(false);
  expect(found.words).not.toContain('Dolphin');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(browser.covers()).toEqual([]);
});
