/** Launches Firefox ESR with the built extension, force-installed by a real policy of its own, over WebDriver BiDi. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findFirefox } from './find.ts';
import { createPolicyRoom, type ManagedValues } from './policy.ts';
import { killProfile } from './processes.ts';
import { zipFolder } from '../../server-stub/deploy/zip.ts';
import { root } from '../step.ts';

export const builtForFirefox = join(root, '.output', 'firefox-mv3');

export type FirefoxOptions = {
  policy?: ManagedValues;
  /** The whole of policies.json, in place of ours. */
  policies?: Record<string, unknown>;
  /** Folder of an earlier launch, to start again on the same profile. */
  folder?: string;
  extension?: string;
  /** Firefox preferences of this launch, over our own. */
  preferences?: Readonly<Record<string, string | number | boolean>>;
};

export type FirefoxBrowser = {
  browser: Browser;
  folder: string;
  kill: () => Promise<void>;
  close: () => Promise<void>;
};

export async function launchFirefox(options: FirefoxOptions = {}): Promise<FirefoxBrowser> {
  const executable = findFirefox();
  if (!executable)
    throw new Error('No Firefox ESR was found; install the package firefox-esr, or name one in FIREFOX_BIN.');
  const folder = options.folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-firefox-')));
  const profile = join(folder, 'profile');
  mkdirSync(profile, { recursive: true });
  const room = createPolicyRoom(executable, folder);
  room.write(options.policies ?? firefoxPolicy(folder, options.policy, options.extension));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: room.executable,
    userDataDir: profile,
    headless: true,
    args: ['--remote-allow-system-access'],
    // An unsigned package installs in ESR alone, and only so; nothing here may call home.
    extraPrefsFirefox: {
      'xpinstall.signatures.required': false,
      'app.normandy.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'browser.safebrowsing.update.enabled': false,
      ...options.preferences,
    },
  });
  return {
    browser,
    folder,
    kill: () => killProfile(profile),
    async close() {
      await browser.close().catch(() => undefined);
      await killProfile(profile);
    },
  };
}

/** Packs the extension into `folder`, and gives the policy that installs it there with what the school fixed for it. */
export function firefoxPolicy(folder: string, values: ManagedValues | undefined, extension = builtForFirefox) {
  const archive = join(folder, 'dolphin.xpi');
  writeFileSync(archive, zipFolder(extension));
  const id = geckoId(extension);
  const settings = {
    installation_mode: 'force_installed',
    install_url: pathToFileURL(archive).href,
    default_area: 'navbar',
    private_browsing: true,
  };
  return {
    policies: {
      ExtensionSettings: { [id]: settings },
      ...(values && { '3rdparty': { Extensions: { [id]: values } } }),
    },
  };
}

function geckoId(extension: string): string {
  const manifest = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8')) as {
    browser_specific_settings: { gecko: { id: string } };
  };
  return manifest.browser_specific_settings.gecko.id;
}
