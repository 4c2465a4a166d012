/** Pages that want to press, to hinder a press, or to be seen after it. Judged by pixels and a real mouse. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../scripts/bench/scene.ts';
import type { LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { loud } from '../../scripts/lesson.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { exhibitions, forgery, hindrances, loads } from './harness/hostile-pages.ts';
import { coverIsUp } from './harness/screen.ts';
import { loudPage, openStage, tellPage, type Play, type Stage } from './harness/stage.ts';

let stage: Stage;
let display: Display;
let hand: Hand;
beforeAll(async () => {
  stage = await openStage();
  display = await openDisplay();
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
  await stage.close();
});

/** Where the dolphin of the bottom right corner has its middle, on the screen: a child does not ask a page for it. */
async function cornerOnScreen(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate(() => ({
    x: screenX + (outerWidth - innerWidth) / 2 + document.documentElement.clientWidth - 52,
    y: screenY + outerHeight - 52,
  }));
}

/** The dolphin’s own dark blue, and the pale one around it. */
const body = { red: 0x1f, green: 0x6f, blue: 0x8b };

async function open(name: string, play: Play): Promise<{ browser: LearnerBrowser; page: Page }> {
  const browser = await openBrowser({ display: display.name });
  // A page that is open before the extension hears every event first (docs/threat-model.md).
  await browser.worker();
  await pause(500);
  const page = await openPage(browser, stage.put(name, play));
  return { browser, page };
}

const isSeen = () => expect.poll(() => display.count(loud), { timeout: 20_000 }).toBeGreaterThan(100_000);

async function staysHidden(): Promise<void> {
  await expect.poll(() => display.count(loud), { timeout: 20_000, interval: 10 }).toBe(0);
  for (let look = 0; look < 60; look += 1) {
    expect(display.count(loud)).toBe(0);
    await pause(15);
  }
}

test('no message, event or click that a page forges presses anything, takes the dolphin away, or lifts a cover', async () => {
  const { browser, page } = await open('forge', { body: loudPage('') });
  await page.evaluate(`(() => {${forgery(browser.id)}})()`);
  await pause(2000);
  expect(browser.covers()).toEqual([]);
  expect(display.count(body)).toBeGreaterThan(500);
  await tellPage(browser, page, 'page.cover');
  await staysHidden();
  expect(browser.covers()).toEqual([]);
});

describe.for(Object.keys(hindrances))('a page that %s', (name) => {
  test('neither presses nor keeps a child’s click from pressing', async () => {
    const { browser, page } = await open(name, hindrances[name]!);
    await expect.poll(() => display.count(body), { timeout: 10_000 }).toBeGreaterThan(500);
    await pause(1500);
    expect(browser.covers()).toEqual([]);
    // It may be gone for a moment, never for a second.
    await expect.poll(() => display.count(body), { timeout: 1000, interval: 20 }).toBeGreaterThan(500);
    hand.point(await cornerOnScreen(page));
    await pause(100);
    hand.click();
    const [cover] = await browser.waitForCovers(1);
    await coverShows(cover!, 'saved');
    await staysHidden();
  });
});

describe.for(Object.keys(loads))('a page that %s', (name) => {
  test('does not keep the shortcut from hiding it', async () => {
    const { browser, page } = await open(name, { body: loudPage(loads[name]!) });
    await isSeen();
    // Else the driver holds a question back, and nobody sees it.
    page.on('dialog', () => undefined);
    hand.point({ x: 500, y: 500 });
    hand.click();
    await pause(2500);
    hand.stroke('alt+shift+d');
    await browser.waitForCovers(1);
    await coverIsUp(display);
    await staysHidden();
  });
});

describe.for(Object.keys(exhibitions))('a covered page that %s', (name) => {
  test('is not seen, and is as it was when it is uncovered', async () => {
    const { browser, page } = await open(name, { body: loudPage(exhibitions[name]!) });
    await isSeen();
    await tellPage(browser, page, 'page.cover');
    await staysHidden();
    await tellPage(browser, page, 'page.uncover');
    await isSeen();
  });
});
