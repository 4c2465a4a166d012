/** When a person hears that the school's policy wants another password. */
import { expect, test } from 'vitest';
import { passwordDue } from '../../../server-stub/people/password-age.ts';

const set = '2026-01-31T09:00:00.000Z';
const on = (day: string) => Date.parse(`${day}T09:00:00.000Z`);

test('is told in the last month, and from then on', () => {
  expect(passwordDue(set, 3, on('2026-03-20'))).toBeUndefined();
  // A shorter month has no 31st.
  expect(passwordDue(set, 3, on('2026-04-10'))).toBe('2026-04-30T09:00:00.000Z');
  expect(passwordDue(set, 3, on('2027-01-01'))).toBe('2026-04-30T09:00:00.000Z');
});

test('is told nothing where no policy asks, or no password is known', () => {
  expect(passwordDue(set, undefined, on('2036-01-01'))).toBeUndefined();
  expect(passwordDue(null, 3, on('2036-01-01'))).toBeUndefined();
});
