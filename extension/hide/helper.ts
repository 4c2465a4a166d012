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
import type { Helper, Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import { mute } from './sound.ts';

const childline = 'https://www.childline.org.uk/';
/** How long the page of help may show before the cover is back, in ms: a child may have walked away. */
export const visitMs = 15 * 60_000;

/** The help that this school's cover offers. Children in the early years cannot read either page. */
export function helpOffered({ tier, ceopUrl }: Policy): HelpName[] {
  if (tier === 'eyfs') return [];
  return ceopUrl === undefined ? ['childline'] : ['ceop', 'childline'];
}

/** Whether this tab is the page of help that may show now. */
export function isHelper(incident: Incident | undefined, tab: Tab | undefined): boolean {
  const helper = incident?.helper;
  if (!helper?.shows || !tab || tab.id !== helper.tab) return false;
  const address = tab.pendingUrl || tab.url || '';
  // Blank while it begins to load.
  return address === '' || address === 'about:blank' || originOf(address) === helper.origin;
}

export type HelperPages = {
  /** Opens the help in the window of the cover that asked. */
  open: (name: HelpName, cover: Tab) => Promise<void>;
  /** Brings the cover back, in this very task; nothing when no help shows. */
  back: () => void;
  /** Closes the page of help, without a question of its own. */
  close: () => Promise<void>;
};

type Ports = { policy: () => Promise<Policy>; now: () => number };

/** Registers its alarm, so call it in the first tick. */
export function createHelper(store: IncidentStore, covers: Covers, { policy, now }: Ports): HelperPages {
  const wakeAt = createAlarm('helper', () => {
    void store.ready().then(() => {
      const helper = store.current()?.helper;
      if (helper?.shows && now() >= helper.until) back();
      else if (helper?.shows) wakeAt(helper.until);
    });
  });

  const back = (): void => {
    const incident = store.current();
    const { helper, windows = [] } = incident ?? {};
    if (!helper?.shows) return;
    store.change((open) => ({ ...open, helper: { ...helper, shows: false } }));
    const coverTab = windows.find(({ id }) => id === helper.window)?.coverTab;
    if (coverTab !== undefined) browser.tabs.update(coverTab, { active: true }).catch(() => undefined);
    void tellTab(helper.tab, 'page.cover', { pause: true });
    void browser.tabs.get(helper.tab).then(
      (tab) => mute(store, [tab]),
      () => undefined,
    );
    void covers.check(helper.window);
  };

  const close = async (): Promise<void> => {
    const { helper } = store.current() ?? {};
    if (!helper) return;
    back();
    store.change((open) => ({ ...open, helper: undefined }));
    // Discarded first: a half-written form would ask "Leave site?" (see uncover.ts).
    const discarded = await browser.tabs.discard(helper.tab).catch(() => undefined);
    await browser.tabs.remove(discarded?.id ?? helper.tab).catch(() => undefined);
  };

  /** The page of help that waits behind the cover comes up again, with what the child wrote in it. */
  const again = async (helper: Helper): Promise<boolean> => {
    const tab = await browser.tabs.get(helper.tab).catch(() => undefined);
    if (!tab || originOf(tab.url ?? '') !== helper.origin || tab.windowId !== helper.window) return false;
    show(helper);
    await browser.tabs.update(helper.tab, { active: true, muted: false });
    await fill(helper.window);
    return true;
  };
  const show = (helper: Omit<Helper, 'shows' | 'until'>): void => {
    const until = now() + visitMs;
    store.change((incident) => ({ ...incident, helper: { ...helper, shows: true, until } }));
    wakeAt(until);
    // Its script may have asked before this tab was known.
    void tellTab(helper.tab, 'page.uncover', {});
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
      const { helper } = incident;
      if (helper?.shows) return;
      if (helper && helper.origin === originOf(url) && (await again(helper))) return;
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
