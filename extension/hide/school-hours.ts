/** Whether the school is open: the cover must not promise eyes that are at home (design §4.7). */
import type { Policy } from '../../shared/policy.ts';

/** By the device's own clock and zone; `unknown` when the policy gives no hours. Monday to Friday are school days. */
export function hoursAt(
  { schoolHours, closedDays }: Pick<Policy, 'schoolHours' | 'closedDays'>,
  at: Date,
): 'open' | 'closed' | 'unknown' {
  if (!schoolHours) return 'unknown';
  const weekend = at.getDay() === 0 || at.getDay() === 6;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (weekend || (closedDays ?? []).some((entry) => isWithin(day, entry))) return 'closed';
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const [from = '', to = ''] = schoolHours.split('-');
  return from <= clock && clock < to ? 'open' : 'closed';
}

function isWithin(day: string, entry: string): boolean {
  const [first = '', last = first] = entry.split('/');
  return first <= day && day <= last;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
