/** The three ways a child presses, made as a person's hand makes them: no message is faked, no function called. */
import type { CDPSession, Page } from 'playwright-core';
import type { LearnerBrowser } from './chromium.ts';

/** Presses the toolbar dolphin over `page`. */
export async function pressToolbar(browser: LearnerBrowser, page: Page): Promise<void> {
  const press = await aimAtToolbar(browser, page);
  await press();
}

/** Everything but the press itself, for whoever takes its time. */
export async function aimAtToolbar(browser: LearnerBrowser, page: Page): Promise<() => Promise<void>> {
  await page.bringToFront();
  const session = await browserSession(browser);
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'tab' }] });
  const here = targetInfos.filter((target) => target.url === page.url());
  const target = here.find(isActive) ?? here[0];
  if (!target) throw new Error('The page has no tab to press the toolbar over.');
  return async () => {
    await triggerAction(session, browser.id, target.targetId);
    await session.detach();
  };
}

// Newer than the driver's own description of the protocol: `embedderData` and `Extensions.triggerAction`.
function isActive(target: object): boolean {
  return (target as { embedderData?: { tabActive?: boolean } }).embedderData?.tabActive === true;
}

type Untyped = { send: (method: string, values: object) => Promise<unknown> };

async function triggerAction(session: CDPSession, id: string, targetId: string): Promise<void> {
  await (session as unknown as Untyped).send('Extensions.triggerAction', { id, targetId });
}

async function browserSession(browser: LearnerBrowser): Promise<CDPSession> {
  const owner = browser.context.browser();
  if (!owner) throw new Error('The browser is closed.');
  return owner.newBrowserCDPSession();
}

/** Presses Alt+Shift+D on `page`. Playwright's own keyboard does not reach an extension's commands. */
export async function pressShortcut(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const key = { modifiers: 1 | 8, windowsVirtualKeyCode: 68, nativeVirtualKeyCode: 68, key: 'D', code: 'KeyD' };
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  // The page is usually covered by now, and its session with it.
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }).catch(() => undefined);
}

export type Spot = { x: number; y: number };

/** Where the on-page dolphin is, found by its accessible name as assistive technology would, closed shadow root or not. */
export async function findDolphin(page: Page, name = 'Dolphin: hide the screen and tell a grown-up'): Promise<Spot> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('Accessibility.enable');
  const until = Date.now() + 20_000;
  try {
    while (Date.now() < until) {
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const node = nodes.find(({ role, name: given }) => role?.value === 'button' && given?.value === name);
      if (node?.backendDOMNodeId !== undefined) {
        const { model } = await session.send('DOM.getBoxModel', { backendNodeId: node.backendDOMNodeId });
        const [left = 0, top = 0, , , right = 0, bottom = 0] = model.border;
        return { x: (left + right) / 2, y: (top + bottom) / 2 };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await session.detach().catch(() => undefined);
  }
  throw new Error('The dolphin did not appear on the page.');
}

/** Clicks the on-page dolphin with the mouse. */
export async function pressDolphin(page: Page): Promise<void> {
  await clickAt(page, await findDolphin(page));
}

/** A click of the mouse. The page may be gone before the button comes up: what counts has happened by then. */
export async function clickAt(page: Page, { x, y }: Spot): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.up().catch(() => undefined);
}

/** Stops the extension's worker as the browser does when it has been idle. */
export async function stopWorker(browser: LearnerBrowser): Promise<void> {
  const stop = await aimAtWorker(browser);
  await stop();
}

/** Everything but the stop itself, which needs a page of the extension: for whoever stops it at a certain moment. */
export async function aimAtWorker(browser: LearnerBrowser): Promise<() => Promise<void>> {
  const page = await browser.context.newPage();
  // Its own name and no more: a page with a script would keep the worker busy, and the press waiting.
  await page.goto(browser.extensionPage('manifest.json'));
  const session = await browser.context.newCDPSession(page);
  const stopped = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      if (versions.some(({ runningStatus }) => runningStatus === 'stopped')) resolve();
    });
  });
  await session.send('ServiceWorker.enable');
  return async () => {
    await session.send('ServiceWorker.stopAllWorkers');
    await stopped;
    await page.close();
  };
}
