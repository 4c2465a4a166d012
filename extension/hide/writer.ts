/**
 * Finds who wrote a window that has no address of its own: a document in picture-in-picture, a popup that its opener fills.
 * What it shows is the opener's, so the opener is what was reported (measured: released, it came back in full).
 */
import type { Tab, Window } from '../platform/browser.ts';
import { addressOf } from './tab-kind.ts';

/** `undefined` where the tab has its own address, or shares its window with its opener: a person opens blank tabs there. */
export function writerOf(tab: Tab | undefined, windows: readonly Window[]): Tab | undefined {
  if (tab?.openerTabId === undefined || addressOf(tab) !== 'about:blank') return undefined;
  const opener = windows.flatMap(({ tabs = [] }) => tabs).find(({ id }) => id === tab.openerTabId);
  return opener?.windowId === tab.windowId ? undefined : opener;
}
