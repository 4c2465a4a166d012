/** Ordinary pages pay nothing: counted with the extension and without it, in real Chromiums. Times are the benchmark’s. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOrdinaryPages, ordinaryPages, type PageServer } from '../../scripts/bench/page-server.ts';
import { builtExtension, launchChromium, removeFolder, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { findDolphin } from '../../scripts/browsers/press.ts';

let server: PageServer;
let bare: LearnerBrowser;
let ours: LearnerBrowser;
beforeAll(async () => {
  server = await openOrdinaryPages();
  [bare, ours] = await Promise.all([launchChromium({ extension: null }), launchChromium()]);
});
afterAll(async () => {
  for (const browser of [bare, ours]) {
    await browser.kill();
    removeFolder(browser.folder);
  }
  await server.close();
});

/** What a page can find out, and what the browser had to do, once everything is there. */
async function look(browser: LearnerBrowser, name: string) {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send('Performance.enable');
  await page.addInitScript(() => {
    const heard: string[] = [];
    addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)), true);
    Object.assign(document, { heard });
  });
  const before = server.asked.length;
  await page.goto(server.url(name));
  if (browser === ours) await findDolphin(page);
  const layouts = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'LayoutCount')?.value ?? Number.NaN;
  };
  const first = await layouts();
  await page.waitForTimeout(1000);
  const second = await layouts();
  const found = await page.evaluate(() => ({
    globals: Object.getOwnPropertyNames(globalThis).toSorted(),
    documents: Object.getOwnPropertyNames(document).toSorted(),
    heard: (document as unknown as { heard: string[] }).heard,
    sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
    named: document.querySelectorAll('x-layer:is([id], [class], [name], [part], [slot])').length,
    words: document.querySelector('x-layer')?.textContent ?? '',
    root: document.documentElement.getAttributeNames(),
    // The browser asks for the icon by itself, sooner or later.
    resources: performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => (name.endsWith('/favicon.ico') ? [] : name)),
  }));
  await page.close();
  const asked = server.asked.slice(before).filter((path) => path !== '/favicon.ico');
  return {
    layouts: first,
    later: second - first,
    found,
    asked,
  };
}

describe.for(['strict', 'heavy', 'form', 'paper'])('the page "%s"', (name) => {
  test('is laid out for the dolphin’s own appearing and no further, and asks for nothing more', async () => {
    const without = await look(bare, name);
    const withUs = await look(ours, name);
    // Its own appearing, in one frame of its own or in two; a page of 20,000 elements is not walked through for it.
    expect(withUs.layouts - without.layouts).toBeLessThanOrEqual(2);
    expect(withUs.later).toBe(0);
    expect(withUs.asked).toEqual([`/${name}`]);
    expect(withUs.found).toEqual({ ...without.found, named: 0, words: '' });
  });
});

test('there are at least ten kinds of ordinary pages, and each has its dolphin', async () => {
  expect(ordinaryPages.length).toBeGreaterThanOrEqual(10);
  const page = await ours.context.newPage();
  for (const name of ordinaryPages) {
    await page.goto(server.url(name));
    await findDolphin(page);
  }
});

test('the script in every page is small, speaks to no page, and knows no network', () => {
  const script = readFileSync(join(builtExtension, 'dolphin.js'), 'utf8');
  expect(gzipSync(script).length).toBeLessThanOrEqual(12 * 1024);
  // WXT's own content scripts tell a page the extension's id, and end when a page sends it back.
  expect(/content-script-started|postMessage|dispatchEvent/.exec(script)?.[0]).toBeUndefined();
  expect(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource/.exec(script)?.[0]).toBeUndefined();
});
