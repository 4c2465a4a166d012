/**
 * The life of a record as a pure function: an event gives the next record and what else must happen with it.
 *
 * UNSEALED → READY → SENDING → (receipt), or back to READY, or HELD, or QUARANTINED; nothing leads out but a receipt.
 */
import { coarse } from './coarse.ts';
import { recordDelayMs, spreadMs, trialMs } from './backoff.ts';
import type { Verdict } from './classify.ts';
import type { EndpointNews } from './endpoint.ts';
import type { Receipt, Row, Sealed, Trouble } from './record.ts';
import { quarantineMs } from './timings.ts';

/** `at` is device ms. */
export type Event =
  | { type: 'sealed'; sealed: Sealed }
  | { type: 'leased'; owner: string; at: number }
  | { type: 'answered'; verdict: Verdict; at: number }
  /** Found SENDING by a drain that did not send it: its sender was stopped. */
  | { type: 'orphaned'; at: number }
  /** Its bytes are not the ones that were sealed, and no whole copy of them is left. */
  | { type: 'damaged'; at: number }
  /** The network may be back: worth asking now. */
  | { type: 'recalled'; at: number }
  /** Policy, key or version changed, the clock was moved, or a technician asked. */
  | { type: 'reopened'; at: number };

type Effect =
  /** In one transaction with the removal of the record; then the mirror's copy goes and listeners hear of it. */
  { type: 'settle'; receipt: Receipt } | { type: 'endpoint'; news: EndpointNews };

export type Step = { readonly row: Row; readonly effects: readonly Effect[] };

/** An event that means nothing in the record's state changes nothing. */
export function step(row: Row, event: Event, random: () => number): Step {
  switch (event.type) {
    case 'sealed':
      return row.state === 'UNSEALED' ? to(seal(row, event.sealed)) : to(row);
    case 'leased':
      return row.state === 'UNSEALED' || row.state === 'SENDING' ? to(row) : to(lease(row, event));
    case 'answered':
      return row.state === 'SENDING' ? answered(row, event.verdict, event.at, random) : to(row);
    case 'orphaned':
      return row.state === 'SENDING'
        ? to({ ...dueNow(row, event.at), last: { code: 'stopped', at: coarse(event.at) } })
        : to(row);
    case 'damaged':
      return to({
        ...row,
        state: 'QUARANTINED',
        nextAttemptAt: event.at + quarantineMs * (1 + random()),
        last: { code: 'damaged', at: coarse(event.at) },
      });
    case 'recalled':
      // A record that the server itself fails on keeps its own pace, or it would hold up all the others.
      return row.state === 'READY' && row.last?.code !== 'server' ? to(dueNow(row, event.at)) : to(row);
    case 'reopened':
      break;
  }
  return row.state === 'UNSEALED' || row.state === 'SENDING' ? to(row) : to(dueNow(row, event.at));
}

function to(row: Row, ...effects: Effect[]): Step {
  return { row, effects };
}

function seal(row: Row, sealed: Sealed): Row {
  const { local: _opened, ...rest } = row;
  return { ...rest, state: 'READY', sealed };
}

function lease(row: Row, { owner, at }: { owner: string; at: number }): Row {
  return {
    ...row,
    state: 'SENDING',
    attempts: row.attempts + 1,
    lastAttemptAt: coarse(at),
    leaseOwner: owner,
    maybeDelivered: true,
  };
}

/** Due in the order in which they were kept: the oldest first. */
function dueNow(row: Row, at: number): Row {
  const isDue = row.state === 'READY' && row.nextAttemptAt <= at;
  return isDue ? row : { ...row, state: 'READY', nextAttemptAt: Math.min(row.createdWall, at) };
}

function answered(row: Row, verdict: Verdict, at: number, random: () => number): Step {
  const trouble = (code: Trouble['code'], http?: number): Trouble => ({
    code,
    at: coarse(at),
    ...(http !== undefined && { http }),
  });
  const waiting = (state: Row['state'], delayMs: number, last: Trouble): Row => ({
    ...row,
    state,
    last,
    nextAttemptAt: at + delayMs,
  });
  switch (verdict.kind) {
    case 'accepted':
      return to(
        row,
        { type: 'settle', receipt: receiptOf(row, verdict, at) },
        { type: 'endpoint', news: { type: 'reached' } },
      );
    case 'unproved': {
      const last = trouble('unproved', verdict.http);
      return to(waiting('HELD', trialMs(row.attempts, random), last), { type: 'endpoint', news: { type: 'reached' } });
    }
    case 'rejected': {
      const last = trouble('rejected', verdict.http);
      return to(waiting('QUARANTINED', quarantineMs * (1 + random()), last), {
        type: 'endpoint',
        news: { type: 'reached' },
      });
    }
    case 'refused':
      return to(waiting('READY', trialMs(0, random), trouble('refused', verdict.http)), {
        type: 'endpoint',
        news: { type: 'refused' },
      });
    case 'retry':
      break;
  }
  const { code, http, retryInMs } = verdict;
  const last = trouble(code, http);
  if (code === 'preempted') return to({ ...dueNow(row, at), last });
  const delayMs = recordDelayMs(row.attempts, at - row.createdWall, random);
  // 409 is about this record alone: an earlier try of it is still being stored.
  if (http === 409) return to(waiting('READY', retryInMs === undefined ? delayMs : retryInMs * (1 + random()), last));
  if (retryInMs === undefined)
    return to(waiting('READY', delayMs, last), { type: 'endpoint', news: { type: 'failed' } });
  const askedMs = spreadMs(retryInMs, random);
  return to(waiting('READY', askedMs, last), { type: 'endpoint', news: { type: 'asked', delayMs: askedMs } });
}

function receiptOf(row: Row, verdict: Extract<Verdict, { kind: 'accepted' }>, at: number): Receipt {
  const { id, gen, seq } = row;
  return { id, gen, seq, digest: row.sealed?.digest ?? '', told: verdict.told, ackedAt: coarse(at) };
}
