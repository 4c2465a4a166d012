import { expect, test } from 'vitest';
import { createAttempts, waitSecondsAfter } from '../../../server-stub/people/attempts.ts';
import { openSchool } from './school.ts';

test('waiting doubles with every wrong password and ends at a quarter of an hour', () => {
  expect([0, 4, 5, 6, 7, 8, 9, 10, 11, 2000].map(waitSecondsAfter)).toEqual([
    0, 0, 30, 60, 120, 240, 480, 900, 900, 900,
  ]);
});

test('wrong passwords are forgotten after a day without any', async () => {
  const { store, advance } = await openSchool();
  const attempts = createAttempts(store, () => Date.now());
  for (let count = 0; count < 5; count += 1) expect((await attempts.begin('sam')).ok).toBe(true);
  expect(await attempts.begin('sam')).toEqual({ ok: false, waitSeconds: 30 });
  advance(24 * 60 * 60 * 1000 + 1);
  for (let count = 0; count < 5; count += 1) expect((await attempts.begin('sam')).ok).toBe(true);
});
