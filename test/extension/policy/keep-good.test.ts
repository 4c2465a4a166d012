/** A slip must not cut a school off. */
import { expect, test } from 'vitest';
import { keepGood } from '../../../extension/policy/keep-good.ts';

test('a broken setup code keeps everything that was good, under what is set singly', () => {
  const before = { policy: { endpoint: 'https://dolphin.school.example', room: 'Oak' }, refused: [] };
  const next = { policy: { room: 'Ash' }, refused: [{ name: 'setup', reason: 'it is cut off' }] };
  expect(keepGood(next, before)).toEqual({
    policy: { endpoint: 'https://dolphin.school.example', room: 'Ash' },
    refused: next.refused,
  });
});

test('what was taken away without a mistake is gone', () => {
  const next = { policy: { room: 'Ash' }, refused: [] };
  expect(keepGood(next, { policy: { schoolName: 'Example School' }, refused: [] })).toBe(next);
});
