/** What the outbox keeps: a record for each report, a receipt for each delivered one, and one row about the whole queue. */

/** There is no "dropped". */
export type State = 'UNSEALED' | 'READY' | 'SENDING' | 'HELD' | 'QUARANTINED';

/**
 * Why the last try did not settle a record; the self-check turns it into words. Never what a server wrote.
 * `http` is the status of the answer where there was one.
 */
export type Trouble = {
  readonly code:
    | 'network'
    | 'timeout'
    | 'redirect'
    | 'server'
    | 'busy'
    | 'answer'
    | 'proof'
    | 'unproved'
    | 'refused'
    | 'rejected'
    | 'preempted'
    | 'stopped'
    | 'unreadable'
    | 'damaged';
  readonly http?: number;
  readonly at: number;
};

/** AES-GCM under the key of this installation, until the school's key arrives. */
export type LocalBox = { readonly iv: Uint8Array<ArrayBuffer>; readonly data: ArrayBuffer };
/** What goes over the wire: made once, never changed. `digest` is base64url of SHA-256 over `sealed`. */
export type Sealed = { readonly kid: string; readonly sealed: string; readonly digest: string };

export type Row = {
  readonly id: string;
  readonly kind: 'press' | 'follow-up';
  readonly gen: string;
  readonly seq: number;
  readonly state: State;
  /** Checks the server's proof. It opens nothing that was sealed. */
  readonly statusKey: string;
  readonly sealed?: Sealed;
  readonly local?: LocalBox;
  readonly attempts: number;
  /** Device ms; for a record not yet tried, the time it was kept, so that the oldest is due first. */
  readonly nextAttemptAt: number;
  readonly lastAttemptAt?: number;
  /** The run of the extension that last leased it. */
  readonly leaseOwner?: string;
  /** A request with it has begun: the server may have it although no answer was seen. */
  readonly maybeDelivered: boolean;
  readonly last?: Trouble;
  /** Device ms at which it was kept, to the minute. */
  readonly createdWall: number;
};

/** A delivered report's tombstone. */
export type Receipt = {
  readonly id: string;
  readonly gen: string;
  readonly seq: number;
  readonly digest: string;
  readonly told: boolean;
  readonly ackedAt: number;
};

/** The school's server as last met: whether it may be asked now. */
export type Endpoint = {
  /** `failed`: full jitter; `asked`: it said Retry-After; `refused`: breaker, one trial at a time; `splay`: a herd avoided. */
  readonly reason: 'open' | 'failed' | 'asked' | 'refused' | 'splay';
  readonly failures: number;
  readonly failingSince?: number;
  /** Device ms before which only a fresh report is sent. */
  readonly notBefore: number;
};

export type Meta = {
  readonly gen: string;
  readonly nextSeq: number;
  /** The device's clock at the last write: an earlier "now" means that the clock was moved. */
  readonly lastWall: number;
  readonly endpoint: Endpoint;
  /** Digest of endpoint, site code, key and version as last used. */
  readonly connection?: string;
  readonly lastTrouble?: Trouble;
  /** The database was found empty although the marker outside it says otherwise. */
  readonly loss?: { readonly oldGen: string; readonly highSeq: number; readonly at: number };
};

/**
 * Something that happened to the queue and that the school should hear of: it travels as a follow-up with the next report
 * there is. One of a kind waits at a time. `detail` holds counts and ids, never content.
 */
export type Incident = {
  readonly what: 'idb-loss' | 'storage' | 'clock-step' | 'quarantine';
  /** The follow-up's own, so that it is made once. */
  readonly id: string;
  /** Device ms, to the minute. */
  readonly at: number;
  /** The press it is about; without one, whichever comes next carries it. */
  readonly about?: string;
  readonly detail: Readonly<Record<string, string | number>>;
};

export const openEndpoint: Endpoint = { reason: 'open', failures: 0, notBefore: 0 };

export function freshMeta(gen: string): Meta {
  return { gen, nextSeq: 1, lastWall: 0, endpoint: openEndpoint };
}
