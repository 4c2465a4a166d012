/** Firefox ESR as a black box: installed and set by policy, pages opened by typing their address as a person would. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../scripts/browsers/chromium.ts';
import { findFirefox } from '../../../scripts/browsers/find.ts';
import { firefoxPolicy } from '../../../scripts/browsers/firefox.ts';
import type { Hand } from '../../../scripts/browsers/hand.ts';
import { createPolicyRoom } from '../../../scripts/browsers/policy.ts';
import { killProfile } from '../../../scripts/browsers/processes.ts';
import { startChild } from '../../../scripts/step.ts';
import { pause, type Machine, type Start, type Where } from './machine.ts';

/** What no policy can set. Nothing here may call home, complete an address, or speak to the person. */
const preferences = {
  'xpinstall.signatures.required': false,
  'app.normandy.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'browser.urlbar.autoFill': false,
  'browser.urlbar.suggest.searches': false,
  'browser.tabs.firefox-view': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'media.navigator.streams.fake': true,
  // Restarted within seconds and again and again: no page about that, the old pages at once.
  'browser.sessionstore.max_resumed_crashes': -1,
  'browser.sessionstore.interval': 500,
  'toolkit.startup.max_resumed_crashes': -1,
};

export function startFirefox({ home, policy, env }: Start, hand: Hand): Machine {
  const executable = findFirefox();
  if (!executable)
    throw new Error('No Firefox ESR was found; install the package firefox-esr, or name one in FIREFOX_BIN.');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-blackbox-')));
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const lines = Object.entries({ ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const room = createPolicyRoom(executable, folder);
  const { policies } = firefoxPolicy(folder, policy);
  room.write({
    policies: {
      ...policies,
      // The worst case a school can set: everything may sound and open by itself, and a restart brings all of it back.
      Permissions: { Autoplay: { Default: 'allow-audio-video' } },
      PopupBlocking: { Default: false },
      Homepage: { URL: home, StartPage: 'previous-session' },
      DontCheckDefaultBrowser: true,
      OverrideFirstRunPage: '',
      OverridePostUpdatePage: '',
      NoDefaultBookmarks: true,
      SkipTermsOfUse: true,
      UserMessaging: { SkipOnboarding: true, ExtensionRecommendations: false, FeatureRecommendations: false },
    },
  });
  const start = (args: readonly string[]) =>
    startChild(room.executable, ['--profile', profile, ...args], {
      stdio: 'ignore',
      // A home of its own: the machine's settings for programs are none of ours.
      env: { ...process.env, HOME: folder, ...env },
    });
  start(['--width', '1280', '--height', '800', home]);
  return {
    name: 'firefox',
    async open(url, where) {
      hand.stroke(opening[where]);
      await pause(where === 'window' ? 1500 : 350);
      // A new window shows the first page, and its address bar waits to be asked.
      if (where === 'window') hand.stroke('ctrl+l');
      await pause(200);
      hand.type(url);
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

/** There is no window for an app; a tab it is. */
const opening: Record<Where, string> = { tab: 'ctrl+t', window: 'ctrl+n', app: 'ctrl+t' };
