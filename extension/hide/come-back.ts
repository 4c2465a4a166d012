/**
 * A page that an adult closed after a press comes back the same day: by Back, by "Reopen closed tab", by a restored session,
 * by typing. It is covered and silent again, or ended where no script of ours can run. Nobody is told: nothing but a press
 * is ever collected.
 */
import { browser, type Tab } from '../platform/browser.ts';
import { tellTab } from '../platform/messages.ts';
import { sleep } from './attempt.ts';
import type { ComeBackWay, Marks } from './marks.ts';
import { addressOf } from './tab-kind.ts';
import { endTab } from './uncover.ts';

/** Pauses before a page is asked again to cover itself, in ms: its script may be just starting. After them none will. */
const askAgainMs = [0, 60, 200] as const;

export type ComeBackPorts = {
  readonly marks: Marks;
  /** During an incident every page is covered and guarded already. */
  readonly isOpen: () => boolean;
  readonly safePage: () => Promise<string | undefined>;
};

export type ComeBack = {
  /** Whether a page that has just started, or was taken out of the browser's memory, must stay hidden. */
  covers: (tab: Tab | undefined, address: string | undefined) => Promise<boolean>;
  /** Registers its listener: in the first tick. */
  watch: () => void;
};

export function createComeBack({ marks, isOpen, safePage }: ComeBackPorts): ComeBack {
  const covered = new Set<number>();

  const meet = async (tab: Tab & { id: number }, way: ComeBackWay): Promise<void> => {
    covered.add(tab.id);
    if (!tab.mutedInfo?.muted) browser.tabs.update(tab.id, { muted: true }).catch(() => undefined);
    if (way === 'end') await endTab(tab, await safePage());
  };

  /** No script of ours answers on it: a PDF in Firefox, an error page, a page that hangs. */
  const coverOrEnd = async (id: number, address: string): Promise<void> => {
    for (const pause of askAgainMs) {
      await sleep(pause);
      if (await answers(id)) return;
    }
    const tab = await browser.tabs.get(id).catch(() => undefined);
    if (tab && addressOf(tab) === address && !tab.discarded) await endTab(tab, await safePage());
  };

  const look = async (tab: Tab, isElsewhere: boolean): Promise<void> => {
    const { id } = tab;
    await marks.ready();
    if (id === undefined || isOpen() || !marks.any()) return;
    const address = addressOf(tab);
    const way = await marks.wayFor(address);
    if (way) {
      await meet({ ...tab, id }, way);
      if (way === 'cover') await coverOrEnd(id, address);
    } else if (isElsewhere && (covered.has(id) || isMutedByUs(tab))) {
      // A page that changes its address without loading keeps its overlay until it is told.
      covered.delete(id);
      browser.tabs.update(id, { muted: false }).catch(() => undefined);
      void tellTab(id, 'page.uncover', {});
    }
  };

  return {
    async covers(tab, address) {
      await marks.ready();
      if (!marks.any()) return false;
      const [way] = (await Promise.all([address, tab?.url].map((each) => marks.wayFor(each ?? '')))).filter(Boolean);
      if (way && tab?.id !== undefined) void meet({ ...tab, id: tab.id }, way);
      return way !== undefined;
    },
    watch() {
      browser.tabs.onUpdated.addListener((_id, { url, status }, tab: Tab) => {
        if (url !== undefined || status === 'complete') void look(tab, url !== undefined);
      });
    },
  };
}

async function answers(tabId: number): Promise<boolean> {
  const answer = await Promise.race([tellTab(tabId, 'page.cover', { pause: true }), sleep(answerMs)]);
  return answer !== undefined;
}

/** How long a page may take to cover itself, ms. */
const answerMs = 400;

/** The browser remembers it for us, through a stopped worker and in Firefox through a restart. */
export function isMutedByUs({ mutedInfo }: Tab): boolean {
  return mutedInfo?.muted === true && mutedInfo.extensionId === browser.runtime.id;
}
