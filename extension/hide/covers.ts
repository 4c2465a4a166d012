/**
 * Puts a cover over every window and makes sure that it is what shows.
 * A new tab with the cover, then full screen: the one way that hid all fourteen situations measured, hung pages included.
 */
import { browser, takesOurPages, type Tab, type Window } from '../platform/browser.ts';
import { createAbove, fill } from './above.ts';
import { attempt, sleep } from './attempt.ts';
import { createCalm } from './calm.ts';
import { isVisited } from './visit.ts';
import { withWindow, type CoveredWindow, type Incident, type WindowState } from './incident.ts';
import { createCoverTabs } from './cover-tab.ts';
import type { IncidentStore } from './incident-store.ts';

/** Pauses between looks at all windows after a press; the browser needs some 300 ms to report a minimised window. */
const lookAfterMs = [0, 60, 150, 400] as const;

/** A window is looked at no more often than this, in ms; what a known cover needs at once does not wait for a look. */
const lookEveryMs = 100;

/** How long the school's settings may take to be read from the disk, in ms; without them every window stays full screen. */
const styleMs = 2000;

export type Style = 'cover' | 'minimise';

export type Covers = {
  /** Covers the window of the press; every call goes out in this very task. `overlay`: see cover-tab.ts. */
  coverPressed: (id: string, tab: Tab | undefined, overlay?: Promise<unknown>) => Promise<void>;
  /** Covers one window, or brings its cover back. Safe to call at any time and any number of times. */
  cover: (window: Window) => Promise<void>;
  /** Hides a window that has just come up, from what the event says and nothing else. */
  coverFresh: (window: Window) => void;
  /** A window of ours is being made: until this settles, what comes up may be it. */
  making: <T>(work: Promise<T>) => Promise<T>;
  /** Runs in this very task, or, while a window of ours is being made, as soon as it is known. */
  whenKnown: (act: () => void) => void;
  /** Looks at one window by id and covers it if need be; a window that is gone needs no cover. */
  check: (windowId: number) => Promise<void>;
  /** Looks at every window and covers what still shows; gives the number that could not be hidden. */
  verify: () => Promise<number>;
  isCover: (tab: Tab) => boolean;
  /** Only this incident's covers: the next press may have begun. */
  isCoverOf: (incident: Incident) => (tab: Tab) => boolean;
};

