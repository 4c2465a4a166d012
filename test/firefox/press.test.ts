/** The same press in a real Firefox ESR, installed and configured by its administrator's policy. */
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchFirefox, type FirefoxBrowser } from '../../scripts/browsers/firefox.ts';
import { removeFolder } from '../../scripts/browsers/chromium.ts';
import { pressShortcut, pressToolbar, readSelected, tabsOf } from '../../scripts/browsers/firefox-press.ts';
import { arrivesOnce, openPlace, type Place } from '../browser/harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

async function openFirefox(policy?: Record<string, string | boolean>): Promise<FirefoxBrowser> {
  const firefox = await launchFirefox(policy ? { policy } : {});
  onTestFinished(async () => {
    await firefox.kill();
    removeFolder(firefox.folder);
  });
  return firefox;
}

/** The dolphin sits in the corner of every page; its root is closed, so it is found as a child does: by where it is. */
async function pressDolphin(page: Page): Promise<void> {
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const spot = { x: size.width - 56, y: size.height - 56 };
  const isThere = (at: typeof spot) =>
    page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.parentNode === document.documentElement, at);
  await expect.poll(() => isThere(spot), { timeout: 20_000 }).toBe(true);
  await page.mouse.click(spot.x, spot.y).catch(() => undefined);
}

const ways: Record<string, (firefox: FirefoxBrowser, page: Page) => Promise<void>> = {
  'the on-page dolphin': (_, page) => pressDolphin(page),
  'the toolbar dolphin': (firefox) => pressToolbar(firefox),
  'the shortcut': (firefox) => pressShortcut(firefox),
};

const shows = (firefox: FirefoxBrowser, state: string) =>
  expect.poll(async () => (await readSelected(firefox)).state, { timeout: 60_000, interval: 250 }).toBe(state);

describe.for(Object.keys(ways))('a press by %s', (way) => {
  test('hides the page, arrives once, and is answered and released by an adult', async () => {
    const { school, lead, lesson } = place;
    const firefox = await openFirefox(school.policy());
    const page = await firefox.browser.newPage();
    const url = lesson.url(`firefox/${encodeURIComponent(way)}`);
    await page.goto(url);
    await expect.poll(async () => (await tabsOf(firefox)).find(({ selected }) => selected)?.url).toBe(url);
    await ways[way]!(firefox, page);
    await shows(firefox, 'delivered');
    const tabs = await tabsOf(firefox);
    expect(tabs.filter(({ muted, url: open }) => !muted && !open.startsWith('moz-extension:'))).toEqual([]);
    const { id } = await arrivesOnce(lead, url);
    expect((await lead.act(id, 'acknowledge')).status).toBe(200);
    await shows(firefox, 'acknowledged');
    expect((await lead.act(id, 'release')).status).toBe(200);
    await expect.poll(async () => (await tabsOf(firefox)).map((tab) => tab.url)).not.toContain(url);
  });
});

test('without any policy it hides, keeps the report and says that no school is connected', async () => {
  const firefox = await openFirefox();
  const page = await firefox.browser.newPage();
  await page.goto(place.lesson.url('firefox/unconnected'));
  await pressDolphin(page);
  await shows(firefox, 'saved');
  await expect.poll(async () => (await readSelected(firefox)).text).toContain('not connected to a school');
});
