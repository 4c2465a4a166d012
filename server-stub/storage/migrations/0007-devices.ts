/** Makes the tables of devices and of the numbers of their reports, and lets a site code end on a date. */
import { sql, type Kysely } from 'kysely';

export const devices = {
  name: '0007-devices',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .createTable('device')
      .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('label', 'text')
      .addColumn('room', 'text')
      .addColumn('class_group', 'text')
      .addColumn('sort_key', 'text', (column) => column.notNull())
      .addColumn('enrolled_at', 'text', (column) => column.notNull())
      .addColumn('asked_at', 'text', (column) => column.notNull())
      .addColumn('decided_at', 'text')
      .addColumn('decided_by', 'text')
      .addColumn('seen_at', 'text')
      .addColumn('sent_ms', 'bigint')
      .addColumn('version', 'text')
      .addColumn('version_key', 'text')
      .addColumn('browser', 'text')
      .addColumn('build', 'integer')
      .addColumn('waiting', 'integer', (column) => column.notNull())
      .addColumn('held', 'integer', (column) => column.notNull())
      .addColumn('red', 'integer', (column) => column.notNull())
      .addColumn('site_code', 'text')
      .addColumn('beat', 'text')
      .addPrimaryKeyConstraint('device_pk', ['school', 'id'])
      .execute();
    await db.schema.createIndex('device_by_id').on('device').column('id').execute();
    await db.schema.createIndex('device_in_order').on('device').columns(['school', 'sort_key', 'id']).execute();
    await db.schema
      .createTable('numbering')
      .addColumn('school', 'text', (column) => column.notNull())
      .addColumn('gen', 'text', (column) => column.notNull())
      .addColumn('device', 'text')
      .addColumn('highest', 'bigint', (column) => column.notNull())
      .addColumn('received', 'bigint', (column) => column.notNull())
      .addColumn('settled', 'bigint', (column) => column.notNull())
      .addColumn('last_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('numbering_pk', ['school', 'gen'])
      .execute();
    await sql`CREATE INDEX numbering_of ON numbering (school, device)`.execute(db);
    await sql`ALTER TABLE report ADD COLUMN signed_by text`.execute(db);
    await sql`CREATE INDEX report_numbers ON report (school, gen, seq) WHERE gen IS NOT NULL`.execute(db);
    await sql`ALTER TABLE site_code ADD COLUMN expires_at text`.execute(db);
    // What came before counts as well.
    await sql`
      INSERT INTO numbering (school, gen, device, highest, received, settled, last_at)
      SELECT school, gen, NULL, max(seq), count(DISTINCT seq), 0, max(received_at)
      FROM report WHERE gen IS NOT NULL AND seq IS NOT NULL AND seq > 0 AND site_code_ok = 1 GROUP BY school, gen
    `.execute(db);
  },
};
