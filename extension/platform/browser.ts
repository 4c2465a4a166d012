/** The one place that imports the browser's API. Everything else takes it, and what differs between browsers, from here. */
import { browser } from 'wxt/browser';
import type { Browser } from 'wxt/browser';

export { browser };
export type Tab = Browser.tabs.Tab;
export type Window = Browser.windows.Window;

/** An event that not every browser has (Firefox has no `windows.onBoundsChanged`). */
export function boundsChanged(): Browser.events.Event<(window: Window) => void> | undefined {
  return (browser.windows as Partial<typeof browser.windows>).onBoundsChanged;
}

/**
 * Whether a tab with a page of ours can stand in this window. A popup or an installed app takes no further tab, and
 * Chromium shows no page of an extension in a private window (`incognito: spanning`); Firefox does.
 */
export function takesOurPages({ type, incognito }: Pick<Window, 'type' | 'incognito'>): boolean {
  return type === 'normal' && (!incognito || browser.runtime.getURL('/').startsWith('moz-'));
}

/** Whether this script still belongs to a running extension: after an update, scripts in open pages go on without one. */
export function isAlive(): boolean {
  return (browser as Partial<typeof browser>).runtime?.id !== undefined;
}
