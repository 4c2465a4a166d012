/** Makes the table of concerns about an adult of the school. */
import type { Kysely } from 'kysely';

export const concerns = {
  name: '0006-concerns',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('concern')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('level', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'text', (column) => column.notNull())
      .addColumn('about_person', 'text')
      .addColumn('shared', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('concern_pk', ['school', 'id'])
      .execute();
  },
};
