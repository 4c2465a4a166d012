import { expect, it } from 'vitest';
import { dueAt, nextAfter } from '../../../extension/fleet/plan.ts';
import * as timings from '../../../extension/fleet/timings.ts';

const devices = 5000;
const now = Date.parse('2026-11-20T08:45:00Z');
const second = 1000;

/** The most that fall into one second. */
function peakOf(times: readonly number[]): number {
  const perSecond = new Map<number, number>();
  for (const at of times) {
    const which = Math.floor(at / second);
    perSecond.set(which, (perSecond.get(which) ?? 0) + 1);
  }
  return Math.max(...perSecond.values());
}
const all = (plan: () => number) => Array.from({ length: devices }, plan);

it('five thousand devices that start in the same second do not speak in the same second', () => {
  // Each was to speak at some moment of the night.
  const times = all(() => dueAt(now - timings.lateMs - Math.random() * 8 * 3_600_000, now, Math.random));
  expect(Math.max(...times)).toBeLessThanOrEqual(now + timings.splayMs);
  expect(peakOf(times)).toBeLessThan(50);
});

it('nor do those whose server was gone for a moment, or asked all of them to come back in a minute', () => {
  const failed = all(() => nextAfter({ failures: 1 }, now, Math.random));
  expect(peakOf(failed)).toBeLessThan(150);
  const asked = all(() => nextAfter({ failures: 1, askedMs: 60_000 }, now, Math.random));
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(now + 60_000);
  expect(peakOf(asked)).toBeLessThan(150);
});

it('five thousand first enrolments are spread over the first moments', () => {
  const times = all(() => dueAt(undefined, now, Math.random));
  expect(Math.max(...times)).toBeLessThanOrEqual(now + timings.firstMs);
  expect(peakOf(times)).toBeLessThan(400);
});

it('a plan that is still ahead stands, a time that has just come is now, and a moved clock is no plan', () => {
  const random = () => 0.5;
  expect(dueAt(now + 60_000, now, random)).toBe(now + 60_000);
  expect(dueAt(now - 1000, now, random)).toBe(now);
  expect(dueAt(now + timings.farMs + 1, now, random)).toBe(now + timings.splayMs / 2);
});

it('waits stay between a half and one and a half of what they are about, and never shorter than an alarm can be', () => {
  for (const random of [() => 0, () => 0.999]) {
    const beat = nextAfter('taken', now, random) - now;
    expect(beat).toBeGreaterThanOrEqual(timings.beatMs / 2);
    expect(beat).toBeLessThan(1.5 * timings.beatMs);
    for (const failures of [1, 5, 50]) {
      const wait = nextAfter({ failures }, now, random) - now;
      expect(wait).toBeGreaterThanOrEqual(timings.backoffFloorMs);
      expect(wait).toBeLessThanOrEqual(timings.backoffFloorMs + timings.backoffCapMs);
    }
  }
});
