/**
 * Pages of help that a child opens from the cover: exactly one tab and one origin may show, for a while. Leaving the
 * origin, closing or switching the tab, pressing the dolphin or the end of the time brings the cover back.
 */
import type { Policy } from '../../shared/policy.ts';
import { createAlarm } from '../platform/alarms.ts';
import { browser, takesOurPages, type Tab } from '../platform/browser.ts';
import { tellTab, type HelpName } from '../platform/messages.ts';
import { fill } from './above.ts';
import type { Covers } from './covers.ts';
import type { Visit, Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import { mute } from './sound.ts';
import { end } from './uncover.ts';

const childline = 'https://www.childline.org.uk/';
/** How long the page of help may show before the cover is back, in ms: a child may have walked away. */
export const visitMs = 15 * 60_000;

/** The help that this school's cover offers. Children in the early years cannot read either page. */
export function helpOffered({ tier, ceopUrl }: Policy): HelpName[] {
  if (tier === 'eyfs') return [];
  return ceopUrl === undefined ? ['childline'] : ['ceop', 'childline'];
}

/** Whether this tab is the page of help that may show now. */
export function isVisited(incident: Incident | undefined, tab: Tab | undefined): boolean {
  const visit = incident?.visit;
  if (!visit?.shows || !tab || tab.id !== visit.tab) return false;
  const address = tab.pendingUrl || tab.url || '';
  // Blank while it begins to load.
  return address === '' || address === 'about:blank' || originOf(address) === visit.origin;
}

export type Visits = {
  /** Opens the help in the window of the cover that asked. */
  open: (name: HelpName, cover: Tab) => Promise<void>;
  /** Brings the cover back, in this very task; nothing when no help shows. */
  back: () => void;
  /** Closes the page of help, without a question of its own. */
  close: () => Promise<void>;
};

type Ports = { policy: () => Promise<Policy>; now: () => number };

/** Registers its alarm, so call it in the first tick. */
export function createVisits(store: IncidentStore, covers: Covers, { policy, now }: Ports): Visits {
  const wakeAt = createAlarm('visit', () => {
    void store.ready().then(() => {
      const visit = store.current()?.visit;
      if (visit?.shows && now() >= visit.until) back();
      else if (visit?.shows) wakeAt(visit.until);
    });
  });

  const back = (): void => {
    const incident = store.current();
    const { visit, windows = [] } = incident ?? {};
    if (!visit?.shows) return;
    store.change((open) => ({ ...open, visit: { ...visit, shows: false } }));
    const coverTab = windows.find(({ id }) => id === visit.window)?.coverTab;
    if (coverTab !== undefined) browser.tabs.update(coverTab, { active: true }).catch(() => undefined);
    void tellTab(visit.tab, 'page.cover', { pause: true });
    void browser.tabs.get(visit.tab).then(
      (tab) => mute(store, [tab]),
      () => undefined,
    );
    void covers.check(visit.window);
  };

  const close = async (): Promise<void> => {
    const { visit } = store.current() ?? {};
    if (!visit) return;
    back();
    store.change((open) => ({ ...open, visit: undefined }));
    await end(visit.tab);
  };

  /** The page of help that waits behind the cover comes up again, with what the child wrote in it. */
  const again = async (visit: Visit): Promise<boolean> => {
    const tab = await browser.tabs.get(visit.tab).catch(() => undefined);
    if (!tab || originOf(tab.url ?? '') !== visit.origin || tab.windowId !== visit.window) return false;
    show(visit);
    await browser.tabs.update(visit.tab, { active: true, muted: false });
    await fill(visit.window);
    return true;
  };
  const show = (visit: Omit<Visit, 'shows' | 'until'>): void => {
    const until = now() + visitMs;
    store.change((incident) => ({ ...incident, visit: { ...visit, shows: true, until } }));
    wakeAt(until);
    // Its script may have asked before this tab was known.
    void tellTab(visit.tab, 'page.uncover', {});
  };

  const openIn = async (url: string, cover: Tab): Promise<void> => {
    const origin = originOf(url);
    const holder = await browser.windows.get(cover.windowId);
    if (takesOurPages(holder) && holder.state !== 'minimized') {
      const { id } = await browser.tabs.create({
        windowId: cover.windowId,
        url,
        active: false,
        index: cover.index + 1,
      });
      if (id === undefined) return;
      show({ tab: id, window: cover.windowId, origin });
      await browser.tabs.update(id, { active: true });
      return;
    }
    const made = await browser.windows.create({ type: 'popup', url, focused: true });
    const id = made?.tabs?.[0]?.id;
    if (made?.id === undefined || id === undefined) return;
    show({ tab: id, window: made.id, origin });
    await fill(made.id);
  };

  return {
    async open(name, cover) {
      const { tier, ceopUrl } = await policy();
      const offered = helpOffered({ ...(tier && { tier }), ...(ceopUrl && { ceopUrl }) });
      const url = name === 'ceop' ? ceopUrl : childline;
      const incident = store.current();
      if (!offered.includes(name) || !url || !incident || incident.state === 'released') return;
      const { visit } = incident;
      if (visit?.shows) return;
      if (visit && visit.origin === originOf(url) && (await again(visit))) return;
      await close();
      await covers.making(openIn(url, cover));
    },
    back,
    close,
  };
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}
