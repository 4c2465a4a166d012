/** Makes the tables of notices to adults that are about no report, and of warnings before an erasure. */
import type { Kysely } from 'kysely';

export const keeping = {
  name: '0008-keeping',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('notice')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('tell', 'text', (column) => column.notNull())
      .addColumn('opened_at', 'text', (column) => column.notNull())
      .addColumn('done_at', 'text')
      .addColumn('done_by', 'text')
      .addPrimaryKeyConstraint('notice_pk', ['school', 'id'])
      .addUniqueConstraint('notice_once', ['school', 'key'])
      .execute();
    await db.schema
      .createTable('sent_mail')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('message_id', 'text', (column) => column.notNull())
      .addColumn('report', 'text', (column) => column.notNull())
      .addColumn('sent_at', 'text', (column) => column.notNull())
      .addColumn('returned_at', 'text')
      .addColumn('answered_at', 'text')
      .addPrimaryKeyConstraint('sent_mail_pk', ['message_id'])
      .execute();
    await db.schema
      .createTable('erasure_warning')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('incident', 'text', (column) => column.notNull())
      .addColumn('due_at', 'text', (column) => column.notNull())
      .addColumn('days', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('erasure_warning_pk', ['school', 'incident', 'due_at', 'days'])
      .execute();
    await db.schema.createIndex('erasure_warning_at').on('erasure_warning').columns(['school', 'at']).execute();
  },
};
