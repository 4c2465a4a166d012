/** Makes the tables of people: persons, grants, invitations, staff tokens, sealed entries, sign-in attempts. */
import type { Kysely } from 'kysely';

export const people = {
  name: '0002-people',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('persons')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('accepted_at', 'text')
      .addColumn('disabled_at', 'text')
      .execute();
    await db.schema
      .createTable('grants')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull().references('persons.id'))
      .addColumn('roles', 'text', (column) => column.notNull())
      .addColumn('groups', 'text', (column) => column.notNull())
      .addColumn('granted_by', 'text', (column) => column.notNull())
      .addColumn('from_at', 'text', (column) => column.notNull())
      .addColumn('to_at', 'text')
      .execute();
    await db.schema.createIndex('grants_of_person').on('grants').column('person_id').execute();
    await db.schema
      .createTable('invites')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull().references('persons.id'))
      .addColumn('code_hash', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .addColumn('used_at', 'text')
      .execute();
    await db.schema.createIndex('invites_of_person').on('invites').column('person_id').execute();
    await db.schema
      .createTable('staff_tokens')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull().references('persons.id'))
      .addColumn('token_hash', 'text', (column) => column.notNull().unique())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('last_used_at', 'text', (column) => column.notNull())
      .addColumn('revoked_at', 'text')
      .execute();
    await db.schema.createIndex('staff_tokens_of_person').on('staff_tokens').column('person_id').execute();
    await db.schema
      .createTable('sealed_entries')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sealed_entries_by_end').on('sealed_entries').column('expires_at').execute();
    await db.schema
      .createTable('sign_in_attempts')
      .addColumn('account', 'text', (column) => column.primaryKey())
      .addColumn('wrong', 'integer', (column) => column.notNull())
      .addColumn('last_at', 'text', (column) => column.notNull())
      .addColumn('wait_until', 'text', (column) => column.notNull())
      .execute();
  },
};
