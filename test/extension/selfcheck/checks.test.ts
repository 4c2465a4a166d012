/** The checks: what is good, worth a look or wrong, and what a technician is told to do. */
import { describe, expect, it } from 'vitest';
import { checksOf, worst, type Known } from '../../../extension/selfcheck/checks.ts';
import { healthText } from '../../../extension/selfcheck/rows.ts';
import type { Installation } from '../../../extension/platform/installation.ts';
import type { Health } from '../../../extension/platform/messages.ts';

const installation: Installation = {
  id: 'abcdefghijklmnopabcdefghijklmnop',
  installType: 'admin',
  pinned: true,
  shortcut: 'Alt+Shift+D',
  privateWindows: true,
  allSites: true,
  browser: 'Chromium',
  build: 156,
  minimum: 130,
};
const health: Health = {
  version: '1.2.3',
  connected: true,
  endpoint: 'https://dolphin.school.example',
  key: { x: 'x', y: 'y' },
  fresh: false,
  policy: { source: 'live', at: 1000, used: ['setup'], refused: [] },
  queue: { waiting: 0, unsealed: 0, held: 0, quarantined: 0 },
  device: { state: 'active', id: 'abcdefghij', at: 1000 },
};
const good: Known = {
  health,
  installation,
  probe: { ok: true, ms: 12, cors: true },
  words: 'acorn bear cat dance eagle fish goat hat',
  trial: { state: 'delivered', told: true, ms: 90 },
};
const time = (ms: number) => `at ${ms}`;
const named = (known: Known, name: string) => checksOf(known, time).find((check) => check.name === name);

describe('the checks', () => {
  it('are all green where all is well, and the key is said in words to compare', () => {
    const checks = checksOf(good, time);
    expect(checks.filter(({ level }) => level !== 'green')).toEqual([]);
    expect(checks).toHaveLength(16);
    expect(named(good, 'School’s key')).toMatchObject({
      says: good.words,
      fix: expect.stringContaining('on paper') as string,
    });
    expect(worst(checks)).toEqual({ level: 'green', count: 0 });
  });

  const cases: readonly (readonly [string, 'amber' | 'red', Known, RegExp])[] = [
    [
      'Known to the school as a device',
      'amber',
      { ...good, health: { ...health, device: { state: 'pending', id: 'abcdefghij', at: 1000 } } },
      /approve abcdefgh,/,
    ],
    [
      'Known to the school as a device',
      'amber',
      { ...good, health: { ...health, device: { state: 'none', trouble: 'site-code' } } },
      /present setup code/,
    ],
    [
      'Known to the school as a device',
      'amber',
      { ...good, health: { ...health, device: { state: 'active', id: 'abcdefghij', at: 1000, trouble: 'network' } } },
      /tries again/,
    ],
    [
      'Known to the school as a device',
      'red',
      { ...good, health: { ...health, device: { state: 'revoked', id: 'abcdefghij', at: 1000 } } },
      /mistake/,
    ],
    [
      'Installed by policy',
      'amber',
      { ...good, installation: { ...installation, installType: 'development' } },
      /force_installed/,
    ],
    [
      'Policy received',
      'amber',
      { ...good, health: { ...health, policy: { ...health.policy, source: 'cached' } } },
      /ten seconds/,
    ],
    [
      'Policy received',
      'red',
      { ...good, health: { ...health, policy: { ...health.policy, source: 'none' } } },
      /abcdefghijklmnop.*setup/,
    ],
    [
      'Settings in order',
      'red',
      {
        ...good,
        health: { ...health, policy: { ...health.policy, refused: [{ name: 'setup', reason: 'it is cut short' }] } },
      },
      /console/,
    ],
    [
      'Settings in order',
      'amber',
      {
        ...good,
        health: { ...health, policy: { ...health.policy, refused: [{ name: 'tier', reason: 'must be ks1' }] } },
      },
      /console/,
    ],
    ['Server’s address', 'amber', { ...good, health: { ...health, endpoint: 'http://localhost:8787' } }, /setup code/],
    ['Server reached', 'red', { ...good, probe: { ok: false, problem: 'network' } }, /healthz/],
    ['Server reached', 'red', { ...good, probe: { ok: false, problem: 'redirect' } }, /filter/],
    ['Server lets devices read its answers', 'amber', { ...good, probe: { ok: true, ms: 1, cors: false } }, /proxy/],
    ['Test report', 'red', { ...good, trial: { state: 'delivered', told: false, ms: 1 } }, /site code/],
    ['Test report', 'red', { ...good, trial: { state: 'kept' } }, /Send waiting/],
    ['Test report', 'red', { ...good, trial: { state: 'unsaved' } }, /above/],
    ['Dolphin in the toolbar', 'amber', { ...good, installation: { ...installation, pinned: false } }, /force_pinned/],
    ['Shortcut', 'amber', { ...good, installation: { ...installation, shortcut: '' } }, /shortcuts/],
    [
      'Private windows',
      'amber',
      { ...good, installation: { ...installation, privateWindows: false } },
      /IncognitoMode/,
    ],
    ['Works on all sites', 'red', { ...good, installation: { ...installation, allSites: false } }, /policy/],
    ['Profile that lasts', 'amber', { ...good, health: { ...health, fresh: true } }, /Restart/],
    ['Versions', 'red', { ...good, installation: { ...installation, build: 120 } }, /Update/],
    [
      'Waiting reports',
      'amber',
      { ...good, health: { ...health, queue: { ...health.queue, waiting: 2, oldestAt: 5 } } },
      /below/,
    ],
    [
      'Waiting reports',
      'red',
      { ...good, health: { ...health, queue: { ...health.queue, held: 1, oldestAt: 5 } } },
      /below/,
    ],
  ];
  it.each(cases)('%s can be %s, and says what to do', (name, level, known, fix) => {
    const found = named(known, name);
    expect(found).toMatchObject({ level, fix: expect.stringMatching(fix) as string });
    expect(found?.says).not.toMatch(/\{|undefined/);
    expect(worst(checksOf(known, time))).toEqual({ level, count: 1 });
  });

  it('without a policy say that nobody is told, and ask no server', () => {
    const { endpoint: _, key: __, ...rest } = health;
    const none: Known = {
      installation,
      health: { ...rest, connected: false, policy: { source: 'none', used: [], refused: [] } },
    };
    expect(named(none, 'Server reached')).toBeUndefined();
    expect(named(none, 'School’s key')?.level).toBe('red');
    expect(worst(checksOf(none, time)).level).toBe('red');
  });

  it('leave out what a browser cannot say', () => {
    const bare: Installation = { id: 'x', browser: 'Firefox', build: 153, minimum: 128 };
    const names = checksOf({ ...good, installation: bare }, time).map(({ name }) => name);
    expect(names).not.toContain('Private windows');
    expect(names).toContain('Versions');
  });

  it('go into the copied text, each with its level in words', () => {
    const text = healthText({ ...good, probe: { ok: false, problem: 'timeout' } }, time);
    expect(text).toContain('[Wrong] Server reached: It did not answer in time. To do: Let the server');
    expect(text).toContain('[Good] School’s key: acorn bear');
  });
});
