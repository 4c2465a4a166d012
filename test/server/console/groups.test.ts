/** The groups of the live page and the number in its title. */
import { describe, expect, it } from 'vitest';
import { groupsOf, titleWith } from '../../../server-stub/console/live/groups.ts';
import { report } from './reports.ts';

describe('the live page’s groups', () => {
  const waiting = report();
  const coming = report({ state: 'acknowledged' });
  const mine = report({ notMine: ['Amina Khan'] });
  const apart = report({ unverified: 'seal' });
  const done = report({ state: 'released', outcome: 'unsuitable' });
  const everything = [waiting, coming, mine, apart, done];

  it('put what needs somebody first, and what could not be checked apart', () => {
    expect(groupsOf(everything, 'Amina Khan')).toEqual({
      now: [waiting, coming],
      passedOn: [mine],
      unverified: [apart],
      earlier: [done],
      waiting: 1,
    });
  });

  it('show to everyone else what one person passed on', () => {
    expect(groupsOf(everything, 'Tom Reid').now).toEqual([waiting, coming, mine]);
  });

  it('count in the title only when there is something to count', () => {
    expect(titleWith(2, 'Dolphin')).toBe('(2) Dolphin');
    expect(titleWith(0, 'Dolphin')).toBe('Dolphin');
  });
});
