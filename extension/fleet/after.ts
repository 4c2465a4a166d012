/** How this device stands after an answer, and when it speaks next. Pure. */
import { nextAfter, type Outcome } from './plan.ts';
import type { Said } from './server.ts';
import type { Stored } from './stored.ts';

export function after(before: Stored, said: Said, now: number, random: () => number): Stored {
  const { trouble: _past, ...rest } = before;
  const to = (change: Partial<Stored>, outcome: Outcome): Stored => ({
    ...rest,
    failures: 0,
    ...change,
    nextAt: nextAfter(outcome, now, random),
  });
  const failures = before.failures + 1;
  switch (said.kind) {
    case 'enrolled': {
      const { id, state } = said;
      // A device that enrols well and is a stranger each time after must not go round and round.
      const soon: Outcome = before.failures > 1 ? { failures: before.failures } : 'enrolled';
      return to({ id, state, at: now, failures: before.failures }, state === 'active' ? soon : 'pending');
    }
    case 'taken':
      return to({ state: 'active', at: now }, 'taken');
    case 'standing':
      return to({ state: said.state, at: now }, said.state === 'pending' ? 'pending' : 'rest');
    case 'stranger':
      // Its key is the same: it enrols again. Where that does not help, ever more slowly.
      return to({ state: 'none', failures }, failures === 1 ? 'again' : { failures });
    case 'clock':
      return to({ skewMs: said.nowMs - now, failures }, failures === 1 ? 'again' : { failures });
    case 'trouble': {
      const { trouble, askedMs } = said;
      return to({ failures, trouble }, trouble === 'absent' ? 'rest' : { failures, askedMs });
    }
  }
}
