/** Owns the order of writes: everything asked for in one tick shares one durable commit. */
import { CompiledQuery, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import type { Tx } from './store.ts';

type Job = {
  work: (tx: Tx) => Promise<unknown>;
  done: (value: unknown) => void;
  failed: (error: unknown) => void;
};
type Outcome = { job: Job; settle: () => void };

/** More works than this wait for the next commit, so that one turn of the event loop stays short. */
const worksPerCommit = 256;

/** Never shown to a person: it is a mistake in this program. */
export const heldOpen =
  'A write transaction was still open after a turn of the event loop: inside it only queries may be awaited.';

export type WriteQueue = {
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Resolves when everything asked for so far is settled. */
  idle: () => Promise<void>;
};

/** `giveUp` rolls back the open transaction of `db` and cuts off its holder. */
export function createWriteQueue(db: Kysely<Tables>, giveUp: () => void): WriteQueue {
  let waiting: Job[] = [];
  let running = false;
  let idlers: (() => void)[] = [];

  function schedule(): void {
    if (running) return;
    if (waiting.length === 0) {
      for (const wake of idlers.splice(0)) wake();
      return;
    }
    running = true;
    // A turn later: whatever else this turn brings joins the same commit.
    setImmediate(() => {
      const jobs = waiting.slice(0, worksPerCommit);
      waiting = waiting.slice(worksPerCommit);
      void commit(jobs).finally(() => {
        running = false;
        schedule();
      });
    });
  }

  async function commit(jobs: Job[]): Promise<void> {
    let current: Job | undefined;
    const outcomes: Outcome[] = [];
    // Queries of node:sqlite take no turn of the event loop, so a transaction that outlives one waited for something
    // else: it would hold up the whole school. It is undone, its maker is told, the others run again without it.
    const late = Promise.withResolvers<'late'>();
    const guard = setImmediate(() => {
      giveUp();
      late.resolve('late');
    });
    const transaction = db.transaction().execute(async (tx) => {
      for (const job of jobs) {
        current = job;
        outcomes.push({ job, settle: jobs.length === 1 ? await alone(job, tx) : await beside(job, tx) });
      }
    });
    try {
      const end = await Promise.race([transaction, late.promise]);
      if (end === 'late') {
        transaction.catch(() => undefined);
        current?.failed(new Error(heldOpen));
        waiting.unshift(...jobs.filter((job) => job !== current));
        return;
      }
    } catch (error) {
      for (const job of jobs) job.failed(error);
      return;
    } finally {
      clearImmediate(guard);
    }
    for (const { settle } of outcomes) settle();
  }

  return {
    write: <T>(work: (tx: Tx) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, done: (value) => resolve(value as T), failed: reject });
        schedule();
      }),
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        schedule();
      }),
  };
}

/** The only work of its transaction: an error undoes all of it. */
async function alone(job: Job, tx: Tx): Promise<() => void> {
  const value = await job.work(tx);
  return () => job.done(value);
}

const savepoint = CompiledQuery.raw('SAVEPOINT work');
const keepWork = CompiledQuery.raw('RELEASE work');
const undoWork = CompiledQuery.raw('ROLLBACK TO work');

/** One of several: an error undoes this work and no other. */
async function beside(job: Job, tx: Tx): Promise<() => void> {
  await tx.executeQuery(savepoint);
  try {
    const value = await job.work(tx);
    await tx.executeQuery(keepWork);
    return () => job.done(value);
  } catch (error) {
    await tx.executeQuery(undoWork);
    await tx.executeQuery(keepWork);
    return () => job.failed(error);
  }
}
