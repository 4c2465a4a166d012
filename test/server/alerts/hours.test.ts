import { expect, it } from 'vitest';
import { isOpen, nextClosing, nextOpening } from '../../../server-stub/alerts/hours.ts';

const week = { 1: '08:30-15:45', 2: '08:30-15:45', 3: '08:30-15:45', 4: '08:30-15:45', 5: '08:30-15:45' } as const;
const hours = { zone: 'Europe/London', open: week, closedDays: ['2026-12-21', '2026-10-26'] };
const ms = (text: string) => Date.parse(text);
const iso = (at: number) => new Date(at).toISOString();

it.each([
  ['2026-09-15T07:29:59Z', false],
  ['2026-09-15T07:30:00Z', true],
  ['2026-09-15T14:44:59Z', true],
  ['2026-09-15T14:45:00Z', false],
  ['2026-09-19T10:00:00Z', false],
  ['2026-12-21T10:00:00Z', false],
  ['2026-12-22T08:29:59Z', false],
  ['2026-12-22T08:30:00Z', true],
])('at %s it is open: %s', (at, open) => {
  expect(isOpen(hours, ms(at))).toBe(open);
});

it('opens next on the next open day, also when the clocks change over the weekend and Monday is closed', () => {
  expect(iso(nextOpening(hours, ms('2026-10-23T20:00:00Z')))).toBe('2026-10-27T08:30:00.000Z');
  expect(iso(nextOpening(hours, ms('2026-03-27T20:00:00Z')))).toBe('2026-03-30T07:30:00.000Z');
  expect(iso(nextOpening(hours, ms('2026-09-15T05:00:00Z')))).toBe('2026-09-15T07:30:00.000Z');
  expect(nextOpening(hours, ms('2026-09-15T09:00:00Z'))).toBe(ms('2026-09-15T09:00:00Z'));
});

it('closes next today, or on the next open day', () => {
  expect(iso(nextClosing(hours, ms('2026-09-15T09:00:00Z')))).toBe('2026-09-15T14:45:00.000Z');
  expect(iso(nextClosing(hours, ms('2026-09-18T15:00:00Z')))).toBe('2026-09-21T14:45:00.000Z');
});

it('that never opens holds nothing up', () => {
  const never = { zone: 'Europe/London', open: {}, closedDays: [] };
  expect(nextOpening(never, 5)).toBe(5);
  expect(nextClosing(never, 5)).toBe(5 + 86_400_000);
});
