/** The port to the school's database. Everything durable goes through it. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Transaction } from 'kysely';
import { migrate } from './migrate.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Tables } from './tables.ts';
import { createWriteQueue } from './write-queue.ts';

export type Tx = Transaction<Tables>;

export type Store = {
  /** Reading connection; sees what is committed. */
  read: Kysely<Tables>;
  /**
   * Runs `work` in a transaction on the one writing connection and resolves only after a durable commit (WAL, FULL).
   * Works queued in the same tick share one commit; if one throws, only its own changes are undone (savepoint).
   * Inside, await nothing but queries on `tx`; `work` may run a second time when a neighbour broke that rule.
   */
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Reads on a connection of its own that sees one moment only, however long `work` takes and whoever writes. */
  snapshot: <T>(work: (read: Kysely<Tables>) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/** Name of the database inside the data folder. */
export const databaseFile = 'dolphin.db';

const pragmas = `
  PRAGMA busy_timeout = 5000;
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA secure_delete = ON;
`;

/** Opens (or makes) the database in `dir` and brings its tables up to date. Throws when the file cannot be opened. */
export async function openStore(dir: string): Promise<Store> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, databaseFile);
  const writing = new DatabaseSync(path);
  chmodSync(path, 0o600);
  writing.exec(`${pragmas} PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
  const dialect = sqliteDialect(writing, { writable: true });
  const writer = new Kysely<Tables>({ dialect });
  const queue = createWriteQueue(writer, dialect.giveUp);
  await migrate(writer, new Date().toISOString());

  const openReading = () => {
    const reading = new DatabaseSync(path, { readOnly: true });
    reading.exec(pragmas);
    return { reading, db: new Kysely<Tables>({ dialect: sqliteDialect(reading, { writable: false }) }) };
  };
  const { db: read } = openReading();

  let closing: Promise<void> | undefined;
  return {
    read,
    write: async (work) => {
      if (closing) throw new Error('The store is closed.');
      return queue.write(work);
    },
    snapshot: async (work) => {
      const { reading, db } = openReading();
      try {
        reading.exec('BEGIN');
        return await work(db);
      } finally {
        await db.destroy();
      }
    },
    close: () =>
      (closing ??= queue.idle().then(async () => {
        await read.destroy();
        await writer.destroy();
      })),
  };
}
