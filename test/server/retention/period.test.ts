import { expect, it } from 'vitest';
import { freshCase, type CaseRow } from '../../../server-stub/incidents/casework.ts';
import { loadRules } from '../../../server-stub/profiles/load.ts';
import { verdictOf, yearsAfter, type Keepable } from '../../../server-stub/retention/period.ts';

const loaded = loadRules('whitwell');
if (!loaded.ok) throw new Error('no profile');
const { profile } = loaded.rules;
const received = '2026-09-15T09:00:00.000Z';
const lanes = (more: Partial<CaseRow> = {}): CaseRow => ({
  ...freshCase('school', 'one', received),
  safeguarding: 'closed',
  ...more,
});
const of = (more: Partial<Keepable>, at = received) =>
  verdictOf(
    profile,
    30,
    {
      receivedAt: received,
      practice: false,
      unverified: false,
      outcome: 'unsuitable',
      outcomeAt: received,
      cases: [lanes()],
      children: [],
      ...more,
    },
    at,
  );

it.for([
  ['what may be illegal', { cases: [lanes({ url_lock: 'illegal' })] }, 'illegal'],
  ['a hold', { cases: [lanes({ hold: 1 })] }, 'hold'],
  ['a hold on something merged into it', { cases: [lanes(), lanes({ id: 'two', hold: 1 })] }, 'hold'],
  ['an agency that has not answered', { cases: [lanes({ external: 'reported' })] }, 'external'],
  ['an open referral', { cases: [lanes({ safeguarding: 'referred' })] }, 'referral'],
  ['a case that is open', { cases: [lanes({ safeguarding: 'school-action' })] }, 'open'],
  ['what nobody has judged', { outcome: null }, 'open'],
  ['what no lead has looked at', { cases: [lanes({ safeguarding: 'untriaged' })] }, 'open'],
  ['a lead’s word', { keptUntil: '2030-01-01T00:00:00.000Z' }, 'kept'],
  ['even practice under a hold', { practice: true, cases: [lanes({ hold: 1 })] }, 'hold'],
] as const)('%s holds', ([, more, why]) => {
  expect(of(more)).toEqual({ held: why });
});

it.for([
  ['practice', { practice: true, outcome: null }, '2026-10-15', false],
  ['nothing', { outcome: 'nothing-unsuitable' }, '2026-10-15', false],
  ['technical', {}, '2027-12-19', false],
  ['set-apart', { unverified: true }, '2027-10-20', false],
  ['child', { children: [{ born: '2019-02-28' }, { born: '2020-02-29' }] }, '2045-03-01', true],
  ['child', { children: [{}] }, '2051-09-15', true],
  [
    'transferred',
    { children: [{}], cases: [lanes({ transferred_at: '2026-12-01T00:00:00.000Z' })] },
    '2027-03-01',
    true,
  ],
] as const)('%s is due on its day, and what is about a child only by decision', ([as, more, day, review]) => {
  const verdict = of(more);
  expect(verdict).toMatchObject({ as, review });
  expect(verdict.held === undefined && verdict.dueAt.slice(0, 10)).toBe(day);
});

it('a lead’s word that has passed puts off the day and no more', () => {
  const verdict = of({ practice: true, keptUntil: '2026-11-01T00:00:00.000Z' }, '2026-11-02T00:00:00.000Z');
  expect(verdict).toMatchObject({ dueAt: '2026-11-01T00:00:00.000Z' });
});

it('a birthday on a leap day comes on 1 March', () => {
  expect(yearsAfter('2020-02-29', 25)).toBe('2045-03-01T00:00:00.000Z');
});
