/** Adds to people when their time here ends and what they have signed, and makes the table of what a second person must agree to. */
import type { Kysely } from 'kysely';

export const access = {
  name: '0009-access',
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const column of ['ends_at', 'aup_signed_at', 'password_at', 'break_glass'])
      await db.schema.alterTable('persons').addColumn(column, 'text').execute();
    await db.schema
      .createTable('role_request')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull())
      .addColumn('roles', 'text', (column) => column.notNull())
      .addColumn('groups', 'text', (column) => column.notNull())
      .addColumn('asked_by', 'text', (column) => column.notNull())
      .addColumn('asked_at', 'text', (column) => column.notNull())
      .addColumn('due_at', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('decided_by', 'text')
      .addColumn('decided_at', 'text')
      .addPrimaryKeyConstraint('role_request_pk', ['school', 'id'])
      .execute();
  },
};
