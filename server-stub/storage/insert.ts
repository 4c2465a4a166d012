/** Owns inserting rows of one shape over and over: the statement is built once, since building costs more than running. */
import { CompiledQuery, type Insertable } from 'kysely';
import type { Tx } from './store.ts';
import type { Tables } from './tables.ts';

type Built = { sql: string; columns: readonly string[] };

const built = new Map<string, Built>();

/** Inserts a row whose members are always given in the same order. */
export async function insert<const T extends keyof Tables>(
  tx: Tx,
  table: T,
  row: Insertable<Tables[T]>,
): Promise<void> {
  const columns = Object.keys(row);
  const shape = `${table} ${columns.join(' ')}`;
  let statement = built.get(shape);
  if (!statement) {
    // Kysely's own words for this database, so that another dialect needs nothing here.
    statement = { sql: tx.insertInto<keyof Tables>(table).values(row).compile().sql, columns };
    built.set(shape, statement);
  }
  await tx.executeQuery(CompiledQuery.raw(statement.sql, Object.values(row)));
}
