/** Keeps what is hidden hidden until release: a child's keys, a page's popup and a new window all end under the cover. */
import { boundsChanged, browser, type Tab } from '../platform/browser.ts';
import { attempt } from './attempt.ts';
import { createCalm } from './calm.ts';
import type { Covers } from './covers.ts';
import { createFlood } from './flood.ts';
import { isVisited, type Visits } from './visit.ts';
import { withTabReplaced, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import { mute } from './sound.ts';
import { addressOf } from './tab-kind.ts';

/** How often what came to life again is ended again, at most, in ms. */
const endAgainMs = 1000;

type Ports = {
  visits: Visits;
  /** Ends a reported page: one that came to life again, or `now` one that does not stop opening others. */
  endReported: (tabId: number, when?: 'now') => Promise<void>;
};

/** Registers every listener, so call it in the first tick. Without an open incident each ends after one look. */
export function guard(store: IncidentStore, covers: Covers, { visits, endReported }: Ports): void {
  /** Runs in the event's own task when this worker knows the incident already. */
  const during = (act: (incident: Incident) => unknown): void => {
    const run = (): void => {
      const incident = store.current();
      if (incident && incident.state !== 'released') void act(incident);
    };
    if (store.current()) covers.whenKnown(run);
    else void store.ready().then(run);
  };
  const isFlood = createFlood();
  const everything = createCalm(async () => void (await covers.verify()), endAgainMs);
  const endAgain = createCalm((id: number) => endReported(id), endAgainMs);
  const endNow = createCalm((id: number) => endReported(id, 'now'), endAgainMs);
  const revived = new Set<number>();

  browser.tabs.onActivated.addListener(({ tabId, windowId }) =>
    during(async (incident) => {
      const coverTab = incident.windows.find(({ id }) => id === windowId)?.coverTab;
      if (incident.visit?.shows && incident.visit.window === windowId) {
        if (incident.visit.tab === tabId) return;
        visits.back();
      }
      if (coverTab === tabId) return;
      // The known cover at once; the careful look after it.
      if (coverTab !== undefined) await browser.tabs.update(coverTab, { active: true }).catch(() => undefined);
      await covers.check(windowId);
    }),
  );
  browser.tabs.onCreated.addListener((tab) =>
    during((incident) => {
      const { id, openerTabId, windowId } = tab;
      if (id === undefined || covers.isCover(tab) || id === incident.visit?.tab) return;
      // What the reported page opens is part of what was reported.
      const opened = openerTabId !== undefined && incident.reported.includes(openerTabId);
      if (opened) store.change((open) => ({ ...open, reported: [...open.reported, id] }));
      const coverTab = incident.windows.find((window) => window.id === windowId)?.coverTab;
      // First of all: a tab that is closed while it shows brings up the one that opened it.
      if (tab.active && coverTab !== undefined) browser.tabs.update(coverTab, { active: true }).catch(() => undefined);
      if (opened) void endNow(openerTabId);
      // Nobody has seen it and nobody can have worked in it, so it goes, and without a question of its own.
      if (opened || (openerTabId !== undefined && isFlood(openerTabId))) {
        void attempt(() => browser.tabs.remove(id));
        return;
      }
      // In Firefox every new tab begins blank, our own cover too; `onUpdated` follows when it gets its address.
      if (addressOf(tab) !== 'about:blank') mute(store, [tab]);
      void covers.check(windowId);
    }),
  );
  browser.tabs.onUpdated.addListener((id, { audible, discarded, mutedInfo, status, url }, tab: Tab) => {
    const change = audible ?? discarded ?? mutedInfo ?? url;
    if (change === undefined && status === undefined) return;
    during((incident) => {
      if (incident.visit?.tab === id && incident.visit.shows) {
        if (!isVisited(incident, tab)) visits.back();
        return;
      }
      if (discarded === false && incident.reported.includes(id)) revived.add(id);
      if (status === 'complete' && revived.delete(id)) void endAgain(id);
      if (change === undefined) return;
      if (!covers.isCover(tab)) mute(store, [tab]);
      if (tab.active) void covers.check(tab.windowId);
    });
  });
  browser.tabs.onRemoved.addListener((id, { windowId, isWindowClosing }) =>
    during(({ visit: visited }) => {
      if (visited?.tab === id) store.change((open) => ({ ...open, visit: undefined }));
      if (!isWindowClosing) void covers.check(windowId);
    }),
  );
  browser.tabs.onReplaced.addListener((added, removed) =>
    during(() => store.change((incident) => withTabReplaced(incident, removed, added))),
  );
  browser.tabs.onAttached.addListener((_id, { newWindowId }) => during(() => covers.check(newWindowId)));
  browser.windows.onCreated.addListener((window) =>
    during(({ visit: visited }) => {
      if (window.id !== visited?.window) covers.coverFresh(window);
    }),
  );
  browser.windows.onRemoved.addListener((windowId) =>
    during((incident) => {
      store.change((open) => ({ ...open, windows: open.windows.filter(({ id }) => id !== windowId) }));
      // Our own window was closed, or the last one that stood: what is behind it may be nothing of ours.
      const standing = incident.windows.some(({ id, kind }) => id !== windowId && kind === 'normal');
      if (incident.above === windowId || !standing) void everything(undefined);
    }),
  );
  browser.windows.onFocusChanged.addListener((windowId) => {
    if (windowId !== browser.windows.WINDOW_ID_NONE) during(() => covers.check(windowId));
  });
  boundsChanged()?.addListener((window) =>
    during(() => (window.id === undefined ? undefined : covers.check(window.id))),
  );
}
