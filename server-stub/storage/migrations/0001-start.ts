/** Makes the tables of a school, its audit chain, its reports and what became of them. */
import { sql, type Kysely } from 'kysely';

export const start = {
  name: '0001-start',
  up: async (db: Kysely<unknown>): Promise<void> => {
    await makeSchool(db);
    await makeReports(db);
  },
};

async function makeSchool(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('school')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('profile', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('site_code')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .execute();
  await db.schema
    .createTable('school_key')
    .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
    .addColumn('kid', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('recovery', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('school_key_pk', ['school', 'kid'])
    .execute();
  await db.schema
    .createTable('setting')
    .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('setting_pk', ['school', 'key'])
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('school', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('actor_role', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('prev_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_pk', ['school', 'seq'])
    .execute();
}

async function makeReports(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('report')
    .addColumn('school', 'text', (column) => column.notNull().references('school.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('sent_ms', 'bigint')
    .addColumn('occurred_at', 'text')
    .addColumn('seq', 'bigint')
    .addColumn('gen', 'text')
    .addColumn('attempt', 'bigint')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('site_code_ok', 'integer', (column) => column.notNull())
    .addColumn('press_id', 'text')
    .addColumn('attached', 'integer', (column) => column.notNull())
    .addColumn('unverified', 'text')
    .addColumn('told', 'integer', (column) => column.notNull())
    .addColumn('proof', 'text')
    .addColumn('read_key_hash', 'text')
    .addColumn('host', 'text')
    .addColumn('device', 'text')
    .addColumn('class_group', 'text')
    .addColumn('room', 'text')
    .addColumn('tier', 'text')
    .addColumn('tab_kind', 'text')
    .addColumn('practice', 'integer', (column) => column.notNull())
    .addColumn('confirmed', 'integer', (column) => column.notNull())
    .addColumn('box', 'blob')
    .addColumn('data_key', 'blob')
    .addColumn('sealed', 'text')
    .addPrimaryKeyConstraint('report_pk', ['school', 'id'])
    .execute();
  // An id means the same report in whatever school: the device that asks for its status names no school.
  await db.schema.createIndex('report_by_id').unique().on('report').column('id').execute();
  await db.schema.createIndex('report_by_time').on('report').columns(['school', 'received_at', 'id']).execute();
  await sql`CREATE INDEX report_follow_ups ON report (press_id) WHERE press_id IS NOT NULL`.execute(db);
  await sql`CREATE INDEX report_unverified ON report (source) WHERE unverified IS NOT NULL`.execute(db);
  await sql`CREATE INDEX report_sealed ON report (id) WHERE sealed IS NOT NULL`.execute(db);
  await db.schema
    .createTable('incident')
    .addColumn('school', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('acknowledged_by', 'text')
    .addColumn('acknowledged_name', 'text')
    .addColumn('acknowledged_at', 'text')
    .addColumn('released_at', 'text')
    .addColumn('released_by', 'text')
    .addColumn('released_locally', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('outcome_by', 'text')
    .addColumn('outcome_at', 'text')
    .addColumn('escalated_at', 'text')
    .addPrimaryKeyConstraint('incident_pk', ['school', 'id'])
    .addForeignKeyConstraint('incident_report', ['school', 'id'], 'report', ['school', 'id'])
    .execute();
  await db.schema
    .createTable('response')
    .addColumn('school', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('response_pk', ['school', 'report', 'person', 'action'])
    .addForeignKeyConstraint('response_report', ['school', 'report'], 'report', ['school', 'id'])
    .execute();
  await db.schema
    .createTable('feed')
    .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('school', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addForeignKeyConstraint('feed_report', ['school', 'report'], 'report', ['school', 'id'])
    .execute();
}
