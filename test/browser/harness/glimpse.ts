/** Looks at the whole screen, every pixel, and remembers when something was seen; screen.ts takes the time it was seen for. */
import { onTestFinished } from 'vitest';
import type { Colour, Display } from '../../../scripts/browsers/display.ts';

/** Between two looks, ms: much less than a frame. */
const everyMs = 5;

export type Watched = {
  /** Milliseconds since the watch began, and how many pixels; empty while it was never seen. */
  seen: () => readonly { atMs: number; pixels: number }[];
  /** Goes on looking for so long. */
  staysFor: (ms: number) => Promise<void>;
};

/** Watches until the test is over. */
export function watchGlimpses(display: Display, colour: Colour): Watched {
  const began = performance.now();
  const found: { atMs: number; pixels: number }[] = [];
  const timer = setInterval(() => {
    const pixels = display.count(colour);
    if (pixels > 0) found.push({ atMs: Math.round(performance.now() - began), pixels });
  }, everyMs);
  onTestFinished(() => clearInterval(timer));
  return {
    seen: () => found,
    staysFor: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
