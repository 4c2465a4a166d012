/**
 * Ends the reported page behind the cover: discarding stops its sound, picture-in-picture and later dialogs without the
 * "Leave site?" that navigating or closing would bring up over the cover (measured).
 */
import type { Policy } from '../../shared/policy.ts';
import { browser } from '../platform/browser.ts';
import { sleep } from './attempt.ts';
import { disarm } from './disarm.ts';
import type { Incident } from './incident.ts';

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

/** Discards the reported tabs, precious ones apart. A refusal leaves a tab muted and guarded, to be closed at release. */
export async function neutralise(
  incident: Incident,
  policy: Policy,
  replaced: (from: number, to: number) => void,
): Promise<void> {
  await Promise.all(incident.reported.map((id) => endTab(id, incident, policy, replaced)));
}

async function endTab(
  id: number,
  incident: Incident,
  policy: Policy,
  replaced: (from: number, to: number) => void,
): Promise<void> {
  for (const pause of pausesMs) {
    await sleep(pause);
    try {
      const tab = await browser.tabs.get(id);
      if (tab.discarded || isPrecious(incident, tab.url ?? '', policy)) return;
      // In a popup the page stays the active one: it can end only while its window is away.
      if (tab.active && (await browser.windows.get(tab.windowId)).state !== 'minimized') continue;
      const discarded = await browser.tabs.discard(id);
      // Firefox gives nothing back, and keeps the id.
      if (discarded?.id !== undefined) replaced(id, discarded.id);
      if (discarded || (await browser.tabs.get(id)).discarded) return;
      // Firefox will not discard a page that wants to ask first.
      await disarm(id);
    } catch {
      // Gone already, or still in sight.
    }
  }
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
