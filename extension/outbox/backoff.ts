/** How long to wait after an answer: full jitter, caps, and what a server asked for. Pure; `random` gives [0, 1). */
import * as timings from './timings.ts';

type Random = () => number;

export function between(least: number, most: number, random: Random): number {
  return least + random() * (most - least);
}

/** Wait after the `attempts`-th try (from 1) of something that has been failing for `failingMs`. */
export function backoffMs(attempts: number, failingMs: number, random: Random): number {
  const cap = failingMs > timings.backoffLateAfterMs ? timings.backoffLateCapMs : timings.backoffCapMs;
  const ceiling = Math.min(cap, timings.backoffBaseMs * 2 ** Math.min(attempts, 30));
  // Spread from the first try on: devices that failed in one second must not come back in one.
  return between(timings.backoffFloorMs, Math.max(2 * timings.backoffFloorMs, ceiling), random);
}

/** Wait of one record: two quick tries for a young one, then as everything else. */
export function recordDelayMs(attempts: number, ageMs: number, random: Random): number {
  const quick = timings.quickRetries[attempts - 1];
  return quick ? between(quick[0], quick[1], random) : backoffMs(attempts, ageMs, random);
}

/** Wait after the `failures`-th refusal (from 0) of an endpoint, or try of a record whose seal the school could not open. */
export function trialMs(failures: number, random: Random): number {
  const ceiling = Math.min(timings.trialMostMs, timings.trialLeastMs * 2 ** Math.min(failures + 1, 10));
  return between(timings.trialLeastMs, ceiling, random);
}

/** A wait shorter than any alarm would end for all devices in the same second, the first that alarms give: spread past it. */
export function pastAlarmMs(ms: number, random: Random): number {
  return ms < timings.backoffFloorMs ? timings.backoffFloorMs + between(0, timings.backoffFloorMs, random) : ms;
}

/** What `Retry-After` asks, in ms, in either of its forms; a date is judged by the server's clock, not the device's. */
export function retryAfterMs(value: string | null, serverNow: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - serverNow;
  if (Number.isNaN(asked)) return undefined;
  return Math.min(timings.retryAfterMostMs, Math.max(timings.retryAfterLeastMs, asked));
}

/** The same, spread so that devices do not come back in one second. */
export function spreadMs(askedMs: number, random: Random): number {
  return askedMs + between(0, Math.max(timings.retryAfterSpreadMs, askedMs), random);
}
