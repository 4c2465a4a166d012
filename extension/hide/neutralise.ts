/**
 * Ends the reported page behind the cover: discarding stops its sound, picture-in-picture and later dialogs without the
 * "Leave site?" that navigating or closing would bring up over the cover (measured).
 */
import type { Policy } from '../../shared/policy.ts';
import { browser } from '../platform/browser.ts';
import { sleep } from './attempt.ts';
import { disarm } from './disarm.ts';
import { withTabReplaced, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';

/** Whether a reported page must not be lost: a child's work may be in it (design §4.3). */
export function isPrecious(incident: Incident, address: string, policy: Policy): boolean {
  return incident.typed || policy.afterHide === 'keep' || isOwnPlatform(address, policy.ownPlatforms ?? []);
}

/**
 * How long the browser is given to show the blank that the page has put in its icon's place, in ms: a discarded tab keeps the
 * icon it had, in sight whenever full screen is left (measured in Firefox, which needs it after everything is hidden). Nothing
 * here reads a page's icon to see it go.
 */
const iconMs = 300;

/** Pauses before each try, in ms: only when a window that was told to go away is out of sight can its tab end. */
const pausesMs = [iconMs, 150, 400, 800] as const;

export type Neutraliser = {
  /**
   * Discards the reported tabs, precious ones apart. A refusal leaves a tab muted and guarded, to be closed at release.
   * `now`, before the icon has gone: where a page does worse in the meantime.
   */
  neutralise: (incident: Incident, when?: 'now') => Promise<void>;
  /** When the discards that have begun are done: each gives its tab a new id, which a release has to know. */
  settled: () => Promise<unknown>;
};

export function createNeutraliser(store: IncidentStore, policy: () => Promise<Policy>): Neutraliser {
  const underWay = new Set<Promise<boolean>>();
  /** From a release on, its tabs are the release's. */
  const isOver = ({ id }: Incident): boolean => {
    const open = store.current();
    return open?.id !== id || open.state === 'released';
  };

  /** Whether nothing is left to do. */
  const discard = async (id: number, incident: Incident, settings: Policy): Promise<boolean> => {
    const tab = await browser.tabs.get(id);
    if (isOver(incident) || tab.discarded || isPrecious(incident, tab.url ?? '', settings)) return true;
    // In a popup the page stays the active one: it can end only while its window is away.
    if (tab.active && (await browser.windows.get(tab.windowId)).state !== 'minimized') return false;
    if (isOver(incident)) return true;
    const discarded = await browser.tabs.discard(id);
    // Firefox gives nothing back, and keeps the id.
    const to = discarded?.id;
    if (to !== undefined) store.change((open) => withTabReplaced(open, id, to));
    return discarded !== undefined || (await browser.tabs.get(id)).discarded;
  };

  const endTab = async (id: number, incident: Incident, settings: Policy, pauses: readonly number[]): Promise<void> => {
    for (const pause of pauses) {
      await sleep(pause);
      // Refused: gone already, or still in sight.
      const work = discard(id, incident, settings).catch(() => false);
      underWay.add(work);
      const isDone = await work.finally(() => underWay.delete(work));
      if (isDone || isOver(incident)) return;
      // Firefox will not discard a page that wants to ask first.
      await disarm(id);
    }
  };

  return {
    async neutralise(incident, when) {
      const settings = await policy();
      const pauses = when === 'now' ? [0, ...pausesMs] : pausesMs;
      await Promise.all(incident.reported.map((id) => endTab(id, incident, settings, pauses)));
    },
    settled: () => Promise.all(underWay),
  };
}

/** Whether an address is on one of the school's own hosts or below it. */
export function isOwnPlatform(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hosts.some((entry) => {
    const host = entry.toLowerCase();
    return host !== '' && (hostname === host || hostname.endsWith(`.${host}`));
  });
}
