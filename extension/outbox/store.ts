/** The store port: everything the outbox asks of a place that keeps records. Each call is one transaction. */
import type { Incident, Meta, Receipt, Row, State } from './record.ts';

export type Draft = Omit<Row, 'seq' | 'gen'>;
type Tally = { readonly [K in State]: number } & { readonly oldestAt?: number };
export type Change = {
  /** Written over the record of the same id. */
  readonly row?: Row;
  /** Written together with the removal of the record of the same id. */
  readonly receipt?: Receipt;
  readonly meta?: Partial<Pick<Meta, 'endpoint' | 'connection' | 'lastTrouble' | 'loss' | 'lastWall' | 'nextSeq'>>;
  /** Device ms. It raises `lastWall`; only a `meta.lastWall` lowers it, once a moved clock has been dealt with. */
  readonly at: number;
};

export type Store = {
  /** Gives the record its number and keeps it; an id already known is left as it is. Resolves when it is durable. */
  insert(draft: Draft, at: number): Promise<Row | undefined>;
  /** Keeps an incident, unless one of its kind waits already. */
  note(incident: Incident): Promise<void>;
  incidents(): Promise<Incident[]>;
  /** It is a record now. */
  unnote(what: Incident['what']): Promise<void>;
  /** Takes in a record from elsewhere with the number it has; `false` when it was delivered before. */
  adopt(row: Row): Promise<boolean>;
  apply(change: Change): Promise<void>;
  /** Changes every record of a state, so many in a transaction; stopped in between, it wants to be done again. */
  changeAll(state: State, change: (row: Row) => Row): Promise<void>;
  get(id: string): Promise<Row | undefined>;
  receipt(id: string): Promise<Receipt | undefined>;
  ids(): Promise<string[]>;
  /** Records of a state whose `nextAttemptAt` lies in [from, to], earliest first. */
  due(state: State, from: number, to: number, most: number): Promise<Row[]>;
  tally(): Promise<Tally>;
  /** When the oldest record was kept; `undefined` when there is none. At the same cost however many there are. */
  oldestAt(): Promise<number | undefined>;
  /** Forgets receipts of what was delivered before `before`. */
  prune(before: number): Promise<void>;
  meta(): Promise<Meta>;
  /** Made at the first call and kept with the records. */
  localKey(): Promise<CryptoKey>;
  /** The same, for marks of addresses. */
  markKey(): Promise<CryptoKey>;
};
