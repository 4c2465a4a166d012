/** When the cover may expect eyes at school. */
import { expect, test } from 'vitest';
import { hoursAt } from '../../../extension/hide/school-hours.ts';

const policy = { schoolHours: '08:30-15:45', closedDays: ['2026-10-26/2026-10-30', '2026-12-01'] };

test.each([
  ['a school day in school hours', new Date(2026, 10, 23, 8, 30), 'open'],
  ['the minute before school', new Date(2026, 10, 23, 8, 29), 'closed'],
  ['the end of school', new Date(2026, 10, 23, 15, 45), 'closed'],
  ['a Saturday', new Date(2026, 10, 21, 10, 0), 'closed'],
  ['a closed day', new Date(2026, 11, 1, 10, 0), 'closed'],
  ['the last day of a closed week', new Date(2026, 9, 30, 10, 0), 'closed'],
  ['the school day after it', new Date(2026, 10, 2, 10, 0), 'open'],
])('%s', (_when, at, hours) => {
  expect(hoursAt(policy, at)).toBe(hours);
});

test('nothing is claimed without hours in the policy', () => {
  expect(hoursAt({}, new Date(2026, 10, 21, 3, 0))).toBe('unknown');
});
