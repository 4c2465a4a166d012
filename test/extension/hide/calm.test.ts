/** A burst of events must not become a burst of work. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCalm } from '../../../extension/hide/calm.ts';
import { createFlood } from '../../../extension/hide/flood.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('the first is done at once, a hundred more in between are one, and a failure stops nothing', async () => {
  const done: string[] = [];
  const calm = createCalm(async (key: string) => {
    done.push(key);
    throw new Error('The browser refused.');
  }, 100);
  for (let event = 0; event < 100; event += 1) void calm('a');
  void calm('b');
  expect(done).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(150);
  expect(done).toEqual(['a', 'b', 'a']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(done).toHaveLength(3);
  void calm('a');
  expect(done).toHaveLength(4);
});

test('the sixth tab of one opener is one too many; each opener counts for itself', () => {
  const isFlood = createFlood();
  expect([1, 1, 1, 1, 1, 1, 1].map(isFlood)).toEqual([false, false, false, false, false, true, true]);
  expect(isFlood(2)).toBe(false);
});
