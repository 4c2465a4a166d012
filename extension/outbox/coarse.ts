/** Times on their way to the disk: which minute is enough for a queue, and says less about a child than a press's own time. */
import { grainMs } from './timings.ts';

/** The minute that `ms` lies in. */
export function coarse(ms: number): number {
  return Math.floor(ms / grainMs) * grainMs;
}
