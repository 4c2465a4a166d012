/** Launches a Chromium with the unpacked extension under a real managed policy of its own. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page, type Worker } from 'playwright-core';
import { findChromium } from './find.ts';
import type { Packed } from './packed.ts';
import { createPolicyRoom, quote, unpackedId, type ManagedValues, type PolicyRoom } from './policy.ts';
import { killProfile } from './processes.ts';
import { root } from '../step.ts';

export type ChromiumOptions = {
  /** What the school fixed for the extension; absent: nothing at all. */
  policy?: ManagedValues;
  /** What the school fixed for the browser itself, over our own. */
  browserPolicy?: Readonly<Record<string, unknown>>;
  /** Folder of an earlier launch, to start again on the same profile. */
  folder?: string;
  /** X display for a browser with real windows; absent: headless. */
  display?: string;
  /** Unpacked extension; the production build unless told otherwise. `null`: none. */
  extension?: string | null;
  /** Installed by policy from an update server instead, as in a school (packed.ts). */
  packed?: Packed;
  args?: readonly string[];
  /** A command to start the browser by, such as `env NAME=VALUE`. */
  by?: readonly string[];
  /** Flags that the driver would add of itself. */
  without?: readonly string[];
};

export type LearnerBrowser = {
  context: BrowserContext;
  /** The extension's id. */
  id: string;
  /** Holds profile and policy; pass it on to start again on the same profile. */
  folder: string;
  setPolicy: (values: ManagedValues | undefined) => void;
  /** The extension's service worker, started if need be. */
  worker: () => Promise<Worker>;
  /** Open cover pages. */
  covers: () => Page[];
  /** Waits until at least `count` cover pages are open. */
  waitForCovers: (count: number) => Promise<Page[]>;
  extensionPage: (path: string) => string;
  /** SIGKILL to every process of the profile. */
  kill: () => Promise<void>;
  /** Closes the browser and keeps the folder. */
  close: () => Promise<void>;
};

export const builtExtension = join(root, '.output', 'chrome-mv3');

/** Flags for every launch, by a driver or by hand. */
export function chromiumFlags(extension: string | null): string[] {
  const asRoot = process.getuid?.() === 0;
  return [
    ...(asRoot ? ['--no-sandbox'] : []),
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-quic',
    '--disable-gpu',
    ...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []),
  ];
}

/** Policy as the browser wants it, around the values for our extension. */
export function browserPolicy(
  id: string,
  values: ManagedValues | undefined,
  { browserPolicy: more = {}, packed }: Pick<ChromiumOptions, 'browserPolicy' | 'packed'> = {},
): Record<string, unknown> {
  const from = packed && { installation_mode: 'force_installed', update_url: packed.updateUrl };
  return {
    DeveloperToolsAvailability: 1,
    ...(id && { ExtensionSettings: { [id]: { toolbar_pin: 'force_pinned', ...from } } }),
    ...(values && { '3rdparty': { extensions: { [id]: values } } }),
    ...more,
  };
}

export type Place = { folder: string; profile: string; room: PolicyRoom; id: string; extension: string | null };

/** Makes profile and policy for one browser under `folder`. */
export function placeFor(
  folder: string,
  extension: string | null,
  policy: ManagedValues | undefined,
  more: Pick<ChromiumOptions, 'browserPolicy' | 'packed'> = {},
): Place {
  const executable = findChromium();
  if (!executable) throw new Error('No Chromium was found; install the package chromium, or name one in CHROMIUM.');
  const profile = join(folder, 'profile');
  mkdirSync(profile, { recursive: true });
  const real = extension && realpathSync(extension);
  const room = createPolicyRoom(executable, folder);
  const id = more.packed?.id ?? (real ? unpackedId(real) : '');
  room.write(browserPolicy(id, policy, more));
  return { folder, profile, room, id, extension: real };
}

export async function launchChromium(options: ChromiumOptions = {}): Promise<LearnerBrowser> {
  const folder = options.folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-browser-')));
  const { packed } = options;
  const unpacked = options.extension === undefined ? builtExtension : options.extension;
  const extension = packed ? null : unpacked;
  const { profile, room, id } = placeFor(folder, extension, options.policy, options);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.by ? startedBy(options.by, folder, room) : room.executable,
    headless: options.display === undefined,
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: null,
    ignoreDefaultArgs: [
      '--disable-extensions',
      ...(packed ? ['--disable-background-networking'] : []),
      ...(options.without ?? []),
    ],
    args: [...chromiumFlags(extension), '--window-size=1280,800', ...(options.args ?? [])],
    ...(options.display !== undefined && { env: { ...process.env, DISPLAY: options.display } }),
  });
  context.setDefaultTimeout(20_000);
  const covers = () => context.pages().filter((page) => page.url().startsWith(`chrome-extension://${id}/cover.html`));
  return {
    context,
    id,
    folder,
    setPolicy: (values) => room.write(browserPolicy(id, values, options)),
    worker: () => answeringWorker(context),
    covers,
    async waitForCovers(count) {
      // Looked for, not listened for: a page may get its address after the driver has told of it.
      const until = Date.now() + 20_000;
      while (covers().length < count) {
        if (Date.now() > until) throw new Error(`${covers().length} of ${count} covers came up in 20 s.`);
        await setTimeout(20);
      }
      return covers();
    },
    extensionPage: (path) => `chrome-extension://${id}/${path}`,
    kill: () => killProfile(profile),
    async close() {
      await context.close();
      await killProfile(profile);
    },
  };
}

function startedBy(command: readonly string[], folder: string, { executable }: PolicyRoom): string {
  const path = join(folder, 'started');
  writeFileSync(path, `#!/bin/sh\nexec ${[...command, executable].map(quote).join(' ')} "$@"\n`, { mode: 0o755 });
  return path;
}

/** The worker that answers: one that is just being replaced never does, and whoever asks it waits for ever. */
async function answeringWorker(context: BrowserContext): Promise<Worker> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const worker = context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'));
    const answers = worker.evaluate(() => true).catch(() => false);
    if (await Promise.race([answers, setTimeout(5000, false)])) return worker;
  }
  throw new Error('The extension’s worker did not answer.');
}

/** Removes what a launch left behind. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
