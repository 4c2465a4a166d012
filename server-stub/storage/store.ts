/** The port to the school's database. Everything durable goes through it. */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type Tx = Transaction<Tables>;

export type Store = {
  /** Reading connection; sees what is committed. */
  read: Kysely<Tables>;
  /**
   * Runs `work` in a transaction on the one writing connection and resolves only after a durable commit (WAL, FULL).
   * Works queued in the same tick share one commit; if one throws, only its own changes are undone (savepoint).
   * Inside, await nothing but queries on `tx`.
   */
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};
