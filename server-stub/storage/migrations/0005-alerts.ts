/** Makes the tables by which adults are told: alerts, deliveries, the one outbox that drives them, and who can be reached. */
import type { CreateTableBuilder, Kysely } from 'kysely';

type Columns = Readonly<Record<string, 'text' | 'integer' | 'blob' | 'text?' | 'blob?'>>;

export const alerts = {
  name: '0005-alerts',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await table(db, 'alert', ['school', 'id'], {
      school: 'text',
      id: 'text',
      place: 'text',
      kind: 'text',
      opened_at: 'text',
      step: 'integer',
    });
    await db.schema.createIndex('alert_of_place').on('alert').columns(['school', 'place', 'opened_at']).execute();
    await table(db, 'alert_report', ['school', 'report'], { school: 'text', report: 'text', alert: 'text' });
    await db.schema.createIndex('alert_reports').on('alert_report').columns(['school', 'alert']).execute();
    await table(db, 'delivery', ['school', 'id'], {
      school: 'text',
      id: 'text',
      alert: 'text',
      step: 'text',
      person: 'text',
      channel: 'text',
      state: 'text',
      queued_at: 'text',
      sent_at: 'text?',
      shown_at: 'text?',
      result: 'text?',
    });
    await db.schema.createIndex('delivery_of').on('delivery').columns(['school', 'alert']).execute();
    await db.schema
      .createTable('job')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('due_at', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('leased_until', 'text')
      .addColumn('lease', 'text')
      .addColumn('done_at', 'text')
      .addColumn('result', 'text')
      .execute();
    await db.schema.createIndex('job_due').on('job').columns(['done_at', 'due_at']).execute();
    await table(db, 'push_subscription', ['id'], {
      id: 'text',
      school: 'text',
      person: 'text',
      box: 'blob',
      data_key: 'blob',
      created_at: 'text',
      failed_at: 'text?',
    });
    await table(db, 'presence', ['school', 'person'], { school: 'text', person: 'text', seen_at: 'text' });
    await table(db, 'absence', ['school', 'person'], {
      school: 'text',
      person: 'text',
      from_at: 'text',
      to_at: 'text',
    });
  },
};

async function table(db: Kysely<unknown>, name: string, key: readonly string[], columns: Columns): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const optional = kind.endsWith('?');
    const type = (optional ? kind.slice(0, -1) : kind) as 'text' | 'integer' | 'blob';
    builder = builder.addColumn(column, type, (made) => (optional ? made : made.notNull()));
  }
  await builder.addPrimaryKeyConstraint(`${name}_pk`, [...key]).execute();
}
