/** When an incident is over by itself. */
import { expect, test } from 'vitest';
import { isOver, longestPauseMs } from '../../../extension/hide/lapse.ts';

const pressedAt = new Date(2026, 10, 20, 10, 0).getTime();
const tomorrow = new Date(2026, 10, 21, 8, 30).getTime();

test('a crash, a restart or a short sleep is the same child’s', () => {
  expect(isOver({ pressedAt }, pressedAt, pressedAt + longestPauseMs)).toBe(false);
});

test('a longer pause without life is the next user’s', () => {
  expect(isOver({ pressedAt }, pressedAt, pressedAt + longestPauseMs + 1)).toBe(true);
});

test('as long as it lives it goes on, all day and not a moment longer', () => {
  const late = new Date(2026, 10, 20, 23, 59, 59).getTime();
  expect(isOver({ pressedAt }, late, late)).toBe(false);
  expect(isOver({ pressedAt }, late, late + 1000)).toBe(true);
});

test('what an adult keeps for the safeguarding lead stays through long pauses, but never into the next day', () => {
  expect(isOver({ pressedAt, kept: true }, pressedAt, pressedAt + 5 * longestPauseMs)).toBe(false);
  expect(isOver({ pressedAt, kept: true }, tomorrow, tomorrow)).toBe(true);
});

test('a clock set back a little ends nothing', () => {
  expect(isOver({ pressedAt }, pressedAt, pressedAt - 60_000)).toBe(false);
});
