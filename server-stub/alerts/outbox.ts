/** Owns the outbox: what is to be done, when, by whom at this moment. Whatever leads to a job commits it in its own transaction. */
import type { Selectable } from 'kysely';
import { insertNew } from '../storage/ready.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import type { JobKind } from './tables.ts';

export type Job = Selectable<Tables['job']>;

/** Asks for something once; a second asking for the same key changes nothing. */
export async function enqueue(
  tx: Tx,
  job: { school: string; kind: JobKind; key: string; dueAt: string; subject: string },
): Promise<void> {
  const { school, kind, key, dueAt, subject } = job;
  await insertNew(tx, 'job', {
    school,
    kind,
    key: `${school}/${kind}/${key}`,
    due_at: dueAt,
    subject,
    attempts: 0,
    leased_until: null,
    lease: null,
    done_at: null,
    result: null,
  });
}

/** What is due and in nobody's hands, earliest first. */
export async function dueJobs(read: Store['read'] | Tx, at: string, most: number): Promise<Job[]> {
  return read
    .selectFrom('job')
    .selectAll()
    .where('done_at', 'is', null)
    .where('due_at', '<=', at)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<=', at)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(most)
    .execute();
}

/** The job if it is still to be done and free; asked inside the transaction that does it. */
export async function stillDue(tx: Tx, id: number, at: string): Promise<Job | undefined> {
  const job = await tx.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
  if (!job || job.done_at !== null || (job.leased_until !== null && job.leased_until > at)) return undefined;
  return job;
}

export async function finish(tx: Tx, id: number, at: string, result = 'done'): Promise<void> {
  await tx.updateTable('job').set({ done_at: at, result }).where('id', '=', id).execute();
}

/** Takes a job in hand until `until`; whoever dies with it leaves it to the next after that. */
export async function lease(tx: Tx, job: Job, token: string, until: string): Promise<void> {
  await tx
    .updateTable('job')
    .set({ lease: token, leased_until: until, attempts: job.attempts + 1 })
    .where('id', '=', job.id)
    .execute();
}

/** Whether this lease is still the one that counts: another process may have taken over. */
export async function holds(tx: Tx, id: number, token: string): Promise<boolean> {
  const row = await tx.selectFrom('job').select(['lease', 'done_at']).where('id', '=', id).executeTakeFirst();
  return row?.lease === token && row.done_at === null;
}

export async function putOff(tx: Tx, id: number, dueAt: string): Promise<void> {
  await tx.updateTable('job').set({ due_at: dueAt, leased_until: null, lease: null }).where('id', '=', id).execute();
}
