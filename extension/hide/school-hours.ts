/** Whether the school is open: the cover must not promise eyes that are at home (design §4.7). */
import type { Policy } from '../../shared/policy.ts';
import { dayOf, two } from './day.ts';

/** By the device's own clock and zone; `unknown` when the policy gives no hours. Monday to Friday are school days. */
export function hoursAt(
  { schoolHours, closedDays }: Pick<Policy, 'schoolHours' | 'closedDays'>,
  at: Date,
): 'open' | 'closed' | 'unknown' {
  if (!schoolHours) return 'unknown';
  const weekend = at.getDay() === 0 || at.getDay() === 6;
  const day = dayOf(at);
  if (weekend || (closedDays ?? []).some((entry) => isWithin(day, entry))) return 'closed';
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const [from = '', to = ''] = schoolHours.split('-');
  return from <= clock && clock < to ? 'open' : 'closed';
}

function isWithin(day: string, entry: string): boolean {
  const [first = '', last = first] = entry.split('/');
  return first <= day && day <= last;
}
