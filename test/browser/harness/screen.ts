/** What a person at the screen would have seen: for how long the loud page showed. */
import { expect } from 'vitest';
import { countPixels, type Display } from '../../../scripts/browsers/display.ts';
import { loud } from '../../../scripts/lesson.ts';

const lookEveryMs = 4;
/** One row of so many is looked at. */
const rowStep = 8;
/** Long enough for the guard to have looked at every window, ms. */
const stillMs = 1500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How long the loud colour showed, ms: the longest time without a break, and all of it. */
export type Seen = { longest: number; total: number };

/** Watches until told to stop. */
export function watchScreen(display: Display): () => Promise<Seen> {
  const off = new AbortController();
  const seen = { longest: 0, total: 0 };
  const done = (async () => {
    let began: number | undefined;
    let last = performance.now();
    while (!off.signal.aborted) {
      const now = performance.now();
      if (countPixels(display.frame(rowStep), loud) > 0) {
        began ??= last;
        seen.total += now - last;
        seen.longest = Math.max(seen.longest, now - began);
      } else began = undefined;
      last = now;
      await pause(lookEveryMs);
    }
  })();
  return async () => {
    off.abort();
    await done;
    return seen;
  };
}

/** No pixel of the loud page on the whole screen, and it stays so. */
export async function screenIsClear(display: Display): Promise<void> {
  await expect.poll(() => display.count(loud), { timeout: 20_000, interval: 20 }).toBe(0);
  const stop = watchScreen(display);
  await pause(stillMs);
  expect(await stop()).toEqual({ longest: 0, total: 0 });
}

/** The disc behind the raised hand on the cover, by day. */
const coverDisc = { red: 0xdc, green: 0xec, blue: 0xe6 };
/** How many pixels of it there are, in the smallest picture of a cover that the tests have. */
const discPixels = 5000;

/** A cover is on the screen. No pixel of the page is no proof: a browser's own dialog dims the page to another colour. */
export async function coverIsUp(display: Display): Promise<void> {
  await expect.poll(() => display.count(coverDisc), { timeout: 60_000, interval: 20 }).toBeGreaterThan(discPixels);
}

/** No cover is on the screen any more. */
export async function coverIsGone(display: Display): Promise<void> {
  await expect.poll(() => display.count(coverDisc), { timeout: 60_000, interval: 100 }).toBe(0);
}

/** The loud page fills a good part of the screen. */
export async function screenIsLoud(display: Display): Promise<void> {
  await expect.poll(() => display.count(loud), { timeout: 20_000, interval: 50 }).toBeGreaterThan(100_000);
}
