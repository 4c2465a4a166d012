/** When an incident ends by itself: the next day, or the next user, must never meet an old cover (design §2, law 5). */
import { dayOf } from './day.ts';
import type { Incident } from './incident.ts';

/**
 * The longest pause in an incident's life, ms, that the same child may be thought to come back from: a crash, a restart, an
 * update, a walk to another room with the lid shut take minutes. On shared accounts whoever comes later than a break of half
 * a lesson is the next child.
 */
export const longestPauseMs = 30 * 60_000;

/**
 * Whether an incident is over at `now` that was last alive at `aliveAt` (all ms since 1970). What an adult keeps for the
 * safeguarding lead is put away on purpose: only the day ends it.
 */
export function isOver(
  { pressedAt, kept }: Pick<Incident, 'pressedAt' | 'kept'>,
  aliveAt: number,
  now: number,
): boolean {
  if (dayOf(new Date(pressedAt)) !== dayOf(new Date(now))) return true;
  return !kept && now - aliveAt > longestPauseMs;
}
