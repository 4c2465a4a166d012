/**
 * Puts a cover over every window and makes sure that it is what shows.
 * A new tab with the cover, then full screen: the one way that hid all fourteen situations measured, hung pages included.
 */
import { browser, type Tab, type Window } from '../platform/browser.ts';
import { attempt, sleep } from './attempt.ts';
import { withWindow, type CoveredWindow, type Incident, type WindowState } from './incident.ts';
import { createCoverTabs } from './cover-tab.ts';
import type { IncidentStore } from './incident-store.ts';

/** Pauses between looks at all windows after a press; the browser needs some 300 ms to report a minimised window. */
const lookAfterMs = [0, 60, 150, 400] as const;

/** A window is looked at no more often than this, in ms; what a known cover needs at once does not wait for a look. */
const lookEveryMs = 100;

export type Covers = {
  /** Covers the window of the press; every call goes out in this very task. */
  coverPressed: (id: string, tab: Tab | undefined) => Promise<void>;
  /** Covers one window, or brings its cover back. Safe to call at any time and any number of times. */
  cover: (window: Window) => Promise<void>;
  /** The same, by id; a window that is gone needs no cover. */
  check: (windowId: number) => Promise<void>;
  /** Looks at every window and covers what still shows; gives the number that could not be hidden. */
  verify: () => Promise<number>;
  isCover: (tab: Tab) => boolean;
  /** Only this incident's covers: the next press may have begun. */
  isCoverOf: (incident: Incident) => (tab: Tab) => boolean;
};

