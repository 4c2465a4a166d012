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
import type { Hand } from '../../../scripts/browsers/hand.ts';
import { killProfile } from '../../../scripts/browsers/processes.ts';
import { startChild } from '../../../scripts/step.ts';
import { pause, type Machine, type Start, type Where } from './machine.ts';

const newWindow: Record<Where, readonly string[]> = { tab: [], window: ['--new-window'], app: [] };
const prefix: Record<Where, string> = { tab: '', window: '', app: '--app=' };

export function startChromium({ home, policy, env }: Start, hand: Hand): Machine {
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
  const start = (args: readonly string[]) => {
    startChild(room.executable, [...flags, ...args], { stdio: 'ignore', env: { ...process.env, ...env } });
  };
  start([home]);
  return {
    name: 'chromium',
    async open(url, where) {
      // The browser's own pages are for its person alone: no command opens them.
      if (!url.startsWith('chrome:')) return start([...newWindow[where], prefix[where] + url]);
      hand.stroke('ctrl+t');
      await pause(400);
      hand.type(url);
      hand.stroke('Delete');
      hand.stroke('Return');
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
