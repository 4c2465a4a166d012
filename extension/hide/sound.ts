/** Silence: mutes every tab during an incident and gives back the sound of exactly those that it muted. */
import { browser, type Tab } from '../platform/browser.ts';
import type { IncidentStore } from './incident-store.ts';

/** Mutes what is not muted yet and remembers it. Never waits, never fails: a tab may be gone. */
export function mute(store: IncidentStore, tabs: readonly Tab[]): void {
  const loud = tabs.flatMap((tab) => (tab.id !== undefined && !tab.mutedInfo?.muted ? [tab.id] : []));
  if (loud.length === 0) return;
  for (const id of loud) browser.tabs.update(id, { muted: true }).catch(() => undefined);
  store.change((incident) => ({ ...incident, muted: [...new Set([...incident.muted, ...loud])] }));
}

export async function unmute(ids: readonly number[]): Promise<void> {
  await Promise.allSettled(ids.map((id) => browser.tabs.update(id, { muted: false })));
}
