/** Chromium as a black box: spawned by hand with the unpacked extension; a second command opens pages in the first. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  browserPolicy,
  builtExtension,
  chromiumFlags,
  placeFor,
  removeFolder,
} from '../../../scripts/browsers/chromium.ts';
import { killProfile } from '../../../scripts/browsers/processes.ts';
import { startChild } from '../../../scripts/step.ts';
import type { Machine, Start, Where } from './machine.ts';

const prefix: Record<Where, string> = { tab: '', window: '', app: '--app=' };

export function startChromium({ home, policy, env }: Start): Machine {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-blackbox-')));
  const { room, profile, id } = placeFor(folder, builtExtension, policy);
  room.write({
    ...browserPolicy(id, policy),
    // The worst case a school can set: everything may sound and open by itself, and a restart brings all of it back.
    AutoplayAllowed: true,
    DefaultPopupsSetting: 1,
    RestoreOnStartup: 1,
    BrowserSignin: 0,
    PasswordManagerEnabled: false,
    DefaultBrowserSettingEnabled: false,
  });
  const flags = [
    ...chromiumFlags(builtExtension),
    // Without this, Chromium warns every root user of the missing sandbox, across the top of the page.
    ...(process.getuid?.() === 0 ? ['--test-type'] : []),
    '--use-fake-device-for-media-stream',
    '--hide-crash-restore-bubble',
    '--password-store=basic',
    `--user-data-dir=${profile}`,
  ];
  const start = (args: readonly string[]) =>
    startChild(room.executable, [...flags, ...args], { stdio: 'ignore', env: { ...process.env, ...env } });
  start([home]);
  return {
    name: 'chromium',
    open(url, where) {
      start([...(where === 'window' ? ['--new-window'] : []), prefix[where] + url]);
      return Promise.resolve();
    },
    async killAndStart() {
      await killProfile(profile);
      start([]);
    },
    async close() {
      await killProfile(profile);
      removeFolder(folder);
    },
  };
}
