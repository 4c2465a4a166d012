/** How long waits are: of a record, of the endpoint, and by Retry-After. */
import { describe, expect, it } from 'vitest';
import { backoffMs, recordDelayMs, retryAfterMs, spreadMs, trialMs } from '../../../extension/outbox/backoff.ts';
import { endpointAfter, splayed } from '../../../extension/outbox/endpoint.ts';
import { openEndpoint, type Endpoint } from '../../../extension/outbox/record.ts';

const least = (): number => 0;
const most = (): number => 1 - Number.EPSILON;
const minute = 60_000;
const hour = 60 * minute;

describe('the wait after a failed try', () => {
  it('is quick twice, then jittered fully between the alarm floor and a growing cap', () => {
    expect([1, 2, 3, 20].map((attempts) => recordDelayMs(attempts, 0, least))).toEqual([1000, 2000, 30_000, 30_000]);
    const longest = [1, 2, 3, 5, 8, 20, 5000].map((attempts) => Math.round(recordDelayMs(attempts, 0, most)));
    expect(longest).toEqual([3000, 8000, 60_000, 64_000, 512_000, 15 * minute, 15 * minute]);
  });

  it('may grow to an hour after a day, and never further', () => {
    expect(backoffMs(5000, 25 * hour, most)).toBeCloseTo(hour, 3);
    expect(backoffMs(5000, -hour, most)).toBeCloseTo(15 * minute, 3);
  });

  it('of a closed endpoint lies between a quarter of an hour and six hours', () => {
    expect(trialMs(0, least)).toBe(15 * minute);
    expect(trialMs(0, most)).toBeCloseTo(30 * minute, 3);
    expect(trialMs(100, most)).toBeCloseTo(6 * hour, 3);
  });
});

describe('Retry-After', () => {
  const serverNow = Date.parse('2026-11-20T10:00:00Z');
  it.each([
    [null, undefined],
    ['120', 120_000],
    [' 120 ', 120_000],
    ['0', 1000],
    ['99999999999999999999', 6 * hour],
    ['Fri, 20 Nov 2026 10:05:00 GMT', 300_000],
    ['Fri, 20 Nov 2015 10:05:00 GMT', 1000],
    ['soon', undefined],
    ['', undefined],
  ])('%j asks for %j ms', (value, expected) => {
    expect(retryAfterMs(value, serverNow)).toBe(expected);
  });

  it('is spread, so that a constant does not bring everybody back together', () => {
    expect([spreadMs(1000, least), spreadMs(1000, most)].map(Math.round)).toEqual([1000, 31_000]);
    expect([spreadMs(hour, least), spreadMs(hour, most)].map(Math.round)).toEqual([hour, 2 * hour]);
  });
});

describe('the endpoint', () => {
  const at = 1_000_000;
  it('is open again as soon as it answers, but a splay is waited out', () => {
    const failed = endpointAfter(openEndpoint, { type: 'failed' }, at, most);
    expect(failed).toMatchObject({ reason: 'failed', failures: 1, notBefore: at + 60_000 });
    expect(endpointAfter(failed, { type: 'reached' }, at, most)).toEqual(openEndpoint);
    const herd = splayed(openEndpoint, at, most);
    expect(endpointAfter(herd, { type: 'reached' }, at + 1, most)).toBe(herd);
    expect(splayed(herd, at + 1, least)).toBe(herd);
  });

  it('that asked for a pause or refused is left alone so long, whatever a fresh report meets', () => {
    const asked = endpointAfter(openEndpoint, { type: 'asked', delayMs: hour }, at, most);
    expect(endpointAfter(asked, { type: 'failed' }, at + 1, least).notBefore).toBe(at + hour);
    expect(splayed(asked, at + 1, least)).toBe(asked);
    const refused: Endpoint = endpointAfter(openEndpoint, { type: 'refused' }, at, least);
    expect(endpointAfter(refused, { type: 'refused' }, at + 1, most)).toBe(refused);
    const later = endpointAfter(refused, { type: 'refused' }, refused.notBefore, most);
    expect(Math.round(later.notBefore - refused.notBefore)).toBe(hour);
  });
});
