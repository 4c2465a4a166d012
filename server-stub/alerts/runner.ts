/** Owns working off the outbox: what changes the database alone is one transaction, what reaches outside is leased, sent, settled. */
import { randomUUID } from 'node:crypto';
import {
  advance,
  findAlert,
  openAlert,
  passOn,
  takeStep,
  takeUnshown,
  tellAlarm,
  tellIdle,
  tellLead,
  tellOpenAtEnd,
} from './ladder.ts';
import { takeDue } from '../people/second-person.ts';
import type { Ledger } from '../retention/ledger.ts';
import { sweepPage } from '../retention/sweep.ts';
import { takeDay, takeWatch } from './day-work.ts';
import type { Ladder } from './tell.ts';
import { dueJobs, enqueue, finish, holds, lease, putOff, stillDue, type Job } from './outbox.ts';
import { reach, type Outside } from './reach.ts';

export type Runner = {
  /** Does everything that is due; gives the number of jobs done or put off. */
  turn: () => Promise<number>;
  /** Something was committed: look at once. */
  wake: () => void;
  start: () => void;
  close: () => Promise<void>;
};

type Parts = Outside & {
  now: () => number;
  /** Tells pages that something was committed. */
  ring: () => void;
  /** For the operator; never an address, a name or a body. */
  log: (line: string) => void;
  /** Where it is written down what was erased. */
  ledger?: Ledger;
  /** Called between any two steps: tests end the process there. */
  between?: (step: string) => void;
};

const outsideKinds = new Set<Job['kind']>(['deliver', 'webhook', 'url-mail', 'concern', 'notice', 'head-mail']);
const leaseMs = 60_000;
const pollMs = 500;
const jobsAtOnce = 50;
/** In their order and each on its own, yet in one commit: few enough that a report which has just come need not wait for them. */
const jobsPerCommit = 8;
const mostAttempts = 8;
const backoffMs = [5_000, 15_000, 60_000, 300_000, 900_000];

export function createRunner(parts: Parts): Runner {
  const { store, profile, now, ring, log, between = () => undefined } = parts;
  let latest = Number.NEGATIVE_INFINITY;
  let turning: Promise<number> | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  /** A clock that is set back holds nothing up: time only goes on. */
  function clock(): string {
    latest = Math.max(latest, now());
    return new Date(latest).toISOString();
  }
  const after = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();
  const retryAt = (at: string, attempts: number) => after(at, backoffMs[Math.min(attempts, backoffMs.length - 1)] ?? 0);

  async function work(): Promise<number> {
    let done = 0;
    for (;;) {
      if (closed) break;
      const jobs = await dueJobs(store.read, clock(), jobsAtOnce);
      if (jobs.length === 0) break;
      const outside = jobs.filter(({ kind }) => outsideKinds.has(kind));
      const inside = jobs.filter(({ kind }) => !outsideKinds.has(kind));
      for (let from = 0; from < inside.length; from += jobsPerCommit)
        await Promise.all(inside.slice(from, from + jobsPerCommit).map(within));
      await Promise.all(outside.map(beyond));
      done += jobs.length;
      ring();
    }
    return done;
  }

  async function within(job: Job): Promise<void> {
    between(`${job.kind} begins`);
    try {
      await store.write(async (tx) => {
        const at = clock();
        const due = await stillDue(tx, job.id, at);
        if (!due) return;
        await decide({ tx, profile, school: job.school, at }, due, parts);
        between(`${job.kind} decided`);
        await finish(tx, job.id, at);
      });
    } catch (error) {
      // It must not hold up what stands behind it; it comes again.
      log(`alert ${job.kind} ${error instanceof Error ? error.name : 'failed'}`);
      await store.write((tx) => putOff(tx, job.id, retryAt(clock(), 0)));
    }
    between(`${job.kind} committed`);
  }

  async function beyond(job: Job): Promise<void> {
    const token = randomUUID();
    between(`${job.kind} begins`);
    const mine = await store.write(async (tx) => {
      const at = clock();
      const due = await stillDue(tx, job.id, at);
      if (due) await lease(tx, due, token, after(at, leaseMs));
      return due;
    });
    between(`${job.kind} leased`);
    if (!mine) return;
    const end = await reach(parts, mine, clock()).catch(
      () => ({ ok: false, permanent: false, result: 'fault' }) as const,
    );
    between(`${job.kind} sent`);
    const final = end.ok || end.permanent || mine.attempts + 1 >= mostAttempts;
    await store.write(async (tx) => {
      if (!(await holds(tx, job.id, token))) return;
      const at = clock();
      if ('settle' in end) await end.settle?.(tx, at, final);
      if (final) await finish(tx, job.id, at, end.ok ? end.result : `dead ${end.result}`);
      else await putOff(tx, job.id, retryAt(at, mine.attempts));
    });
    between(`${job.kind} settled`);
  }

  function turn(): Promise<number> {
    turning ??= work().finally(() => (turning = undefined));
    return turning;
  }

  const wake = () => {
    if (!closed) turn().catch(() => log('alerts could not be worked off'));
  };
  return {
    turn,
    wake,
    start: () => {
      timer = setInterval(wake, pollMs);
      wake();
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      await turning?.catch(() => undefined);
    },
  };
}

async function decide(ladder: Ladder, { kind, subject, due_at }: Job, { keys, ledger }: Parts): Promise<void> {
  const [id = '', step = '0', round = '0'] = subject.split('#');
  switch (kind) {
    case 'press':
      return openAlert(ladder, id);
    case 'step':
    case 'unshown': {
      const alert = await findAlert(ladder, id);
      if (!alert) return;
      return kind === 'step'
        ? takeStep(ladder, alert, Number(step), Number(round))
        : takeUnshown(ladder, alert, Number(step));
    }
    case 'advance':
      return advance(ladder, id);
    case 'not-mine':
      return passOn(ladder, id);
    case 'lead':
      return tellLead(ladder, id);
    case 'alarm':
      return tellAlarm(ladder, id);
    case 'idle': {
      if (step !== '0') return tellIdle(ladder, id, Number(step));
      const dueAt = new Date(Date.parse(due_at) + ladder.profile.alerts.idleSeconds * 1000).toISOString();
      return enqueue(ladder.tx, { school: ladder.school, kind: 'idle', key: `${id}#1`, dueAt, subject: `${id}#1` });
    }
    case 'day-end':
      return tellOpenAtEnd(ladder, id);
    case 'daily':
      return takeDay(ladder, subject);
    case 'watch':
      return takeWatch(ladder);
    case 'role-due':
      return takeDue(ladder.tx, ladder.school, subject, ladder.at);
    case 'retention':
      return sweepPage({ ...ladder, keys, ledger }, subject);
    case 'notice':
    case 'head-mail':
    case 'deliver':
    case 'webhook':
    case 'url-mail':
    case 'concern':
      return;
  }
}
