/** Owns how Kysely speaks to `node:sqlite`: its own dialect, as Kysely's does not fit Node's driver (kysely#1292). */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

type Prepared = { statement: StatementSync; reads: boolean };

/** Statements are prepared once: preparing costs more than running them. */
const keptStatements = 500;

/**
 * One statement holder for one connection. `alive` turns false for a transaction that was given up, so that whoever
 * still holds it cannot write outside of it.
 */
class SqliteConnection implements DatabaseConnection {
  alive = true;
  readonly #database: DatabaseSync;
  readonly #prepared: Map<string, Prepared>;

  constructor(database: DatabaseSync, prepared: Map<string, Prepared>) {
    this.#database = database;
    this.#prepared = prepared;
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    if (this.#prepared.size >= keptStatements) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  // Kysely's types give the row type to the caller; the driver cannot know it.
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.alive) throw new Error('This transaction has been given up: it waited for something other than a query.');
    const { statement, reads } = this.#prepare(query.sql);
    const parameters = query.parameters as readonly SQLInputValue[];
    if (reads) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** Kysely would otherwise hold a lock of its own; the write queue already lets one transaction in at a time. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

export type SqliteDialect = Dialect & {
  /** Rolls back the transaction that is open and cuts off whoever holds it. */
  giveUp: () => void;
};

/** A dialect over one open database; `writable` says whether transactions are allowed on it. */
export function sqliteDialect(database: DatabaseSync, { writable }: { writable: boolean }): SqliteDialect {
  const prepared = new Map<string, Prepared>();
  let open: SqliteConnection | undefined;
  const end = (connection: DatabaseConnection, sql: 'COMMIT' | 'ROLLBACK') => {
    if (connection !== open) return;
    if (database.isTransaction) database.exec(sql);
    else if (sql === 'COMMIT') throw new Error('The transaction was rolled back by the database.');
    open = undefined;
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => new SqliteConnection(database, prepared),
    beginTransaction: async (connection) => {
      if (!writable) throw new Error('The reading connection has no transactions.');
      if (open) throw new Error('A write transaction is open already: write through store.write.');
      database.exec('BEGIN IMMEDIATE');
      open = connection as SqliteConnection;
    },
    commitTransaction: async (connection) => {
      end(connection, 'COMMIT');
      if (!(connection as SqliteConnection).alive) throw new Error('This transaction has been given up.');
    },
    rollbackTransaction: async (connection) => end(connection, 'ROLLBACK'),
    releaseConnection: async () => {},
    destroy: async () => {
      prepared.clear();
      if (database.isOpen) database.close();
    },
  };
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new NodeSqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    giveUp: () => {
      if (!open) return;
      open.alive = false;
      if (database.isTransaction) database.exec('ROLLBACK');
      open = undefined;
    },
  };
}
