/** Owns statements that run for every report: each is built once, since building costs more than running. */
import { CompiledQuery, type Compilable, type Insertable, type Kysely } from 'kysely';
import type { Tx } from './store.ts';
import type { Tables } from './tables.ts';

const inserts = new Map<string, string>();

function insertInto<const T extends keyof Tables>(tx: Tx, table: T, row: Insertable<Tables[T]>, onlyNew: boolean) {
  const shape = `${table} ${onlyNew} ${Object.keys(row).join(' ')}`;
  let sql = inserts.get(shape);
  if (sql === undefined) {
    // Kysely's own words for this database, so that another dialect needs nothing here.
    const query = tx.insertInto<keyof Tables>(table).values(row);
    ({ sql } = (onlyNew ? query.onConflict((conflict) => conflict.doNothing()) : query).compile());
    inserts.set(shape, sql);
  }
  return tx.executeQuery(CompiledQuery.raw(sql, Object.values(row)));
}

/** Inserts a row whose members are always given in the same order. */
export async function insert<const T extends keyof Tables>(
  tx: Tx,
  table: T,
  row: Insertable<Tables[T]>,
): Promise<void> {
  await insertInto(tx, table, row, false);
}

/** The same, unless there is such a row already; false when there was. */
export async function insertNew<const T extends keyof Tables>(
  tx: Tx,
  table: T,
  row: Insertable<Tables[T]>,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await insertInto(tx, table, row, true);
  return numAffectedRows > 0n;
}

/** A query to be run with other parameters each time; those it is built with only hold their places. */
export function ready<Row>(
  build: (db: Kysely<Tables>) => Compilable<Row>,
): (db: Kysely<Tables>, parameters: readonly unknown[]) => Promise<Row[]> {
  let built: CompiledQuery<Row> | undefined;
  return async (db, parameters) => {
    built ??= build(db).compile();
    return (await db.executeQuery<Row>({ ...built, parameters })).rows;
  };
}
