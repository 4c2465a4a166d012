/** Owns what a kit is made of: the school's addresses, the extension's ids and the values for its devices. */
import type { SettingName } from '../../shared/policy-settings.ts';

/** Every browser that a kit is for. Chromium, Chrome and Edge differ in where they read and in some of their words. */
export const browsers = ['chromium', 'chrome', 'edge', 'firefox'] as const;
export type Browser = (typeof browsers)[number];

export type ManagedValue = string | boolean;
export type Deployment = {
  school: string;
  /** The server as devices reach it. */
  origin: string;
  /** Of the school's public key, in words. */
  fingerprint: string;
  chromiumId: string;
  firefoxId: string;
  values: Readonly<Partial<Record<SettingName, ManagedValue>>>;
};

/** A file of the kit; `path` has slashes. */
export type KitFile = { path: string; content: string | Uint8Array };

/** Where a server puts what it has packed (contract §1). */
export const updatesPath = '/updates/';

export function idOf(
  { chromiumId, firefoxId }: Pick<Deployment, 'chromiumId' | 'firefoxId'>,
  browser: Browser,
): string {
  return browser === 'firefox' ? firefoxId : chromiumId;
}

export function updateUrl({ origin }: Pick<Deployment, 'origin'>): string {
  return `${origin}${updatesPath}chromium.xml`;
}

export function xpiUrl({ origin }: Pick<Deployment, 'origin'>): string {
  return `${origin}${updatesPath}dolphin.xpi`;
}

/** The browser's own entry that installs the extension, in that browser's words. */
export function installEntry(deployment: Deployment, browser: Browser): Readonly<Record<string, ManagedValue>> {
  if (browser === 'firefox')
    return {
      installation_mode: 'force_installed',
      install_url: xpiUrl(deployment),
      default_area: 'navbar',
      private_browsing: true,
    };
  return {
    installation_mode: 'force_installed',
    update_url: updateUrl(deployment),
    override_update_url: true,
    // Each browser takes the other's word for nothing at all (measured), so they are never mixed up here.
    ...(browser === 'edge' ? { toolbar_state: 'force_shown' } : { toolbar_pin: 'force_pinned' }),
  };
}

/** Policies of the browser itself that shut the ways around the dolphin. A school chooses them; none is needed. */
export function hardeningOf(browser: Browser): Readonly<Record<string, ManagedValue | number | readonly string[]>> {
  switch (browser) {
    case 'firefox':
      return { BlockAboutAddons: true, BlockAboutConfig: true, BlockAboutProfiles: true, DisableSafeMode: true };
    case 'edge':
      return {
        InPrivateModeAvailability: 1,
        BrowserGuestModeEnabled: false,
        BrowserAddProfileEnabled: false,
        ExtensionDeveloperModeSettings: 1,
        TaskManagerEndProcessEnabled: false,
        URLBlocklist: ['edge://extensions', 'edge://policy'],
      };
    case 'chromium':
    case 'chrome':
      return {
        IncognitoModeAvailability: 1,
        BrowserGuestModeEnabled: false,
        BrowserAddPersonEnabled: false,
        ExtensionDeveloperModeSettings: 1,
        TaskManagerEndProcessEnabled: false,
        URLBlocklist: ['chrome://extensions', 'chrome://policy'],
      };
  }
}
