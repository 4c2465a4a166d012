import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashBearer, opensStatus, proofNow, readKeyHash } from '../../../server-stub/incidents/receipt.ts';
import { proofOf, readKeyOf } from '../../../shared/wire.ts';

const statusKey = randomBytes(16).toString('base64url');
const receipt = { id: randomUUID(), digest: 'd', receivedAt: '2026-09-15T09:00:00.000Z', told: true };

it('proves what a device will check', async () => {
  expect(proofNow(statusKey, receipt)).toBe(await proofOf(statusKey, receipt));
  expect(proofNow(statusKey, { ...receipt, told: false })).not.toBe(proofNow(statusKey, receipt));
});

it('opens the status to the derived key alone', async () => {
  const bearer = await readKeyOf(statusKey);
  expect(readKeyHash(statusKey)).toBe(hashBearer(bearer));
  expect(opensStatus(bearer, readKeyHash(statusKey))).toBe(true);
  expect(opensStatus('', readKeyHash(statusKey))).toBe(false);
  expect(opensStatus('nobody', undefined)).toBe(false);
  expect(opensStatus(bearer, null)).toBe(false);
});
