/** Benchmark: from the press to the last pixel of the page, read from the screen's own memory, not from any program. */
import type { Page } from 'playwright-core';
import { countPixels, type Frame } from '../browsers/display.ts';
import { aimAtToolbar, stopWorker } from '../browsers/press.ts';
import { loud } from '../lesson.ts';
import { dolphinOnScreen, pause, releaseAll, type Scene } from './scene.ts';
import { loadNow, type Row } from './table.ts';

/** How long the screen is watched after a press, ms: long enough to see the page come back. */
const watchedMs = 1500;

/** One row of so many is looked at, every so many ms: the look must not take the time that it measures. */
const rowStep = 10;
const lookEveryMs = 3;

/** Makes ready and gives the press itself. */
type Aim = (scene: Scene, page: Page) => Promise<() => void | Promise<void>>;

const onPage: Aim = async ({ hand }, page) => {
  hand.point(await dolphinOnScreen(page));
  return () => hand.click();
};
const shortcut: Aim = async ({ hand }, page) => {
  await page.bringToFront();
  return () => hand.stroke('alt+shift+d');
};
const toolbar: Aim = ({ browser }, page) => aimAtToolbar(browser, page);
const coldToolbar: Aim = async ({ browser }, page) => {
  await stopWorker(browser);
  return aimAtToolbar(browser, page);
};

type Case = { name: string; aim: Aim; windows: 1 | 2; pageAim: number; screenAim: number };
const cases: readonly Case[] = [
  { name: 'on-page dolphin', aim: onPage, windows: 1, pageAim: 34, screenAim: 200 },
  { name: 'toolbar', aim: toolbar, windows: 1, pageAim: 150, screenAim: 200 },
  { name: 'toolbar, worker asleep', aim: coldToolbar, windows: 1, pageAim: 200, screenAim: 250 },
  { name: 'shortcut', aim: shortcut, windows: 1, pageAim: 150, screenAim: 200 },
  { name: 'shortcut, two windows', aim: shortcut, windows: 2, pageAim: 150, screenAim: 400 },
];

/** Per case: until the page's colour is first gone, until it was last seen, and until the browser's own frame is gone. */
export async function benchTriggers(scene: Scene, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, aim, windows, pageAim, screenAim } of cases) {
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round += 1) seen.push(await pressAndWatch(scene, aim, windows));
    const load = loadNow();
    const back = seen.filter(({ last, first }) => last > first).length;
    const times = (of: (each: Seen) => number) => seen.map(of);
    rows.push(
      { what: `${name} → page area gone`, times: times(({ first }) => first), aim: pageAim, load },
      {
        what: `${name} → no pixel of the page ever again`,
        times: times(({ last }) => last),
        aim: screenAim,
        load,
        ...(back > 0 && { note: `came back in ${back}` }),
      },
      { what: `${name} → browser frame gone too`, times: times(({ frame }) => frame), load },
    );
  }
  return rows;
}

/** All in ms after the press; `frame` is when the full screen has covered the tabs and the address bar. */
type Seen = { first: number; last: number; frame: number };

async function pressAndWatch(scene: Scene, aim: Aim, windows: 1 | 2): Promise<Seen> {
  const { display } = scene;
  const page = await openPages(scene, windows);
  const press = await aim(scene, page);
  await pause(400);
  const before = display.frame(rowStep);
  const frame = framePixels(before);
  const looks: { at: number; loud: number; changed: number }[] = [];
  const began = performance.now();
  const pressing = Promise.resolve(press());
  for (let at = 0; at < watchedMs; at = performance.now() - began) {
    const now = display.frame(rowStep);
    looks.push({ at: performance.now() - began, loud: countPixels(now, loud), changed: changedOf(now, before, frame) });
    await pause(lookEveryMs);
  }
  await pressing;
  await releaseAll(scene);
  const after = (index: number) => looks[Math.max(0, index)]?.at ?? Number.NaN;
  return {
    first: after(looks.findIndex(({ loud: left }) => left === 0)),
    last: after(looks.findLastIndex(({ loud: left }) => left > 0) + 1),
    frame: after(looks.findIndex(({ changed }) => changed > 0.9)),
  };
}

/** Opens the loud page in one window that fills the screen, or in two side by side. */
async function openPages({ browser, lesson, display }: Scene, windows: 1 | 2): Promise<Page> {
  const { context } = browser;
  const page = await context.newPage();
  await page.goto(lesson.url());
  await place(page, windows === 1 ? { left: 0, width: 1280 } : { left: 0, width: 640 });
  if (windows === 2) {
    const session = await context.newCDPSession(page);
    const opened = context.waitForEvent('page');
    await session.send('Target.createTarget', { url: lesson.url('second'), newWindow: true });
    await place(await opened, { left: 640, width: 640 });
    await page.bringToFront();
  }
  while (display.count(loud) < 700_000) await pause(20);
  return page;
}

async function place(page: Page, bounds: { left: number; width: number }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { windowId } = await session.send('Browser.getWindowForTarget');
  await session.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
  await session.send('Browser.setWindowBounds', { windowId, bounds: { ...bounds, top: 0, height: 800 } });
  await session.detach();
}

/** Places of the browser's own pixels: the rows above the page, of which a window has at least 70. */
function framePixels({ width }: Frame): number[] {
  return Array.from({ length: (width * 70) / rowStep }, (_, at) => at);
}

function changedOf(now: Frame, before: Frame, places: readonly number[]): number {
  return places.filter((at) => now.pixels[at] !== before.pixels[at]).length / places.length;
}
