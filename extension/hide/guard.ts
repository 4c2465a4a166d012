/** Keeps what is hidden hidden until release: a child's keys, a page's popup and a new window all end under the cover. */
import { boundsChanged, browser, type Tab } from '../platform/browser.ts';
import type { Covers } from './covers.ts';
import { withTabReplaced, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import { mute } from './sound.ts';
import { addressOf } from './tab-kind.ts';

/** Registers every listener, so call it in the first tick. Without an open incident each ends after one look. */
export function guard(store: IncidentStore, covers: Covers): void {
  /** Runs in the event's own task when this worker knows the incident already. */
  const during = (act: (incident: Incident) => unknown): void => {
    const run = (): void => {
      const incident = store.current();
      if (incident && incident.state !== 'released') void act(incident);
    };
    if (store.current()) run();
    else void store.ready().then(run);
  };

  browser.tabs.onActivated.addListener(({ tabId, windowId }) =>
    during(async ({ windows }) => {
      const coverTab = windows.find(({ id }) => id === windowId)?.coverTab;
      if (coverTab === tabId) return;
      // The known cover at once; the careful look after it.
      if (coverTab !== undefined) await browser.tabs.update(coverTab, { active: true }).catch(() => undefined);
      await covers.check(windowId);
    }),
  );
  browser.tabs.onCreated.addListener((tab) =>
    during(({ reported }) => {
      if (covers.isCover(tab)) return;
      // In Firefox every new tab begins blank, our own cover too; `onUpdated` follows when it gets its address.
      if (addressOf(tab) !== 'about:blank') mute(store, [tab]);
      // What the reported page opens is part of what was reported.
      const { id, openerTabId } = tab;
      if (id !== undefined && openerTabId !== undefined && reported.includes(openerTabId))
        store.change((incident) => ({ ...incident, reported: [...incident.reported, id] }));
      return covers.check(tab.windowId);
    }),
  );
  browser.tabs.onUpdated.addListener((_id, { audible, mutedInfo, url }, tab: Tab) => {
    if (audible === undefined && mutedInfo === undefined && url === undefined) return;
    during(() => {
      if (!covers.isCover(tab)) mute(store, [tab]);
      return tab.active ? covers.check(tab.windowId) : undefined;
    });
  });
  browser.tabs.onRemoved.addListener((_id, { windowId, isWindowClosing }) =>
    during(() => (isWindowClosing ? undefined : covers.check(windowId))),
  );
  browser.tabs.onReplaced.addListener((added, removed) =>
    during(() => store.change((incident) => withTabReplaced(incident, removed, added))),
  );
  browser.tabs.onAttached.addListener((_id, { newWindowId }) => during(() => covers.check(newWindowId)));
  browser.windows.onCreated.addListener((window) =>
    during(() => (window.id === undefined ? undefined : covers.check(window.id))),
  );
  browser.windows.onRemoved.addListener((windowId) =>
    during(() =>
      store.change((incident) => ({ ...incident, windows: incident.windows.filter(({ id }) => id !== windowId) })),
    ),
  );
  browser.windows.onFocusChanged.addListener((windowId) => {
    if (windowId !== browser.windows.WINDOW_ID_NONE) during(() => covers.check(windowId));
  });
  boundsChanged()?.addListener((window) =>
    during(() => (window.id === undefined || window.state === 'fullscreen' ? undefined : covers.check(window.id))),
  );
}
