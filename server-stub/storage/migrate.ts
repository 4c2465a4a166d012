/** Owns bringing a database up to date: forward only, each step once, all of them in one transaction. */
import type { Kysely } from 'kysely';
import { start } from './migrations/0001-start.ts';
import { people } from './migrations/0002-people.ts';
import { profile } from './migrations/0003-profile.ts';
import { cases } from './migrations/0004-cases.ts';
import { alerts } from './migrations/0005-alerts.ts';
import { concerns } from './migrations/0006-concerns.ts';
import { devices } from './migrations/0007-devices.ts';
import { keeping } from './migrations/0008-keeping.ts';
import { access } from './migrations/0009-access.ts';
import type { Tables } from './tables.ts';

/** A step; `up` runs inside a transaction and awaits nothing but queries. */
export type Migration = { name: string; up: (db: Kysely<unknown>) => Promise<void> };

const migrations: readonly Migration[] = [start, people, profile, cases, alerts, concerns, devices, keeping, access];

/** Applies what is missing. Throws when the database was made by a newer program. */
export async function migrate(db: Kysely<Tables>, at: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.schema
      .createTable('migration')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull())
      .execute();
    const done = new Set((await tx.selectFrom('migration').select('name').execute()).map(({ name }) => name));
    const known = new Set(migrations.map(({ name }) => name));
    const newer = [...done].find((name) => !known.has(name));
    if (newer) throw new Error(`The data was made by a newer Dolphin (step ${newer}); use that one.`);
    for (const { name, up } of migrations) {
      if (done.has(name)) continue;
      await up(tx as unknown as Kysely<unknown>);
      await tx.insertInto('migration').values({ name, at }).execute();
    }
  });
}
