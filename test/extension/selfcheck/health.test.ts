import { beforeEach, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readHealth, rememberInstall } from '../../../extension/selfcheck/health.ts';
import type { Policy } from '../../../shared/policy.ts';

beforeEach(() => fakeBrowser.reset());

const read = (policy: Policy) =>
  readHealth({
    version: '1.2.3',
    policyHealth: () => Promise.resolve({ source: 'live', used: Object.keys(policy), refused: [] }),
    policy: () => Promise.resolve(policy),
    queue: () => Promise.resolve({ waiting: 0, unsealed: 0, held: 0, quarantined: 0 }),
    device: () => Promise.resolve(undefined),
  });

const publicKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k1' } as const;

it('gives the values in use only where the policy asks for it, with the site code cut', async () => {
  const policy: Policy = { siteCode: 'abcdefgh', publicKey, ownPlatforms: ['a.example', 'b.example'], room: 'Oak' };
  expect((await read(policy)).values).toBeUndefined();
  expect((await read({ ...policy, debug: true })).values).toEqual({
    siteCode: 'abcd…',
    publicKey: 'k1',
    ownPlatforms: 'a.example, b.example',
    room: 'Oak',
    debug: 'true',
  });
});

it('knows an installation of this run from an update', async () => {
  rememberInstall('update');
  expect((await read({})).fresh).toBe(false);
  rememberInstall('install');
  expect((await read({})).fresh).toBe(true);
});

it('is connected with an address and a key, not with one of them', async () => {
  expect((await read({ endpoint: 'https://d.example' })).connected).toBe(false);
  expect(await read({ endpoint: 'https://d.example', publicKey })).toMatchObject({ connected: true, key: { x: 'x' } });
});
