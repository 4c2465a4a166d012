/**
 * A blank over a page that has just begun, until the background has said whether it must stay hidden. Only on a day when a
 * page must (extension/hide/hold.ts). It is laid by a script of its own or by the page's script, and lifted by the latter:
 * both live in the world of our scripts, which no page sees.
 */
import { createHost, promote } from './host.ts';

/** A page is never kept back longer than this, ms: whatever fails, a computer must stay usable. */
const longestMs = 5000;

type World = { veil?: { element: HTMLElement; timer: ReturnType<typeof setTimeout> } };

export function layVeil(): void {
  const world = globalThis as World;
  if (world.veil) return;
  const { element } = createHost(
    'position:fixed;inset:0;display:block;width:100vw;height:100vh;max-width:none;max-height:none;visibility:visible;opacity:1;z-index:2147483647;background:Canvas;color-scheme:light dark;pointer-events:auto;',
  );
  promote(element);
  world.veil = { element, timer: setTimeout(liftVeil, longestMs) };
}

/** Safe to call at any time and any number of times. */
export function liftVeil(): void {
  const world = globalThis as World;
  clearTimeout(world.veil?.timer);
  world.veil?.element.remove();
  delete world.veil;
}

/** The element of the veil that is laid now. */
export function veilNow(): Element | undefined {
  return (globalThis as World).veil?.element;
}
