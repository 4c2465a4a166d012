/** Owns taking in what devices send: once each, opened outside the transaction, answered after the commit. */
import { createHash } from 'node:crypto';
import type { Keys } from '../storage/keys.ts';
import { findSiteCode } from '../storage/site-codes.ts';
import type { Store } from '../storage/store.ts';
import { findAnswered, keep, type Answered, type Learned } from './keep.ts';
import { knownOf, openLater } from './open-later.ts';
import { contentOf, type ReportRow } from './report.ts';
import { rowOfArrival, type Arrival } from './row.ts';
import { readSealed, type Sealed } from './sealed-body.ts';
import { unseal } from './unseal.ts';

export type Offer = Omit<Arrival, 'digest'> & {
  /** Which active device of a school signed it. Asked only once there is room, for it costs something to find out. */
  signer?: (school: string, digest: string) => Promise<string | undefined>;
};

export type Taken =
  | { kind: 'stored' | 'duplicate'; answered: Answered }
  /** The same id came with another body; what came first stays. */
  | { kind: 'differs' }
  | { kind: 'not-a-report' }
  | { kind: 'overload'; retryAfterSeconds: number };

export type Intake = {
  take: (offer: Offer) => Promise<Taken>;
  /** Tries again what could not be opened; gives the number of reports opened. Called when keys may have changed. */
  openLater: () => Promise<number>;
};

export type IntakeParts = {
  store: Store;
  keys: Keys;
  now: () => number;
  /** Called after each commit that may have something to tell. */
  ring: () => void;
  /** Free bytes where the database lies. */
  freeBytes: () => number;
  limits?: Partial<IntakeLimits>;
};

export type IntakeLimits = {
  /** Reports being opened and stored at once; above it the device keeps its report and comes back. */
  atOnce: number;
  /** The same for what no active device of the school has signed: it meets 503 first. */
  atOnceUnsigned: number;
  /** Set-apart reports kept of one source; the oldest are kept. */
  unverifiedPerSource: number;
  /** Below this much free disk only reports with the school's site code are taken. */
  reserveBytes: number;
};

const usualLimits: IntakeLimits = {
  atOnce: 2000,
  atOnceUnsigned: 1500,
  unverifiedPerSource: 1000,
  reserveBytes: 256 * 1024 * 1024,
};
const overloadSeconds = 2;
const unverifiedSeconds = 3600;

export function digestOfBody(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

export function createIntake(parts: IntakeParts): Intake {
  const { store, keys, now, ring } = parts;
  const limits = { ...usualLimits, ...parts.limits };
  /** Reports being stored, by id: whoever asks meanwhile waits for the same end. */
  const inFlight = new Map<string, { digest: string; end: Promise<Taken> }>();

  async function take(offer: Offer): Promise<Taken> {
    const digest = digestOfBody(offer.body);
    const sameId = inFlight.get(offer.id);
    if (sameId) {
      const end = await sameId.end;
      if (end.kind !== 'stored' && end.kind !== 'duplicate') return end;
      return again(end.answered, digest);
    }
    const answered = await findAnswered(store.read, offer.id);
    if (answered && !(await isVouchedForNow(answered, digest, offer.siteCode))) return again(answered, digest);
    const sealed = readSealed(offer.body);
    if (!sealed) return { kind: 'not-a-report' };
    // Looked up anew: another request may have begun while the database was asked.
    if (inFlight.has(offer.id)) return take(offer);
    if (inFlight.size >= limits.atOnce) return { kind: 'overload', retryAfterSeconds: overloadSeconds };
    const end = admit({ ...offer, digest }, sealed);
    inFlight.set(offer.id, { digest, end });
    try {
      return await end;
    } finally {
      inFlight.delete(offer.id);
    }
  }

  async function admit({ signer, ...arrival }: Arrival & Offer, sealed: Sealed): Promise<Taken> {
    const receivedAt = new Date(now()).toISOString();
    const isCrowded = inFlight.size >= limits.atOnceUnsigned;
    const { school, valid } = await schoolOf(arrival.siteCode);
    const signedBy = await signer?.(school, arrival.digest);
    if (signedBy === undefined && isCrowded) return { kind: 'overload', retryAfterSeconds: overloadSeconds };
    const unsealed = await unseal(keys, sealed, arrival.id);
    const row = rowOfArrival(keys, arrival, { school, receivedAt, siteCodeOk: valid, signedBy }, unsealed);
    if (row.unverified && (await isFull(row.source))) return { kind: 'overload', retryAfterSeconds: unverifiedSeconds };
    const kept = await store.write((tx) => keep(tx, { row, ...knownOf(unsealed), learnedBy }));
    ring();
    return kept.fresh ? { kind: 'stored', answered: kept.answered } : again(kept.answered, arrival.digest);
  }

  /** The school of a site code; without a right one, the only or the first school, which then judges it set apart. */
  async function schoolOf(siteCode: string | undefined): Promise<{ school: string; valid: boolean }> {
    const found = await findSiteCode(store.read, siteCode, new Date(now()).toISOString());
    if (found) return { school: found.school, valid: found.taken };
    const first = await store.read.selectFrom('school').select('id').orderBy('created_at').executeTakeFirstOrThrow();
    return { school: first.id, valid: false };
  }

  /** What came first without a right site code has come again with one. */
  async function isVouchedForNow(answered: Answered, digest: string, siteCode: string | undefined): Promise<boolean> {
    return !answered.vouched && answered.digest === digest && (await schoolOf(siteCode)).valid;
  }

  async function isFull(source: string): Promise<boolean> {
    if (parts.freeBytes() < limits.reserveBytes) return true;
    const { count } = await store.read
      .selectFrom('report')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('unverified', 'is not', null)
      .where('source', '=', source)
      .executeTakeFirstOrThrow();
    return count >= limits.unverifiedPerSource;
  }

  /** What a follow-up that waited for its press says; its content was checked when it arrived. */
  function learnedBy(row: ReportRow): Learned {
    return contentOf(keys, row);
  }

  return { take, openLater: () => openLater(parts, learnedBy) };
}

function again(answered: Answered, digest: string): Taken {
  return answered.digest === digest ? { kind: 'duplicate', answered } : { kind: 'differs' };
}
