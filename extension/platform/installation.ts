/** What the browser says of how the extension stands in it: who installed it, what it may see, how it can be reached. */
import { browser } from './browser.ts';

/** A member that the browser cannot say is absent. */
export type Installation = {
  id: string;
  /** `admin` where a policy installed it. */
  installType?: string;
  pinned?: boolean;
  /** Empty: none. */
  shortcut?: string;
  privateWindows?: boolean;
  allSites?: boolean;
  browser: string;
  /** Main version of the browser, and the oldest that will do. */
  build: number;
  minimum: number;
};

/** Asks everything side by side; what fails or is unknown to this browser is left out. */
export async function readInstallation(): Promise<Installation> {
  const [self, settings, commands, privateWindows, allSites] = await Promise.all([
    perhaps(() => browser.management.getSelf()),
    perhaps(() => browser.action.getUserSettings()),
    perhaps(() => browser.commands.getAll()),
    perhaps(() => browser.extension.isAllowedIncognitoAccess()),
    perhaps(() => browser.permissions.contains({ origins: ['<all_urls>'] })),
  ]);
  const { minimum_chrome_version, browser_specific_settings } = browser.runtime.getManifest();
  const [, name = '', build = '0'] = /(Firefox|Edg|Chrome)\/(\d+)/.exec(edgeFirst(navigator.userAgent)) ?? [];
  const minimum = minimum_chrome_version ?? browser_specific_settings?.gecko?.strict_min_version ?? '0';
  const shortcut = commands?.find((command) => command.name === 'press')?.shortcut;
  return {
    id: browser.runtime.id,
    ...(self && { installType: self.installType }),
    ...(settings?.isOnToolbar !== undefined && { pinned: settings.isOnToolbar }),
    ...(shortcut !== undefined && { shortcut }),
    ...(privateWindows !== undefined && { privateWindows }),
    ...(allSites !== undefined && { allSites }),
    browser: name === 'Edg' ? 'Edge' : name === 'Chrome' ? 'Chromium' : name,
    build: Number(build),
    minimum: parseInt(minimum, 10),
  };
}

/** Edge says that it is Chrome as well, and before it says that it is Edge. */
function edgeFirst(agent: string): string {
  return agent.includes(' Edg/') ? agent.slice(agent.indexOf(' Edg/')) : agent;
}

async function perhaps<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    // Older browsers lack some of these.
    return undefined;
  }
}
