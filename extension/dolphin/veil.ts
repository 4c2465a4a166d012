/**
 * A blank over a page that has just begun, until the background has said whether it must stay hidden. Only on a day when a
 * page must (extension/hide/hold.ts). It is laid by a script of its own and lifted by the page's script: both live in the
 * world of our scripts, which no page sees.
 */
import { createHost, promote } from './host.ts';

/** A page is never kept back longer than this, ms: whatever fails, a computer must stay usable. */
const longestMs = 5000;

type World = { liftVeil?: () => void };

export function layVeil(): void {
  const world = globalThis as World;
  if (world.liftVeil) return;
  const { element } = createHost(
    'position:fixed;inset:0;display:block;width:100vw;height:100vh;max-width:none;max-height:none;visibility:visible;opacity:1;z-index:2147483647;background:Canvas;color-scheme:light dark;pointer-events:auto;',
  );
  promote(element);
  const timer = setTimeout(liftVeil, longestMs);
  world.liftVeil = () => {
    clearTimeout(timer);
    element.remove();
  };
}

/** Safe to call at any time and any number of times. */
export function liftVeil(): void {
  const world = globalThis as World;
  world.liftVeil?.();
  delete world.liftVeil;
}
