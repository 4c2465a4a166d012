/** Gives the screen back: the reported page ends first, so that nothing of it can flash, and all else is as it was. */
import { browser, type Tab } from '../platform/browser.ts';
import { tellTab } from '../platform/messages.ts';
import type { CoveredWindow, Ending, Incident } from './incident.ts';
import { unmute } from './sound.ts';

type Way = { readonly ending: Ending; readonly safePage?: string; readonly isCover: (tab: Tab) => boolean };

/** How long a page may take to lift its own overlay before the cover goes, in ms. */
const answerMs = 150;

/** Takes every cover of this incident away. May be run again after a stop in the middle. */
export async function uncover(incident: Incident, { ending, safePage, isCover }: Way): Promise<void> {
  const tabs = await browser.tabs.query({});
  const reported = new Set(incident.reported);
  const covers = tabs.filter(isCover);
  const others = tabs.filter((tab) => !covers.includes(tab) && (ending === 'give-back' || !reported.has(tab.id!)));
  const pages = tabs.filter((tab) => !covers.includes(tab) && (ending !== 'close' || !reported.has(tab.id!)));
  const told = Promise.all(pages.flatMap(({ id }) => (id === undefined ? [] : tellTab(id, 'page.uncover', {}))));
  // A hung page, or one with a question open, never answers; nobody stays trapped for its sake.
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, answerMs))]);
  await Promise.all(incident.windows.map((window) => showNext(window, others, safePage)));
  if (ending === 'close') for (const id of reported) await end(id);
  await Promise.all(covers.map((tab) => quietly(() => browser.tabs.remove(tab.id!))));
  await Promise.all(
    incident.windows.map(({ id, before }) => quietly(() => browser.windows.update(id, { state: before }))),
  );
  // A page that stays in the background unseen also stays silent.
  await unmute(incident.muted.filter((id) => ending === 'give-back' || !reported.has(id)));
}

/** Brings up what the window showed, or the tab used last, or a new one: a window that loses its last tab would close. */
async function showNext(window: CoveredWindow, others: readonly Tab[], safePage: string | undefined): Promise<void> {
  if (window.kind !== 'normal') return;
  const here = others.filter((tab) => tab.windowId === window.id);
  const next =
    here.find((tab) => tab.id === window.shown) ??
    here.toSorted((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0)).at(0);
  await quietly(() =>
    next
      ? browser.tabs.update(next.id, { active: true })
      : browser.tabs.create({ windowId: window.id, active: true, ...(safePage !== undefined && { url: safePage }) }),
  );
}

/** Discarded first: closing a live page can ask "Leave site?" and bring the page up with the question (measured). */
async function end(tabId: number): Promise<void> {
  const discarded = await browser.tabs.discard(tabId).catch(() => undefined);
  await quietly(() => browser.tabs.remove(discarded?.id ?? tabId));
}

/** Closes a cover that belongs to no incident, such as one that a restored browser brings back. */
export async function closeStray(tab: Tab): Promise<void> {
  const neighbours = await browser.tabs.query({ windowId: tab.windowId });
  if (neighbours.length < 2) await quietly(() => browser.tabs.create({ windowId: tab.windowId }));
  await quietly(() => browser.tabs.remove(tab.id!));
}

/** What is gone already needs no tidying. */
async function quietly(call: () => Promise<unknown>): Promise<void> {
  await call().catch(() => undefined);
}
