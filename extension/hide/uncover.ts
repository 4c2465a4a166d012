/** Gives the screen back: the reported page ends first, so that nothing of it can flash, and all else is as it was. */
import { browser, type Tab } from '../platform/browser.ts';
import { tellTab } from '../platform/messages.ts';
import { attempt, sleep } from './attempt.ts';
import { disarm } from './disarm.ts';
import type { Ending, Incident } from './incident.ts';
import { unmute } from './sound.ts';

type Way = { readonly ending: Ending; readonly safePage?: string; readonly isCover: (tab: Tab) => boolean };

/** How long a page may take to lift its own overlay before the cover goes, in ms. */
const answerMs = 150;

/** How long the reported pages may take to end before the covers go, in ms: nobody stays trapped for their sake. */
const endMs = 1500;

/** Takes every cover of this incident away. May be run again after a stop in the middle. */
export async function uncover(incident: Incident, { ending, safePage, isCover }: Way): Promise<void> {
  const tabs = await browser.tabs.query({});
  const reported = new Set(incident.reported);
  const isReported = ({ id }: Tab): boolean => id !== undefined && reported.has(id);
  const covers = tabs.filter(isCover);
  const pages = tabs.filter((tab) => !covers.includes(tab));
  const others = pages.filter((tab) => ending === 'give-back' || !isReported(tab));
  const told = pages.filter((tab) => ending !== 'close' || !isReported(tab));
  const lifted = Promise.all(told.flatMap(({ id }) => (id === undefined ? [] : tellTab(id, 'page.uncover', {}))));
  // A hung page, or one with a question open, never answers; nobody stays trapped for its sake.
  await Promise.race([lifted, new Promise((resolve) => setTimeout(resolve, answerMs))]);
  const going = (tab: Tab): boolean => covers.includes(tab) || (ending === 'close' && isReported(tab));
  const windows = windowsWith(going, tabs);
  await Promise.all(
    windows.map((windowId) => {
      const here = others.filter((tab) => tab.windowId === windowId);
      const shown = incident.windows.find(({ id }) => id === windowId)?.shown;
      // A child who had no part in it meets the school's own page, not what the last one left open.
      const next = incident.lapsed && safePage !== undefined ? undefined : lastUsed(here, shown);
      return showNext(windowId, next, safePage);
    }),
  );
  // Nothing of it was restored: the school's page all the same.
  if (incident.lapsed && safePage !== undefined && windows.length === 0)
    await quietly(() => browser.tabs.create({ url: safePage }));
  if (ending === 'close') await Promise.race([endAll(reported), sleep(endMs)]);
  await Promise.all(covers.map((tab) => attempt(() => browser.tabs.remove(tab.id!))));
  await Promise.all(
    incident.windows.map(({ id, before }) => {
      // Full screen is left, whoever began it: a page's own ended with the cover, and only its empty frame would be left.
      const state = before === 'fullscreen' ? 'normal' : before;
      return quietly(() => browser.windows.update(id, { state }));
    }),
  );
  // A page that stays in the background unseen also stays silent.
  await unmute(incident.muted.filter((id) => ending === 'give-back' || !reported.has(id)));
}

/** Ends a page that nobody should see, without ever showing it: something else comes to the front first. */
export async function endTab(tab: Tab, safePage: string | undefined): Promise<void> {
  const here = await browser.tabs.query({ windowId: tab.windowId });
  const rest = here.filter(({ id }) => id !== tab.id);
  if (tab.active || rest.length === 0) await showNext(tab.windowId, lastUsed(rest, undefined), safePage);
  await end(tab.id!);
}

/** Ends what an incident left that is over, under the covers of another one. */
export async function sweep({ reported }: Pick<Incident, 'reported'>, isCover: (tab: Tab) => boolean): Promise<void> {
  await endAll(reported);
  const covers = (await browser.tabs.query({})).filter(isCover);
  await Promise.all(covers.map(({ id }) => quietly(() => browser.tabs.remove(id!))));
}

/** Closes a cover that belongs to no incident, such as one that a restored browser brings back. */
export async function closeStray(tab: Tab): Promise<void> {
  const neighbours = await browser.tabs.query({ windowId: tab.windowId });
  // A release may have taken it away already.
  if (!neighbours.some(({ id }) => id === tab.id)) return;
  if (neighbours.length < 2) await quietly(() => browser.tabs.create({ windowId: tab.windowId }));
  await quietly(() => browser.tabs.remove(tab.id!));
}

function windowsWith(going: (tab: Tab) => boolean, tabs: readonly Tab[]): number[] {
  return [...new Set(tabs.filter(going).map(({ windowId }) => windowId))];
}

function lastUsed(tabs: readonly Tab[], shown: number | undefined): Tab | undefined {
  return (
    tabs.find(({ id }) => id === shown) ?? tabs.toSorted((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0)).at(0)
  );
}

/** Brings up a tab, or a new one where there is none: a window that loses its last tab would close. */
async function showNext(windowId: number, next: Tab | undefined, safePage: string | undefined): Promise<void> {
  // A window that is no ordinary one has only the page itself, or its cover: it may go with it.
  const window = await attempt(() => browser.windows.get(windowId), []);
  if (window && window.type !== 'normal') return;
  await attempt(() =>
    next
      ? browser.tabs.update(next.id, { active: true })
      : browser.tabs.create({ windowId, active: true, ...(safePage !== undefined && { url: safePage }) }),
  );
}

async function endAll(ids: Iterable<number>): Promise<void> {
  for (const id of ids) await end(id);
}

/** How long a discard may take, in ms: Firefox asks the page for its state first, and waits for ever for one that hangs. */
const discardMs = 400;

/** Discarded first: closing a live page can ask "Leave site?" and bring the page up with the question (measured). */
export async function end(tabId: number): Promise<void> {
  const discarding = attempt(() => browser.tabs.discard(tabId), []);
  const discarded = await Promise.race([discarding, sleep(discardMs)]);
  const id = discarded?.id ?? tabId;
  // Discarded after all, and under another id since: nothing of it may be left in the window.
  void discarding.then((late) => {
    if (late?.id !== undefined && late.id !== id) void quietly(() => browser.tabs.remove(late.id!));
  });
  // The browser refuses while a tab is being dragged; a tab that is gone is what we want.
  await attempt(async () => {
    const tab = await attempt(() => browser.tabs.get(id), []);
    if (!tab) return;
    if (!tab.discarded) await disarm(id);
    await browser.tabs.remove(id);
  });
}

/** What is gone already needs no tidying. */
async function quietly(call: () => Promise<unknown>): Promise<void> {
  await call().catch(() => undefined);
}