/** `style` is asked only when everything is hidden already. */
export function createCovers(store: IncidentStore, style: () => Promise<Style> = async () => 'cover'): Covers {
  const page = browser.runtime.getURL('/cover.html');
  const tabs = createCoverTabs(page);
  const underway = new Map<number, Promise<void>>();

  const isCover = (tab: Tab): boolean => {
    if (isAt(tab, page)) return true;
    // Firefox shows a new tab as about:blank until it has loaded.
    const incident = store.current();
    const known = incident?.aboveTab === tab.id || incident?.windows.some(({ coverTab }) => coverTab === tab.id);
    return known === true && (!tab.url || tab.url === 'about:blank');
  };
  const mayShow = (tab: Tab): boolean => isCover(tab) || isVisited(store.current(), tab);
  const note = (window: CoveredWindow): void => store.change((incident) => withWindow(incident, window));
  const known = (windowId: number) => store.current()?.windows.find(({ id }) => id === windowId);
  const address = (id: string) => `${page}#${id}`;
  const above = createAbove(store, address, isCover);
  const minimises = (): boolean => store.current()?.style === 'minimise';
  const stateBefore = (window: Window & { id: number }): WindowState =>
    known(window.id)?.before ?? (window.state as WindowState | undefined) ?? 'normal';

  const coverNormal = async (window: Window & { id: number }): Promise<void> => {
    const id = store.current()?.id;
    if (!id) return;
    const mine = window.tabs?.find(isCover)?.id;
    const shows = shownIn(window, isCover)?.id;
    const before = stateBefore(window);
    const showing =
      mine === undefined
        ? tabs.open(address(id), window.id)
        : attempt(() => browser.tabs.update(mine, { active: true }));
    const filling = minimises() || window.state === 'minimized' ? undefined : fill(window.id);
    const tab = await showing;
    await filling;
    const shown = known(window.id)?.shown ?? shows;
    const coverTab = tab?.windowId === window.id ? tab.id : undefined;
    note({
      id: window.id,
      kind: 'normal',
      before,
      ...(shown !== undefined && { shown }),
      ...(coverTab !== undefined && { coverTab }),
    });
    if (minimises() || coverTab === undefined) await putAway(window);
  };

  /** A window that takes no cover tab goes away; what stands in its place is `verify`'s concern. */
  const putAway = async (window: Window & { id: number }): Promise<void> => {
    if (!known(window.id)) note({ id: window.id, kind: 'popup', before: stateBefore(window) });
    await attempt(() => browser.windows.update(window.id, { state: 'minimized' }));
  };

  const cover = (window: Window): Promise<void> => {
    const { id } = window;
    if (id === undefined) return Promise.resolve();
    const busy = underway.get(id);
    if (busy) return busy;
    if (above.isOurs(window)) return fill(id);
    return busyWith(id, takesOurPages(window) ? coverNormal({ ...window, id }) : putAway({ ...window, id }));
  };
  const busyWith = (id: number, work: Promise<void>): Promise<void> => {
    const settled = work.finally(() => underway.delete(id));
    underway.set(id, settled);
    return settled;
  };

  /** Hidden: its cover shows, or it is put away, or our own window stands above it. */
  const isHidden = (window: Window, all: readonly Window[]): boolean => {
    const active = window.tabs?.find((tab) => tab.active);
    if (window.state === 'minimized' || !active || mayShow(active)) return true;
    const over = store.current()?.above;
    return (
      !takesOurPages(window) && !window.focused && all.some(({ id, state }) => id === over && state === 'fullscreen')
    );
  };
  /** As it should be: hidden, and in the state that the school's style asks for. */
  const isInPlace = (window: Window): boolean => {
    const active = window.tabs?.find((tab) => tab.active);
    if (above.isOurs(window)) return window.state === 'fullscreen';
    if (!takesOurPages(window)) return window.state === 'minimized' || isVisited(store.current(), active);
    const filled = window.state === 'minimized' || (window.state === 'fullscreen' && !minimises());
    return active !== undefined && mayShow(active) && filled;
  };

  const check = createCalm(async (windowId: number) => {
    await Promise.allSettled([underway.get(windowId), above.settled()]);
    const window = await attempt(() => browser.windows.get(windowId, { populate: true }), []);
    if (window && store.current() && !isInPlace(window)) await cover(window);
  }, lookEveryMs);

  /** One thing of ours must always be in sight, and in the school's minimising style that is our own window alone. */
  const stand = async (): Promise<void> => {
    const wanted = store.current()?.style ?? (await Promise.race([style().catch(() => undefined), sleep(styleMs)]));
    if (wanted) store.change((incident) => (incident.style === wanted ? incident : { ...incident, style: wanted }));
    const all = await browser.windows.getAll({ populate: true });
    const sources = all.filter((window) => !above.isOurs(window));
    const stands = sources.some((window) => takesOurPages(window) && window.state !== 'minimized');
    const known = store.current()?.above !== undefined;
    if (known || minimises() || (!stands && sources.length > 0)) await above.raise();
    if (minimises()) await Promise.all(sources.filter((window) => !isInPlace(window)).map(cover));
  };

  return {
    isCover,
    isCoverOf:
      ({ id, aliases, windows, aboveTab }) =>
      (tab) =>
        aboveTab === tab.id ||
        windows.some(({ coverTab }) => coverTab === tab.id) ||
        [id, ...aliases].some((each) => isAt(tab, address(each))),
    cover,
    coverPressed(id, tab, overlay) {
      const windowId = tab?.windowId;
      const creating = tabs.open(address(id), windowId, overlay);
      const describing = windowId === undefined ? undefined : browser.windows.get(windowId);
      const work = coverFrom(creating, describing, tab);
      return windowId === undefined ? work : busyWith(windowId, work);
    },
    coverFresh(window) {
      // What the event does not describe, a look will.
      if (window.type !== undefined) void cover(window);
      if (window.id !== undefined) void check(window.id);
    },
    making: above.making,
    whenKnown(act) {
      if (above.isMaking()) void above.settled().then(act);
      else act();
    },
    check,
    async verify() {
      let open: Window[] = [];
      for (const pause of lookAfterMs) {
        await sleep(pause);
        await Promise.allSettled(underway.values());
        const all = await browser.windows.getAll({ populate: true });
        open = all.filter((window) => !above.isOurs(window) && !isHidden(window, all));
        if (open.length === 0) break;
        // What will not go away needs something in front of it.
        if (pause > 0 && !open.every(takesOurPages)) await above.raise();
        await Promise.all(open.map(cover));
      }
      await stand();
      return open.length;
    },
  };

  async function coverFrom(
    creating: Promise<Tab | undefined>,
    describing: Promise<Window> | undefined,
    tab: Tab | undefined,
  ): Promise<void> {
    const window = await describing?.catch(() => undefined);
    const normal = window !== undefined && takesOurPages(window);
    const filling = normal && window.state !== 'minimized' ? fill(window.id!) : undefined;
    // A popup cannot take the tab (it lands in a normal window): it is covered by its kind, and at once.
    const away =
      window?.id !== undefined && !normal
        ? Promise.all([above.raise(), putAway({ ...window, id: window.id })])
        : undefined;
    const made = await creating;
    await Promise.all([filling, away]);
    if (normal && made && made.windowId === window.id) {
      note({
        id: window.id,
        kind: 'normal',
        before: (window.state as WindowState | undefined) ?? 'normal',
        ...(tab?.id !== undefined && { shown: tab.id }),
        ...(made.id !== undefined && { coverTab: made.id }),
      });
    } else if (normal && window.id !== undefined) {
      // The browser refused.
      await Promise.all([above.raise(), coverNormal({ ...window, id: window.id })]);
    }
    if (made && made.windowId !== window?.id) await fillNormal(made.windowId);
  }

  /** The stray cover of a press in a popup, or of a press without a known tab, covers the window where it landed. */
  async function fillNormal(windowId: number): Promise<void> {
    const window = await attempt(() => browser.windows.get(windowId, { populate: true }), []);
    if (window) await cover(window);
  }
}

/** What a window shows: its active tab, or, behind our cover, the one used last. */
export function shownIn(window: Window, isCover: (tab: Tab) => boolean): Tab | undefined {
  const tabs = (window.tabs ?? []).filter((tab) => !isCover(tab));
  return tabs.find((tab) => tab.active) ?? tabs.toSorted((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0)).at(0);
}

function isAt(tab: Tab, page: string): boolean {
  return (tab.pendingUrl || tab.url || '').startsWith(page);
}
