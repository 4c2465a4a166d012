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
