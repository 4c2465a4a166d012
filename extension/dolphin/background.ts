/** The background's part of the dolphin: its settings for each page, where a toolbar click leads, and pages open already. */
import type { Policy } from '../../shared/policy.ts';
import { message } from '../locales/catalogue.ts';
import { browser } from '../platform/browser.ts';
import type { BackgroundProtocol, Corner } from '../platform/messages.ts';

const cornerKey = 'corner';

type Settings = ReturnType<BackgroundProtocol['page.started']>['dolphin'];

export type Dolphin = {
  settings: () => Promise<Settings>;
  /** Where somebody moved it: kept for this device. */
  remember: (corner: Corner) => Promise<void>;
  /** A popup takes the toolbar click away from the press, so only staff have one. Call it whenever the policy may be new. */
  showRole: () => void;
  /** After installation: pages that were open before have no script of ours yet. */
  enterOpenTabs: () => Promise<void>;
};

export function createDolphin(policy: () => Promise<Policy>): Dolphin {
  let shown = Promise.resolve();
  const show = async (): Promise<void> => {
    const { role } = await policy();
    await browser.action.setPopup({ popup: role === 'staff' ? 'staff.html' : '' });
  };
  return {
    async settings() {
      const [{ onPageDolphin, dolphinCorner }, stored] = await Promise.all([
        policy(),
        browser.storage.local.get(cornerKey),
      ]);
      const moved = stored[cornerKey] as Corner | undefined;
      return {
        show: onPageDolphin ?? true,
        corner: moved ?? dolphinCorner ?? 'bottom-right',
        name: message('dolphin.name'),
      };
    },
    async remember(corner) {
      await browser.storage.local.set({ [cornerKey]: corner });
    },
    showRole() {
      // One after another, each with the policy of its own moment: an older role must never be the last one set.
      shown = shown.then(show).catch(() => undefined);
    },
    async enterOpenTabs() {
      const files = browser.runtime.getManifest().content_scripts?.flatMap(({ js }) => js ?? []) ?? [];
      const tabs = await browser.tabs.query({ discarded: false });
      await Promise.allSettled(
        tabs.flatMap(({ id }) =>
          id === undefined ? [] : browser.scripting.executeScript({ target: { tabId: id }, files: files as [] }),
        ),
      );
    },
  };
}