export function createCovers(store: IncidentStore): Covers {
  const page = browser.runtime.getURL('/cover.html');
  const tabs = createCoverTabs(page);
  const underway = new Map<number, Promise<void>>();
  const looks = new Map<number, { again: boolean; done: Promise<void> }>();
  /** Settles when every cover window begun so far is known as ours: the browser speaks of it before we are told its id. */
  let making: Promise<unknown> = Promise.resolve();

  const isCover = (tab: Tab): boolean => {
    if (isAt(tab, page)) return true;
    // Firefox shows a new tab as about:blank until it has loaded.
    const known = store.current()?.windows.some(({ coverTab }) => coverTab === tab.id) ?? false;
    return known && (!tab.url || tab.url === 'about:blank');
  };
  const note = (window: CoveredWindow): void => store.change((incident) => withWindow(incident, window));
  const known = (windowId: number) => store.current()?.windows.find(({ id }) => id === windowId);
  const address = (id: string) => `${page}#${id}`;

  /** A window that exists only to cover another one. */
  const isOurs = ({ id, type, tabs = [] }: Window): boolean =>
    type !== 'normal' &&
    ((store.current()?.windows.some(({ coverWindow }) => coverWindow === id) ?? false) ||
      (tabs.length > 0 && tabs.every(isCover)));

  const coverNormal = async (window: Window & { id: number }): Promise<void> => {
    const id = store.current()?.id;
    if (!id) return;
    const mine = window.tabs?.find(isCover)?.id;
    const shows = shownIn(window, isCover)?.id;
    const before = known(window.id)?.before ?? (window.state as WindowState | undefined) ?? 'normal';
    const showing =
      mine === undefined
        ? tabs.open(address(id), window.id)
        : attempt(() => browser.tabs.update(mine, { active: true }));
    const filling = window.state === 'minimized' ? undefined : fill(window.id);
    const tab = await showing;
    await filling;
    const shown = known(window.id)?.shown ?? shows;
    note({
      id: window.id,
      kind: 'normal',
      before,
      ...(shown !== undefined && { shown }),
      ...(tab?.id !== undefined && tab.windowId === window.id && { coverTab: tab.id }),
    });
  };

  const coverPopup = async (window: Window & { id: number }): Promise<void> => {
    const id = store.current()?.id;
    if (!id) return;
    const away = attempt(() => browser.windows.update(window.id, { state: 'minimized' }));
    const earlier = known(window.id);
    const ours = earlier?.coverWindow;
    if (ours !== undefined && (await attempt(() => browser.windows.get(ours), []))) {
      await away;
      await fill(ours);
      return;
    }
    const told = Promise.withResolvers<void>();
    making = Promise.all([making, told.promise]);
    const made = await attempt(() => browser.windows.create({ type: 'popup', url: address(id), focused: true }));
    const coverWindow = made?.id;
    const coverTab = made?.tabs?.[0]?.id;
    note({
      id: window.id,
      kind: 'popup',
      before: earlier?.before ?? (window.state as WindowState | undefined) ?? 'normal',
      ...(coverTab !== undefined && { coverTab }),
      ...(coverWindow !== undefined && { coverWindow }),
    });
    told.resolve();
    await away;
    if (coverWindow !== undefined) await fill(coverWindow);
  };

  const cover = (window: Window): Promise<void> => {
    const { id } = window;
    if (id === undefined) return Promise.resolve();
    const busy = underway.get(id);
    if (busy) return busy;
    if (isOurs(window)) return fill(id);
    const work = window.type === 'normal' ? coverNormal({ ...window, id }) : coverPopup({ ...window, id });
    return busyWith(id, work);
  };
  const busyWith = (id: number, work: Promise<void>): Promise<void> => {
    const settled = work.finally(() => underway.delete(id));
    underway.set(id, settled);
    return settled;
  };

  /** One look for a burst of events, and never an endless quarrel with a window manager that refuses full screen. */
  const look = async (windowId: number): Promise<void> => {
    await Promise.allSettled([underway.get(windowId), making]);
    const window = await attempt(() => browser.windows.get(windowId, { populate: true }), []);
    if (!window || !store.current()) return;
    const active = window.tabs?.find((tab) => tab.active);
    const filled = window.state === 'fullscreen' || window.state === 'minimized';
    if (!active || !isCover(active) || !filled) await cover(window);
  };

  /** Hidden: its cover shows, or it is put away, or a window of ours fills the screen above it. */
  const isHidden = (window: Window, all: readonly Window[]): boolean => {
    const active = window.tabs?.find((tab) => tab.active);
    if (window.state === 'minimized' || !active || isCover(active)) return true;
    const above = known(window.id!)?.coverWindow;
    return above !== undefined && all.some(({ id, state }) => id === above && state === 'fullscreen');
  };

  return {
    isCover,
    isCoverOf:
      ({ id, aliases, windows }) =>
      (tab) =>
        windows.some(({ coverTab }) => coverTab === tab.id) ||
        [id, ...aliases].some((each) => isAt(tab, address(each))),
    cover,
    coverPressed(id, tab) {
      const windowId = tab?.windowId;
      const creating = tabs.open(address(id), windowId);
      const describing = windowId === undefined ? undefined : browser.windows.get(windowId);
      const work = coverFrom(creating, describing, tab);
      return windowId === undefined ? work : busyWith(windowId, work);
    },
    check(windowId) {
      const running = looks.get(windowId);
      if (running) {
        running.again = true;
        return running.done;
      }
      const looking = { again: true, done: Promise.resolve() };
      looks.set(windowId, looking);
      looking.done = (async () => {
        while (looking.again) {
          looking.again = false;
          await look(windowId);
          await sleep(lookEveryMs);
        }
        looks.delete(windowId);
      })();
      return looking.done;
    },
    async verify() {
      let open: Window[] = [];
      for (const pause of lookAfterMs) {
        await sleep(pause);
        await Promise.allSettled(underway.values());
        const all = await browser.windows.getAll({ populate: true });
        open = all.filter((window) => !isHidden(window, all));
        if (open.length === 0) return 0;
        await Promise.all(open.map(cover));
      }
      return open.length;
    },
  };

  async function coverFrom(
    creating: Promise<Tab | undefined>,
    describing: Promise<Window> | undefined,
    tab: Tab | undefined,
  ): Promise<void> {
    const window = await describing?.catch(() => undefined);
    const normal = window?.type === 'normal';
    const filling = normal && window.state !== 'minimized' ? fill(window.id!) : undefined;
    const made = await creating;
    await filling;
    if (normal && made && made.windowId === window.id) {
      note({
        id: window.id,
        kind: 'normal',
        before: (window.state as WindowState | undefined) ?? 'normal',
        ...(tab?.id !== undefined && { shown: tab.id }),
        ...(made.id !== undefined && { coverTab: made.id }),
      });
    } else if (window?.id !== undefined) {
      // A popup cannot take the tab (it lands in a normal window), or the browser refused: cover it by its kind.
      await (normal ? coverNormal({ ...window, id: window.id }) : coverPopup({ ...window, id: window.id }));
    }
    if (made && made.windowId !== window?.id) await fillNormal(made.windowId);
  }

  /** The stray cover of a press in a popup, or of a press without a known tab, covers the window where it landed. */
  async function fillNormal(windowId: number): Promise<void> {
    const window = await attempt(() => browser.windows.get(windowId, { populate: true }), []);
    if (window) await cover(window);
  }
}

/** Full screen without asking for focus; some window managers refuse, and then the cover still fills the page area. */
async function fill(windowId: number): Promise<void> {
  await attempt(() => browser.windows.update(windowId, { state: 'fullscreen' }));
}

/** What a window shows: its active tab, or, behind our cover, the one used last. */
export function shownIn(window: Window, isCover: (tab: Tab) => boolean): Tab | undefined {
  const tabs = (window.tabs ?? []).filter((tab) => !isCover(tab));
  return tabs.find((tab) => tab.active) ?? tabs.toSorted((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0)).at(0);
}

function isAt(tab: Tab, page: string): boolean {
  return (tab.pendingUrl || tab.url || '').startsWith(page);
}
