/** Owns what happens once a day and while the school is open: one chain of jobs in the outbox, so that a crash loses none of it. */
import type { Profile } from '../../shared/profile.ts';
import type { Store, Tx } from '../storage/store.ts';
import { localDay, momentOf, nextOpening } from './hours.ts';
import { enqueue } from './outbox.ts';

/** Before anybody is there. */
const dailyTime = '04:30';
const dayMs = 24 * 60 * 60 * 1000;

/** Sees to it that the chain of days goes on; asked again it changes nothing. */
export async function beginDays(store: Store, { hours }: Profile, school: string, at: string): Promise<void> {
  await store.write(async (tx) => {
    await planDay(tx, hours, school, at);
    await planWatch(tx, hours, school, at);
  });
}

/** The next morning's job. However long the server was off, one morning is enough. */
export async function planDay(tx: Tx, { zone }: Profile['hours'], school: string, at: string): Promise<void> {
  const now = Date.parse(at);
  const today = momentOf(zone, localDay(zone, now), dailyTime);
  const due = today > now ? today : momentOf(zone, localDay(zone, now + dayMs), dailyTime);
  const day = localDay(zone, due);
  await enqueue(tx, { school, kind: 'daily', key: day, dueAt: new Date(due).toISOString(), subject: day });
}

const lookMs = 30 * 60 * 1000;

/** The next look whether anybody is there: each half hour, the first half an hour after the next opening. */
export async function planWatch(tx: Tx, hours: Profile['hours'], school: string, at: string): Promise<void> {
  const opening = nextOpening(hours, Date.parse(at));
  const dueAt = new Date((Math.floor(opening / lookMs) + 1) * lookMs).toISOString();
  await enqueue(tx, { school, kind: 'watch', key: dueAt, dueAt, subject: dueAt });
}
