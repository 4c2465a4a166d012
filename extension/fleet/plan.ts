/** When to speak next: full jitter everywhere, so that a school's devices never come at once. Pure; `random` gives [0, 1). */
import * as timings from './timings.ts';

type Random = () => number;

/** What came of a request. `askedMs`: what the server's Retry-After says. */
export type Outcome =
  | 'enrolled'
  | 'pending'
  | 'taken'
  | 'rest'
  | 'again'
  | { readonly failures: number; readonly askedMs?: number | undefined };

/** Time of the next word: `now` itself when it is due, else when (ms since 1970). `nextAt` is what was planned before. */
export function dueAt(nextAt: number | undefined, now: number, random: Random): number {
  if (nextAt === undefined) return now + random() * timings.firstMs;
  // Shut, asleep or under another clock when the time came: so were all the others, and they are back now too.
  if (now - nextAt > timings.lateMs || nextAt - now > timings.farMs) return now + random() * timings.splayMs;
  return Math.max(nextAt, now);
}

export function nextAfter(outcome: Outcome, now: number, random: Random): number {
  const about = (ms: number) => now + ms / 2 + random() * ms;
  switch (outcome) {
    case 'enrolled':
    case 'again':
      return now + random() * timings.firstMs;
    case 'taken':
      return about(timings.beatMs);
    case 'pending':
      return about(timings.pendingMs);
    case 'rest':
      return about(timings.restMs);
    default: {
      const { failures, askedMs = 0 } = outcome;
      const ceiling = Math.min(timings.backoffCapMs, timings.backoffBaseMs * 2 ** Math.min(failures, 20));
      const asked = Math.min(askedMs, timings.askedMostMs);
      // A constant Retry-After would bring all of them back in one second.
      return now + asked + timings.backoffFloorMs + random() * Math.max(ceiling, asked);
    }
  }
}
