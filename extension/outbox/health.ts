/** The queue as a technician sees it: counts, times and codes, never content. */
import type { QueueHealth } from '../platform/messages.ts';
import type { Meta } from './record.ts';
import { storeMs } from './timings.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

export async function healthOf({ idb, memory, mirror, storage }: Yard): Promise<QueueHealth> {
  const [kept, loose] = await Promise.all([
    within(storeMs, Promise.all([idb.tally(), idb.meta()])),
    Promise.all([memory.tally(), memory.meta()]),
  ]);
  const queues = kept ? [kept, loose] : [loose];
  const health = { waiting: 0, unsealed: 0, held: 0, quarantined: 0 };
  for (const [tally, { endpoint }] of queues) {
    health[endpoint.reason === 'refused' ? 'held' : 'waiting'] += tally.READY + tally.SENDING;
    health.unsealed += tally.UNSEALED;
    health.held += tally.HELD;
    health.quarantined += tally.QUARANTINED;
  }
  const oldest = queues.flatMap(([tally]) => tally.oldestAt ?? []);
  const lastError = kept && !storage.isFailing ? errorOf(kept[1]) : 'storage';
  const copies = mirror.trouble();
  return {
    ...health,
    ...(oldest.length > 0 && { oldestAt: Math.min(...oldest) }),
    ...(lastError !== undefined && { lastError }),
    ...(copies !== undefined && { copies }),
  };
}

function errorOf({ lastTrouble, loss }: Meta): string | undefined {
  if (loss && loss.at > (lastTrouble?.at ?? 0)) return 'loss';
  return lastTrouble && [lastTrouble.code, lastTrouble.http].filter((part) => part !== undefined).join(' ');
}
