/** The dolphin in ordinary pages of a real Chromium: where it is, where it is not, and what a cover leaves as it was. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, removeFolder, type LearnerBrowser } from '../../scripts/browsers/chromium.ts';
import { findDolphin, pressDolphin } from '../../scripts/browsers/press.ts';
import { coverShows, openBrowser, openPage } from './harness/scene.ts';
import { openStage, openWork, tellPage, workPage, type Stage } from './harness/stage.ts';

let stage: Stage;
let browser: LearnerBrowser;
beforeAll(async () => {
  stage = await openStage();
  browser = await launchChromium({ args: ['--autoplay-policy=no-user-gesture-required'] });
});
afterAll(async () => {
  await browser.kill();
  removeFolder(browser.folder);
  await stage.close();
});

const open = (name: string, inside: string, headers: Record<string, string> = {}) =>
  openWork(browser, stage, name, inside, headers);

/** How many elements of ours a page finds that knows what to look for. */
const layers = (page: Page) => page.evaluate(() => document.querySelectorAll('x-layer').length);

async function sizeOf(page: Page): Promise<{ width: number; height: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const node = nodes.find(({ name }) => String(name?.value).startsWith('Dolphin: hide'));
  const { model } = await session.send('DOM.getBoxModel', { backendNodeId: node?.backendDOMNodeId ?? 0 });
  await session.detach();
  return model;
}

describe('the dolphin', () => {
  test('is there once, also after a page changed its address and its content by itself', async () => {
    const page = await open('spa', '<main>one</main>');
    await findDolphin(page);
    await page.evaluate(async () => {
      for (let step = 0; step < 20; step += 1) {
        history.pushState(null, '', `?step=${step}`);
        document.body.replaceChildren(`step ${step}`);
        await new Promise(requestAnimationFrame);
      }
    });
    await findDolphin(page);
    expect(await layers(page)).toBe(1);
  });

  test('is in the page and not in its frames', async () => {
    const page = await open('frames', '<iframe srcdoc="<p>inside"></iframe><iframe src="about:blank"></iframe>');
    await findDolphin(page);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const inFrames = page
      .frames()
      .slice(1)
      .map((frame) => frame.evaluate(() => document.querySelectorAll('x-layer').length));
    expect(await Promise.all(inFrames)).toEqual([0, 0]);
  });

  test('is at least 64 pixels wide and high, also when the page is twice as large', async () => {
    const page = await open('zoom', '<p>Large');
    await findDolphin(page);
    const worker = await browser.worker();
    const zoom = (factor: number) =>
      worker.evaluate(async (to) => {
        const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
        await chrome.tabs.setZoom(tab?.id ?? -1, to);
      }, factor);
    await zoom(2);
    await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(2);
    const { width, height } = await sizeOf(page);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(64);
    await zoom(1);
  });

  test('is not on paper, and is there again afterwards', async () => {
    const page = await open('paper', '<p>Printed');
    await findDolphin(page);
    await page.evaluate(() => {
      const see = (when: string) => () => {
        const layer = document.querySelector('x-layer');
        document.body.dataset[when] = layer ? getComputedStyle(layer).visibility : 'none';
      };
      addEventListener('beforeprint', see('before'));
      addEventListener('afterprint', see('after'));
    });
    await page.pdf();
    await expect
      .poll(() => page.evaluate(() => Object.entries(document.body.dataset)))
      .toEqual([
        ['before', 'hidden'],
        ['after', 'visible'],
      ]);
  });

  test('is not shown in a drawing or a text twice, and presses there too', async () => {
    const page = browser.context.pages()[0]!;
    for (const type of ['image/svg+xml', 'application/xml', 'text/plain', 'application/json']) {
      const body = type.includes('xml') ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : '{}';
      await page.goto(stage.put(type, { body, type }));
      await findDolphin(page);
      expect(await layers(page), type).toBe(1);
    }
  });

  test('comes into pages that were open before, once, when the extension is updated, and presses', async () => {
    const other = await openBrowser();
    const page = await openPage(other, stage.put('updated', { body: workPage('<p>Open before') }));
    await findDolphin(page);
    const worker = await other.worker();
    await worker.evaluate(() => setTimeout(() => chrome.runtime.reload(), 100));
    await expect.poll(() => other.context.serviceWorkers().length, { timeout: 20_000 }).toBe(0);
    await expect.poll(() => other.context.serviceWorkers().length, { timeout: 20_000 }).toBe(1);
    // The fresh script comes some time after its worker, and the earlier one needs a moment to see that it is replaced.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await expect.poll(() => layers(page)).toBe(1);
    await pressDolphin(page);
    const [cover] = await other.waitForCovers(1);
    await coverShows(cover!, 'saved');
  });

  test('comes back with a page from the browser’s memory, and is lifted there when nothing is covered any more', async () => {
    const other = await openBrowser({ without: ['--disable-back-forward-cache'] });
    const page = await openPage(
      other,
      stage.put('remembered', { body: workPage('<p>First'), headers: { 'cache-control': 'no-cache' } }),
    );
    await findDolphin(page);
    await tellPage(other, page, 'page.cover');
    await page.evaluate(() =>
      addEventListener('pageshow', ({ persisted }) => (document.title = `persisted ${persisted}`)),
    );
    await page.goto(stage.put('between', { body: workPage('<p>Second') }));
    // The driver waits for a load that such a return does not have.
    await page.evaluate(() => setTimeout(() => history.back()));
    await expect.poll(() => page.title().catch(() => ''), { timeout: 20_000 }).toBe('persisted true');
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).visibility)).toBe('visible');
    await findDolphin(page);
    expect(await layers(page)).toBe(1);
  });
});
