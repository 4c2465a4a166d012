import * as v from 'valibot';
import { expect, it } from 'vitest';
import { heartbeatOf } from '../../../extension/selfcheck/heartbeat.ts';
import { heartbeatSchema } from '../../../shared/device-api.ts';
import type { Health } from '../../../extension/platform/messages.ts';
import type { Policy } from '../../../shared/policy.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const health: Health = {
  version: '1.2.3',
  connected: true,
  endpoint: 'https://school.example/dolphin',
  fresh: false,
  values: { siteCode: 'abcd…' },
  policy: { source: 'cached', used: ['endpoint'], refused: [{ name: 'room', reason: 'it names secret.example' }] },
  queue: { waiting: 1, unsealed: 0, held: 2, quarantined: 0, oldestAt: now - 90 * 60_000, lastError: 'refused 401' },
};
const policy: Policy = { endpoint: 'https://school.example/dolphin', siteCode: 'secret-code', room: 'Oak' };

const beat = (change: { health?: Partial<Health>; policy?: Policy } = {}) =>
  heartbeatOf({
    health: async () => ({ ...health, ...change.health }),
    installation: async () => ({ id: 'x', browser: 'Chromium', build: 156, minimum: 130, pinned: false }),
    policy: async () => ({ ...policy, ...change.policy }),
    numbers: async () => ({ gen: '0b7ac0fe-4f1d-4c2a-8d1e-2f3a4b5c6d7e', last: 7 }),
    now: () => now,
  });

it('says versions, counts, codes and colours as the server takes them', async () => {
  const word = await beat();
  expect(v.parse(heartbeatSchema, word)).toEqual(word);
  expect(word).toMatchObject({
    version: '1.2.3',
    browser: 'Chromium',
    build: 156,
    queue: { waiting: 1, held: 2, oldestMinutes: 90, lastError: 'refused 401' },
    numbers: { last: 7 },
    policy: { source: 'cached', refused: 1 },
    checks: { policy: 'amber', endpoint: 'green', pinned: 'amber', waiting: 'red' },
  });
});

it('holds no address, no setting’s value and no browser’s own words', async () => {
  const queue = { ...health.queue, lastError: 'fetch of https://secret.example/page failed' };
  const text = JSON.stringify(await beat({ health: { queue } }));
  expect(text).not.toMatch(/secret|school\.example|https?:|Oak|abcd/);
});

it('the policy’s digest is the same on devices with the same settings, and another after a change', async () => {
  const digest = async (more: Policy) => (await beat({ policy: more })).policy.digest;
  expect(await digest({ room: 'Elm', deviceLabel: 'Laptop 9' })).toBe(await digest({}));
  expect(await digest({ siteCode: 'another' })).not.toBe(await digest({}));
});
