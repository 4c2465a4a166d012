/** Makes the tables of what becomes of an incident: where its lanes stand, and what people wrote about it. */
import { sql, type Kysely } from 'kysely';

export const cases = {
  name: '0004-cases',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('casework')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'text', (column) => column.notNull())
      .addColumn('classroom', 'text', (column) => column.notNull())
      .addColumn('safeguarding', 'text', (column) => column.notNull())
      .addColumn('technical', 'text', (column) => column.notNull())
      .addColumn('external', 'text', (column) => column.notNull())
      .addColumn('risk', 'text')
      .addColumn('procedure', 'text')
      .addColumn('page', 'integer')
      .addColumn('merged_into', 'text')
      .addColumn('url_lock', 'text')
      .addColumn('url_reader', 'text')
      .addColumn('hold', 'integer', (column) => column.notNull())
      .addColumn('transferred_at', 'text')
      .addColumn('closed_at', 'text')
      .addPrimaryKeyConstraint('casework_pk', ['school', 'id'])
      .addForeignKeyConstraint('casework_report', ['school', 'id'], 'report', ['school', 'id'])
      .execute();
    await sql`CREATE INDEX casework_merged ON casework (school, merged_into) WHERE merged_into IS NOT NULL`.execute(db);
    await db.schema
      .createTable('case_event')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('box', 'blob', (column) => column.notNull())
      .addColumn('data_key', 'blob')
      .addPrimaryKeyConstraint('case_event_pk', ['school', 'seq'])
      .execute();
    await db.schema.createIndex('case_event_of').on('case_event').columns(['school', 'subject']).execute();
    // The timeline of an incident is its part of the chain.
    await db.schema.createIndex('audit_of').on('audit').columns(['school', 'subject']).execute();
  },
};
