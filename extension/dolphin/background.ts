/** The background's part of the dolphin: its settings and its paint for each page, where a toolbar click leads, open pages. */
import type { Policy } from '../../shared/policy.ts';
import { dolphinName } from '../locales/dolphin-name.ts';
import { browser, type Tab } from '../platform/browser.ts';
import type { BackgroundProtocol, Corner } from '../platform/messages.ts';
import { paintedCss, shadeCss } from './paint.ts';

const cornerKey = 'corner';

type Settings = ReturnType<BackgroundProtocol['page.started']>['dolphin'];

export type Dolphin = {
  settings: () => Promise<Settings>;
  /** Where somebody moved it: kept for this device. */
  remember: (corner: Corner) => Promise<void>;
  /** Hides all of a tab's page by the browser's own hand, or no longer. A page that takes no style has its cover alone. */
  shade: (tab: Tab | undefined, on: boolean) => Promise<void>;
  /** Paints the dolphin on a tab's page, until that page ends. */
  paint: (tab: Tab | undefined, corner: Corner) => Promise<void>;
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
      const [school, stored, commands] = await Promise.all([
        policy(),
        browser.storage.local.get(cornerKey),
        browser.commands.getAll(),
      ]);
      const shortcut = commands.find(({ name }) => name === 'press')?.shortcut;
      const moved = stored[cornerKey] as Corner | undefined;
      return {
        show: school.onPageDolphin ?? true,
        corner: moved ?? school.dolphinCorner ?? 'bottom-right',
        ...nameFor(school),
        ...(shortcut && { shortcut }),
      };
    },
    async remember(corner) {
      await browser.storage.local.set({ [cornerKey]: corner });
    },
    async shade(tab, on) {
      if (tab?.id === undefined) return;
      const sheet = { target: { tabId: tab.id }, origin: 'USER', css: shadeCss } as const;
      // The tab may be gone, or the administrator may have closed its site to extensions.
      await (on ? browser.scripting.insertCSS(sheet) : browser.scripting.removeCSS(sheet)).catch(() => undefined);
    },
    async paint(tab, corner) {
      if (tab?.id === undefined) return;
      const css = paintedCss(corner, nameFor(await policy()).name);
      await browser.scripting.insertCSS({ target: { tabId: tab.id }, origin: 'USER', css }).catch(() => undefined);
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

/** Staff read English. */
function nameFor({ role, languages }: Policy): ReturnType<typeof dolphinName> {
  return role === 'staff' ? dolphinName() : dolphinName(languages);
}
