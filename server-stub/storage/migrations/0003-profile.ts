/** Makes the table of what a school has confirmed of its profile. */
import type { Kysely } from 'kysely';

export const profile = {
  name: '0003-profile',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('confirmation')
      .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('confirmation_pk', ['school', 'item'])
      .execute();
  },
};
