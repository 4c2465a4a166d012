/**
 * Brings a cover up in a window: loaded behind what shows, and switched to when it can paint. A cover that is switched to
 * at once leaves Chromium with nothing to show but the last page's frame and colour until it has painted (measured: page
 * colour some 130 to 190 ms longer on the screen). Should the worker stop in between, the cover's own first message wakes it again.
 */
import { browser, type Tab } from '../platform/browser.ts';
import { attempt, sleep } from './attempt.ts';

/** How long a cover may load unseen, in ms: on a slow device a cover in the making is better than the page. */
const loadMs = 150;
/** How long, where the page has said that its overlay is up: nothing of it is in sight meanwhile. */
const loadBehindMs = 1000;

export type CoverTabs = {
  /**
   * Opens the cover in a window, or wherever the browser puts it; `undefined` when it refuses to the last. `overlay`
   * settles when the page in front has its own overlay up; a page that cannot have one never settles it.
   */
  open: (url: string, windowId: number | undefined, overlay?: Promise<unknown>) => Promise<Tab | undefined>;
};

/** Listens for covers that have their words, so call it in the first tick. `page` is the cover's address. */
export function createCoverTabs(page: string): CoverTabs {
  const readies = new Map<number, PromiseWithResolvers<void>>();
  const ready = (tabId: number): PromiseWithResolvers<void> => {
    const known = readies.get(tabId) ?? Promise.withResolvers<void>();
    readies.set(tabId, known);
    return known;
  };
  // A title comes with the head of the page, the styles just before it; the browser tells it before `create` has answered.
  browser.tabs.onUpdated.addListener((tabId, { title, status }, { url }: Tab) => {
    if ((title !== undefined || status === 'complete') && url?.startsWith(page)) ready(tabId).resolve();
  });
  browser.tabs.onRemoved.addListener((tabId) => void readies.delete(tabId));

  return {
    async open(url, windowId, overlay) {
      let isHidden = false;
      void overlay?.then((answer) => (isHidden = answer !== undefined));
      const where = windowId === undefined ? {} : { windowId };
      const made = await attempt(() => browser.tabs.create({ ...where, active: false, url }));
      if (made?.id === undefined) return undefined;
      const { id } = made;
      const { promise: isReady } = ready(id);
      await Promise.race([isReady, sleep(loadMs)]);
      if (isHidden) await Promise.race([isReady, sleep(loadBehindMs - loadMs)]);
      return attempt(() => browser.tabs.update(id, { active: true }));
    },
  };
}
