/**
 * The one window of our own: a cover that stands above windows which are put away, because they can take no cover tab
 * (popups, installed apps) or because the school wants every window minimised.
 */
import { browser, type Tab, type Window } from '../platform/browser.ts';
import { attempt } from './attempt.ts';
import type { IncidentStore } from './incident-store.ts';

export type Above = {
  /** Brings it up, over the whole screen; makes it when there is none. */
  raise: () => Promise<void>;
  isOurs: (window: Window) => boolean;
  /** Settles when a window that is being made is known as ours: the browser speaks of it before we are told its id. */
  settled: () => Promise<unknown>;
  /** Another window of ours is on its way. */
  making: <T>(work: Promise<T>) => Promise<T>;
  /** A window that the browser just told of may be the one that is being made. */
  isMaking: () => boolean;
};

export function createAbove(
  store: IncidentStore,
  address: (id: string) => string,
  isCover: (tab: Tab) => boolean,
): Above {
  let raising: Promise<void> | undefined;
  const underway = new Set<Promise<unknown>>();

  const make = async (id: string): Promise<void> => {
    const made = await attempt(() => browser.windows.create({ type: 'popup', url: address(id), focused: true }));
    const above = made?.id;
    if (above === undefined) return;
    const coverTab = made?.tabs?.[0]?.id;
    store.change((incident) => ({ ...incident, above, ...(coverTab !== undefined && { aboveTab: coverTab }) }));
    await fill(above);
  };
  const raise = async (): Promise<void> => {
    const incident = store.current();
    if (!incident) return;
    const { above } = incident;
    const window = above === undefined ? undefined : await attempt(() => browser.windows.get(above), []);
    if (window?.id === undefined) await make(incident.id);
    else if (window.state !== 'fullscreen') await fill(window.id);
  };
  const noted = <T>(work: Promise<T>): Promise<T> => {
    underway.add(work);
    return work.finally(() => underway.delete(work));
  };
  return {
    // One at a time: two presses must never make two windows.
    raise: () => (raising ??= noted(raise()).finally(() => (raising = undefined))),
    making: noted,
    isOurs: ({ id, type, tabs = [] }) =>
      type !== 'normal' && (store.current()?.above === id || (tabs.length > 0 && tabs.every(isCover))),
    settled: () => Promise.allSettled(underway),
    isMaking: () => underway.size > 0,
  };
}

/** Full screen without asking for focus; some window managers refuse, and then the cover still fills the page area. */
export async function fill(windowId: number): Promise<void> {
  await attempt(() => browser.windows.update(windowId, { state: 'fullscreen' }));
}
