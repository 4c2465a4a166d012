/** A slip in an administrator's console must not cut a school off: a refused value leaves its last good one in force. */
import type { CheckedPolicy, Policy } from '../../shared/policy.ts';

/** `next`, with what was good before in place of what was refused now; the refusals stay to be read. */
export function keepGood(next: CheckedPolicy, before: CheckedPolicy | undefined): CheckedPolicy {
  if (!before) return next;
  const refused = new Set(next.refused.map(({ name }) => name));
  if (refused.size === 0) return next;
  const good: Policy = refused.has('setup')
    ? before.policy
    : Object.fromEntries(Object.entries(before.policy).filter(([name]) => refused.has(name)));
  return { policy: { ...good, ...next.policy }, refused: next.refused };
}
