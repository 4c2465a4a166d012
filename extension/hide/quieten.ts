/**
 * Stops what plays inside the frames of a page, where its own script (top frame only) does not reach. Muting has silenced
 * the tab at once; this comes after it, and nothing waits for it: a hung frame never answers.
 */
import { browser } from '../platform/browser.ts';
import { sleep } from './attempt.ts';
import type { IncidentStore } from './incident-store.ts';

/** Every hiding call has gone out, and been answered, long before; in ms. */
const afterHideMs = 300;

/** `quieten` runs in the frames, so it may use nothing outside its own braces. */
export async function quietenFrames(store: IncidentStore, quieten: () => void): Promise<void> {
  await sleep(afterHideMs);
  await store.ready();
  const incident = store.current();
  if (!incident || incident.state === 'released') return;
  const seen = new Set([...incident.reported, ...incident.windows.map(({ shown }) => shown)]);
  const tabs = await browser.tabs.query({ discarded: false }).catch(() => []);
  for (const { id, audible } of tabs) {
    // What played unseen in another tab stays as it was, only silent; what was in sight or could be heard stops.
    if (id === undefined || !(seen.has(id) || audible)) continue;
    browser.scripting
      .executeScript({ target: { tabId: id, allFrames: true }, func: quieten, injectImmediately: true })
      .catch(() => undefined);
  }
}
