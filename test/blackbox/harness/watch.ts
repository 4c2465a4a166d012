/** Watches the screen from the press on: when what must vanish was gone, and whether it ever came back. */
import type { Frame } from '../../../scripts/browsers/display.ts';
import { pause } from './machine.ts';

/** It must be gone for so long that it counts as gone, ms. */
const settledMs = 300;
/** A look takes some ms of a core; so long is waited between looks, while it matters and after. */
const betweenMs = { soon: 6, later: 25 };

export type Seen = {
  /** After the press, ms: the first look at which it was gone for good, or for a third of a second at least. */
  hiddenMs?: number;
  /** After the press, ms: when it came back. */
  backMs?: number;
  /** How much of it then: an icon has 256 pixels, a page a million. */
  backPixels?: number;
};

/** `count` says how much of it is in a picture; `from` is the time of the press, or of what else should not bring it back. */
export async function watch(
  look: () => Frame,
  count: (frame: Frame) => number,
  from: number,
  forMs: number,
  patienceMs: number,
): Promise<Seen> {
  let gone: number | undefined;
  let hiddenMs: number | undefined;
  for (;;) {
    const looked = performance.now() - from;
    const left = count(look());
    const there = left > 0;
    if (hiddenMs === undefined) {
      if (there) gone = undefined;
      else gone ??= looked;
      if (gone !== undefined && looked - gone >= settledMs) hiddenMs = gone;
      else if (gone === undefined && looked > patienceMs) return {};
    } else if (there) return { hiddenMs, backMs: looked, backPixels: left };
    if (hiddenMs !== undefined && looked > Math.max(forMs, hiddenMs + settledMs)) return { hiddenMs };
    await pause(looked < 600 ? betweenMs.soon : betweenMs.later);
  }
}
