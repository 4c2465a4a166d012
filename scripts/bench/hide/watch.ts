/** Watches the screen after a press: when the page was gone, when every pixel of it was, and whether it came back. */
import type { Colour, Display, Frame } from '../../browsers/display.ts';
import { pause } from '../scene.ts';

export type Box = { left: number; top: number; width: number; height: number };

/** One row of so many is looked at, every so many ms: the look must not take the time that it measures. */
export const rowStep = 5;
const lookEveryMs = 2;
/** What has not happened by then never does, ms. */
const patienceMs = 3000;
/** How long the screen must stay as it is to be believed, ms. */
const calmMs = 700;
/** The browser's own part of a window, above the page: tabs with their icons, and the address bar. */
const framePx = 86;

/**
 * All in ms after the press; absent: not within 3 s. `back`: page pixels returned after they were gone. `silent`: when
 * something was last heard; `null`: it still is; absent: nothing was heard before.
 */
export type Seen = { page?: number; screen?: number; back: boolean; silent?: number | null };

/** How many sampled pixels of what must go are in the pages, and on the whole screen. */
export type Look = () => { page: number; screen: number };

/** Looks for loud colours, also where a dialog has dimmed the page behind it. */
export function lookForColours(display: Display, colours: readonly Colour[], windows: readonly Box[]): Look {
  const kinds = colours.map(kindOf);
  const frameOf = framesOf(windows);
  return () => {
    const { width, pixels } = display.frame(rowStep);
    let screen = 0;
    let inFrames = 0;
    for (let at = 0; at < pixels.length; at += 1) {
      const pixel = pixels[at] ?? 0;
      if (!kinds.some((isOf) => isOf(pixel))) continue;
      screen += 1;
      if (frameOf(at % width, Math.floor(at / width) * rowStep)) inFrames += 1;
    }
    return { page: screen - inFrames, screen };
  };
}

/** Less of a colour than this part nobody sees as that colour. */
const faint = 0.15;

/** Whether a pixel is this colour with grey over it: `part` of the colour, and the same of something on every channel. */
function kindOf({ red, green, blue }: Colour): (pixel: number) => boolean {
  const own = [red, green, blue];
  const least = own.indexOf(Math.min(...own));
  const most = own.indexOf(Math.max(...own));
  const other = 3 - least - most;
  const shift = (at: number): number => 16 - 8 * at;
  const span = (own[most] ?? 0) - (own[least] ?? 0);
  const share = ((own[other] ?? 0) - (own[least] ?? 0)) / span;
  return (pixel) => {
    const floor = (pixel >> shift(least)) & 0xff;
    const rise = ((pixel >> shift(most)) & 0xff) - floor;
    return rise > faint * span && Math.abs(((pixel >> shift(other)) & 0xff) - floor - share * rise) < 10;
  };
}

/** Looks for a page of the browser's own, which has no colour of ours: for what is in its place as it was before. */
export function lookForPicture(display: Display, before: Frame, windows: readonly Box[]): Look {
  const frameOf = framesOf(windows);
  const inPage = (at: number): boolean => !frameOf(at % before.width, Math.floor(at / before.width) * rowStep);
  const places = Array.from(before.pixels.keys()).filter(inPage);
  return () => {
    const { pixels } = display.frame(rowStep);
    const same = places.filter((at) => pixels[at] === before.pixels[at]).length;
    // A cover may have some white of its own, and the edge of a window is nobody's page.
    const page = same * 20 > places.length ? same : 0;
    return { page, screen: page };
  };
}

function framesOf(windows: readonly Box[]): (x: number, y: number) => boolean {
  return (x, y) =>
    windows.some(({ left, top, width }) => y >= top && y < top + framePx && x >= left && x < left + width);
}

/** Who listens to what the browser plays: when something was last heard since a moment, on the clock of `performance`. */
export type Ear = { lastHeard: (since: number) => number | undefined };

/** What was heard so lately may still be heard: sound passes through several hands, ms. */
const lagMs = 250;

function silentAfter(ear: Ear | undefined, began: number): number | null {
  const last = ear?.lastHeard(began);
  if (last === undefined) return 0;
  return performance.now() - last < lagMs ? null : last - began;
}

/** Presses, and watches until the screen has been calm for a while or patience ends. */
export async function watchPress(look: Look, ear: Ear | undefined, press: () => void): Promise<Seen> {
  let page: number | undefined;
  let screen: number | undefined;
  let back = false;
  let changed = 0;
  let before = -1;
  const sounded = ear?.lastHeard(performance.now() - 2 * lagMs) !== undefined;
  const began = performance.now();
  press();
  for (let at = 0; at < patienceMs; at = performance.now() - began) {
    const now = look();
    const when = performance.now() - began;
    if (now.page === 0) page ??= when;
    else if (page !== undefined) back = true;
    if (now.screen > 0) screen = undefined;
    else screen ??= when;
    if (now.screen !== before) changed = when;
    before = now.screen;
    if (now.page === 0 && when - changed > (screen === undefined ? 2 * calmMs : calmMs)) break;
    await pause(lookEveryMs);
  }
  const silent = sounded ? silentAfter(ear, began) : undefined;
  return {
    ...(page !== undefined && { page }),
    ...(screen !== undefined && { screen }),
    back,
    ...(silent !== undefined && { silent }),
  };
}

/** Whether any page pixel shows within so many ms. */
export async function showsWithin(look: Look, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await pause(lookEveryMs)) {
    if (look().page > 0) return true;
  }
  return false;
}

/** Waits until what shows has stayed about the same for a while: a window that was asked for may take its time. */
export async function settled(look: Look, forMs: number): Promise<void> {
  let before = look().page;
  let since = performance.now();
  const until = since + patienceMs;
  while (performance.now() < Math.min(until, since + forMs)) {
    await pause(20);
    const now = look().page;
    if (Math.abs(now - before) <= before * 0.02) continue;
    before = now;
    since = performance.now();
  }
}

/** Waits until a page is there to be hidden. */
export async function painted(look: Look, atLeast: number): Promise<void> {
  for (const until = performance.now() + 15_000; look().page < atLeast; await pause(20)) {
    if (performance.now() > until) throw new Error('The page did not show.');
  }
}
