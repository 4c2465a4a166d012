/** Every setting of the policy: what is taken, what is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { managedSchema } from '../../shared/managed-schema.ts';
import { checkPolicy } from '../../shared/policy.ts';
import { settings, type SettingName } from '../../shared/policy-settings.ts';

const key = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), kid: 'k1' };

/** For each setting: values taken as they come out, and values refused. */
const cases: Record<Exclude<SettingName, 'setup'>, { good: [unknown, unknown][]; bad: unknown[] }> = {
  role: { good: [['staff', 'staff']], bad: ['teacher', '', 1] },
  endpoint: {
    good: [
      ['https://d.example', 'https://d.example'],
      ['https://d.example/x//', 'https://d.example/x'],
      ['http://localhost:8787', 'http://localhost:8787'],
      ['http://[::1]:8787/', 'http://[::1]:8787'],
    ],
    bad: [
      'd.example',
      'http://d.example',
      'javascript:alert(1)',
      'ftp://d.example',
      '',
      7,
      'http://localhost.evil.example',
      'https://user:secret@d.example',
      { Value: 'https://d.example' },
    ],
  },
  siteCode: { good: [[' abc ', 'abc']], bad: ['', ' ', 'x'.repeat(201), 7] },
  publicKey: {
    good: [
      [JSON.stringify(key), key],
      [key, key],
    ],
    bad: ['', 'nonsense', '{}', JSON.stringify({ ...key, d: 'private' }), JSON.stringify({ ...key, crv: 'P-384' }), 7],
  },
  schoolName: {
    good: [['Seaside', 'Seaside']],
    bad: ['', 'x'.repeat(101), 'Sea\nside', 'Sea\u202eside', ['Seaside'], 7],
  },
  tier: { good: [['eyfs', 'eyfs']], bad: ['KS1', 'ks4', ''] },
  languages: {
    good: [
      ['cy, pl\nur,,', ['cy', 'pl', 'ur']],
      ['', []],
    ],
    bad: [['cy'], 'cy,'.repeat(101), 'Welsh', 'cy;pl', '{"a":1}'],
  },
  hideStyle: { good: [['minimise', 'minimise']], bad: ['minimize'] },
  afterHide: { good: [['keep', 'keep']], bad: ['discard'] },
  onPageDolphin: {
    good: [
      [true, true],
      ['false', false],
      [1, true],
      ['0', false],
    ],
    bad: ['yes', 2, null, 'on', [], { Value: true }],
  },
  dolphinCorner: { good: [['top-left', 'top-left']], bad: ['middle'] },
  deviceLabel: { good: [['CB-07', 'CB-07']], bad: ['', 'x'.repeat(121)] },
  group: { good: [['3B', '3B']], bad: [''] },
  room: { good: [['ICT', 'ICT']], bad: [''] },
  roaming: { good: [['true', true]], bad: ['TRUE'] },
  urlDetail: { good: [['noquery', 'noquery']], bad: ['none'] },
  ownPlatforms: {
    good: [['a.example,b.example', ['a.example', 'b.example']]],
    bad: [7, 'https://a.example', 'a.example/x', 'a example'],
  },
  schoolHours: { good: [['08:30-15:45', '08:30-15:45']], bad: ['8:30-15:45', '15:45-08:30', '08:30', '08:30-24:00'] },
  closedDays: {
    good: [['2026-12-21/2027-01-01', ['2026-12-21/2027-01-01']]],
    bad: [{}, '2026-02-30', '21.12.2026', '2027-01-01/2026-12-21', '2026-12-21/2027-01-01/2027-01-02'],
  },
  safePage: { good: [['https://www.example/', 'https://www.example/']], bad: ['http://localhost/', 'about:blank'] },
  helpContacts: { good: [['Ask at the office', 'Ask at the office']], bad: ['', 'x'.repeat(501)] },
  ceopUrl: { good: [['https://ceop.example/', 'https://ceop.example/']], bad: ['ceop.example'] },
  showSelfCheck: { good: [[false, false]], bad: ['no'] },
  debug: {
    good: [
      [true, true],
      [0, false],
    ],
    bad: [0.5],
  },
};

describe('the policy', () => {
  const good = Object.entries(cases).flatMap(([name, { good }]) =>
    good.map(([raw, value]) => [name, raw, value] as const),
  );
  it.each(good)('takes %s: %j', (name, raw, value) => {
    expect(checkPolicy({ [name]: raw })).toEqual({ policy: { [name]: value }, refused: [] });
  });

  const bad = Object.entries(cases).flatMap(([name, { bad }]) => bad.map((raw) => [name, raw] as const));
  it.each(bad)('refuses %s: %j with a reason, and keeps the rest', (name, raw) => {
    const other = name === 'room' ? { group: '3B' } : { room: 'ICT' };
    const { policy, refused } = checkPolicy({ [name]: raw, ...other });
    expect(policy).toEqual(other);
    expect(refused).toMatchObject([{ name }]);
    expect(refused[0]!.reason.length).toBeGreaterThan(10);
  });

  it('has a case here for every setting', () => {
    expect([...Object.keys(cases), 'setup'].toSorted()).toEqual(Object.keys(settings).toSorted());
  });

  it('tells a technician of a misspelt setting', () => {
    expect(checkPolicy({ Endpoint: 'https://d.example', toString: 'x' }).refused).toMatchObject([
      { name: 'Endpoint', reason: expect.stringContaining('spelling') },
      { name: 'toString' },
    ]);
  });

  it.each([
    ['EndPoint', 'endpoint'],
    ['school-name', 'schoolName'],
    ['tiers', 'tier'],
    ['schoolhour', 'schoolHours'],
  ])('asks whether %s was meant as %s', (name, meant) => {
    expect(checkPolicy({ [name]: 'x' }).refused[0]?.reason).toContain(`is ${meant} meant?`);
  });

  it.each(['x', '', '__proto__', 'constructor', 'z'.repeat(100_000)])('guesses nothing of %.20j', (name) => {
    expect(checkPolicy(Object.fromEntries([[name, 'x']])).refused[0]?.reason).toMatch(/spelling$/);
  });

  it('names a wrapper that only one console takes, and says which entry of a list is wrong', () => {
    expect(checkPolicy({ room: { Value: 'Oak' } }).refused[0]?.reason).toContain('Google Admin');
    expect(checkPolicy({ ownPlatforms: 'a.example, https://b.example' }).refused[0]?.reason).toMatch(
      /^entry 2 must be/,
    );
  });

  it('checks anything at all without a throw, and takes nothing that it does not know', () => {
    fc.assert(
      fc.property(
        fc.object({ maxDepth: 3 }),
        fc.constantFrom(...Object.keys(settings)),
        fc.anything(),
        (rest, name, value) => {
          const { policy } = checkPolicy({ ...rest, [name]: value });
          expect(Object.keys(settings)).toEqual(expect.arrayContaining(Object.keys(policy)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([undefined, null, 'text', 7, [], true])('that is %j is an empty one', (raw) => {
    expect(checkPolicy(raw)).toEqual({ policy: {}, refused: [] });
  });

  it('offers browsers types and descriptions only', () => {
    for (const property of Object.values(managedSchema().properties))
      expect(new Set(Object.keys(property))).toEqual(new Set(['type', 'title', 'description']));
  });
});
