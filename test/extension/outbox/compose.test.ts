/** What a capture becomes before it is sealed: cut, reduced, placed, padded. */
import * as v from 'valibot';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cutAddress, reduceAddress } from '../../../extension/outbox/address.ts';
import { draftFollowUp, draftPress, plaintextOf, underPolicy } from '../../../extension/outbox/compose.ts';
import { createSealer } from '../../../extension/outbox/seal.ts';
import { paddedBytes, reportBodyBytes, urlBytes } from '../../../shared/limits.ts';
import { pressSchema, reportSchema, type Press } from '../../../shared/report.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { open, policyOf } from './school.ts';

const capture = {
  id: '9b2f6f0e-1c1d-4a57-9a3e-0d3a6c2f1b11',
  url: 'https://user:pass@www.example/path/page?q=1#frag',
  others: [],
  occurredAt: Date.parse('2026-06-20T10:00:00.123Z'),
  statusKey: 'AAAAAAAAAAAAAAAAAAAAAA',
  tabKind: 'web',
} as const;
const press = (url: string, others: string[] = []): Press =>
  draftPress({ ...capture, url, others }, { ext: '0.1.0', clockSuspect: false });
const bytesOf = (text: string): number => Buffer.byteLength(text);

describe('an address', () => {
  it.each([
    ['full', 'https://user:pass@www.example/path/page?q=1#frag'],
    ['noquery', 'https://www.example/path/page'],
    ['host', 'https://www.example/'],
  ] as const)('is sent %s as %s', (urlDetail, url) => {
    const { policy } = checkPolicy({ urlDetail });
    const others = [capture.url];
    expect(underPolicy(draftPress({ ...capture, others }, { ext: '1', clockSuspect: false }), policy)).toMatchObject({
      url,
      others: [url],
    });
  });

  it.each([
    ['data:text/html,<p>hello', 'noquery', 'data:'],
    ['data:text/html,<p>hello', 'host', 'data:'],
    ['blob:https://www.example/1b2c', 'host', 'https://www.example/'],
    ['file:///C:/Users/child/photo.png', 'host', 'file:'],
    ['chrome://settings/people', 'host', 'chrome://settings/'],
    ['https://www.example:8443/a', 'host', 'https://www.example:8443/'],
    ['https://www.example/a@b?c', 'noquery', 'https://www.example/a@b'],
    ['no address', 'host', ''],
  ] as const)('%s with %s is %s', (url, detail, expected) => {
    expect(reduceAddress(url, detail)).toBe(expected);
  });

  it('is cut to 8 KiB at a whole character, and its length before is told', () => {
    const long = `https://e.example/${'🐬'.repeat(4000)}`;
    const { url, urlTruncated } = press(long);
    expect(bytesOf(url)).toBeLessThanOrEqual(urlBytes);
    expect(bytesOf(url)).toBeGreaterThan(urlBytes - 4);
    expect(long.startsWith(url)).toBe(true);
    expect(url.isWellFormed()).toBe(true);
    expect(urlTruncated).toBe(bytesOf(long));
    const whole = `https://e.example/${'a'.repeat(urlBytes - 18)}`;
    expect(press(whole)).not.toHaveProperty('urlTruncated');
    expect(cutAddress(whole, urlBytes)).toEqual({ url: whole, bytes: 0 });
  });

  it('of any hostile shape comes out of the seal byte for byte', async () => {
    const { publicKey } = policyOf('https://dolphin.school.example');
    const url = 'https://🐬.example/"><script>alert(1)</script>\n\u202e\u0000\u2028%00\'';
    const sealed = await createSealer().seal(press(url), publicKey!);
    const { report } = await open(sealed!.sealed);
    expect(report).toMatchObject({ url });
  });
});

describe('a report', () => {
  it('is padded to the next step and stays below what a server takes, however large its parts', async () => {
    const { publicKey } = policyOf('https://dolphin.school.example');
    const others = Array.from({ length: 20 }, () => 'https://e.example/'.padEnd(9000, 'b'));
    const worst = [
      press('https://e.example/'),
      press('https://e.example/'.padEnd(9000, 'a')),
      press('https://e.example/'.padEnd(9000, '"'), others),
      press(
        '\u0001'.repeat(9000),
        others.map(() => '\u0001'.repeat(9000)),
      ),
    ];
    for (const report of worst) {
      expect(v.is(reportSchema, report)).toBe(true);
      const plaintext = plaintextOf(report);
      expect(paddedBytes).toContain(plaintext.length);
      const kept = v.parse(pressSchema, JSON.parse(new TextDecoder().decode(plaintext)));
      expect(report.url.startsWith(kept.url)).toBe(true);
      expect(kept.url.length).toBeGreaterThanOrEqual(Math.min(report.url.length, 2048));
      const sealed = await createSealer().seal(report, publicKey!);
      expect(sealed!.sealed.length).toBeLessThan(reportBodyBytes);
    }
  });

  it('keeps its own address whole before those of other tabs', () => {
    const report = press(
      'https://e.example/'.padEnd(8000, 'a'),
      Array.from({ length: 12 }, () => 'x'.repeat(8000)),
    );
    const kept = v.parse(pressSchema, JSON.parse(new TextDecoder().decode(plaintextOf(report))));
    expect(kept.url).toBe(report.url);
    expect(kept.others).toHaveLength(12);
    expect(kept.others![0]!.length).toBeGreaterThanOrEqual(512);
  });

  it.each([
    ['UTC', '2026-06-20T10:00:00.123+00:00'],
    ['Europe/London', '2026-06-20T11:00:00.123+01:00'],
    ['Asia/Kolkata', '2026-06-20T15:30:00.123+05:30'],
    ['America/St_Johns', '2026-06-20T07:30:00.123-02:30'],
  ])('says the time in %s with milliseconds and the offset of the device', (zone, occurredAt) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(press('https://e.example/')).toMatchObject({ occurredAt });
  });

  it('names the room only of a device that stays in it', () => {
    const { policy } = checkPolicy({ room: 'ICT', group: '3B', deviceLabel: 'CB-07', tier: 'ks1' });
    const report = press('https://e.example/');
    expect(underPolicy(report, policy)).toMatchObject({ room: 'ICT', group: '3B', device: 'CB-07', tier: 'ks1' });
    expect(underPolicy(report, { ...policy, roaming: true })).not.toHaveProperty('room');
    expect(underPolicy(report, { ...policy, roaming: true })).toMatchObject({ group: '3B', device: 'CB-07' });
  });

  it('that follows up carries only what was learned', () => {
    const { id, statusKey, occurredAt } = capture;
    const pressId = 'b0cb1c1e-6a4c-4d5a-8f3e-1d2c3b4a5968';
    const report = draftFollowUp({ id, pressId, statusKey, occurredAt, category: 'scary' }, '0.1.0');
    expect(v.is(reportSchema, report)).toBe(true);
    const members = ['kind', 'id', 'pressId', 'statusKey', 'occurredAt', 'category', 'ext'];
    expect(new Set(Object.keys(report))).toEqual(new Set(members));
    expect(underPolicy(report, checkPolicy({ room: 'ICT' }).policy)).toEqual(report);
  });
});
