/** What the parts of the outbox share while one run of the extension lasts. */
import type { Policy } from '../../shared/policy.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Mirror } from './mirror.ts';
import type { Sealer } from './seal.ts';
import type { Store } from './store.ts';

/** What became of a report: `told` only on the server's word, proved, that an alert to the school's adults went out. */
export type Delivery = { id: string; state: 'kept' | 'delivered'; told: boolean };

/** What a device's signature of a report is over; `sent` is the text of `Dolphin-Sent`. */
export type Vouched = { endpoint: string; method: string; path: string; digest: string; sent: string };

export type Yard = {
  readonly idb: Store;
  /** Used only while `idb` fails. */
  readonly memory: MemoryStore;
  readonly mirror: Mirror;
  readonly sealer: Sealer;
  /** Whether IndexedDB failed at the last try. */
  readonly storage: { isFailing: boolean };
  readonly uuid: () => string;
  /** This run of the extension. */
  readonly owner: string;
  readonly version: string;
  readonly fetch: typeof globalThis.fetch;
  /** Fires after so many ms. */
  readonly timeout: (ms: number) => AbortSignal;
  readonly now: () => number;
  readonly random: () => number;
  /** Headers that say which device sends. Never waits long and never fails: without them a report goes all the same. */
  readonly vouch: (request: Vouched) => Promise<Readonly<Record<string, string>>>;
  /** Never waits long and never fails: no policy is an empty one. */
  readonly policy: () => Promise<Policy>;
  /** Asks for an alarm: unless an earlier one is set, or, when all that waits is known, in place of any. */
  readonly wake: (atMs: number, instead?: 'instead') => void;
  readonly announce: (delivery: Delivery) => void;
  /** Waits, but no longer than until the next press. */
  readonly pause: (ms: number) => Promise<void>;
  /** A send that a press may abort is under way until the returned function is called. */
  readonly yielding: (abort: AbortController) => () => void;
};
