/** The self-check in the menu of the toolbar dolphin, where the school's policy offers it (`showSelfCheck`). */
import type { Policy } from '../../shared/policy.ts';
import { message } from '../locales/catalogue.ts';
import { browser } from '../platform/browser.ts';

const item = 'selfcheck';

export type Menu = { /** Call it whenever the policy may be new. */ show: () => void; start: () => void };

export function createMenu(policy: () => Promise<Policy>): Menu {
  let shown = Promise.resolve();
  const show = async (): Promise<void> => {
    const { showSelfCheck } = await policy();
    await browser.contextMenus.removeAll();
    if (showSelfCheck)
      browser.contextMenus.create({ id: item, title: message('selfcheck.menu'), contexts: ['action'] });
  };
  return {
    show() {
      // One after another: two at once would make the entry twice.
      shown = shown.then(show).catch(() => undefined);
    },
    start() {
      browser.contextMenus.onClicked.addListener(({ menuItemId }) => {
        if (menuItemId === item) void browser.tabs.create({ url: browser.runtime.getURL('/selfcheck.html') });
      });
      this.show();
    },
  };
}
