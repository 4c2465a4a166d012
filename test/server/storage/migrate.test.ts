import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { makeSchool, openSchool, temporaryFolder } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

/** Everything that came after the first two steps, taken away again: the data as an older Dolphin left it. */
const newer = {
  tables: [
    'confirmation',
    'casework',
    'case_event',
    'alert',
    'alert_report',
    'delivery',
    'job',
    'push_subscription',
    'presence',
    'absence',
    'concern',
    'device',
    'numbering',
    'notice',
    'role_request',
    'sent_mail',
    'erasure_warning',
  ],
  indexes: ['audit_of', 'report_numbers'],
  columns: [
    'report DROP COLUMN signed_by',
    'site_code DROP COLUMN expires_at',
    'persons DROP COLUMN ends_at',
    'persons DROP COLUMN aup_signed_at',
    'persons DROP COLUMN password_at',
    'persons DROP COLUMN break_glass',
  ],
};

it('data of the first version is brought up to date whole, and verifies', async () => {
  const made = await makeSchool(await temporaryFolder());
  const school = await openSchool({ made });
  const press = pressOf({ group: '3A' });
  await school.deliver(press);
  await school.as('teacher', '/reports', { room: 'Hall', url: 'https://told.test/' });
  await school.close();
  const database = new DatabaseSync(join(made.dir, databaseFile), { enableForeignKeyConstraints: false });
  for (const index of newer.indexes) database.exec(`DROP INDEX ${index}`);
  for (const table of newer.tables) database.exec(`DROP TABLE ${table}`);
  for (const column of newer.columns) database.exec(`ALTER TABLE ${column}`);
  database.exec(`DELETE FROM migration WHERE name > '0003'`);
  // As the older program wrote it: a state, and nothing of lanes.
  expect(database.prepare('SELECT count(*) AS n FROM incident').get()).toEqual({ n: 2 });
  database.close();

  const again = await openSchool({ made });
  const names = await again.store.read.selectFrom('migration').select('name').orderBy('name').execute();
  expect(names.map(({ name }) => name)).toEqual([
    '0001-start',
    '0002-people',
    '0003-profile',
    '0004-cases',
    '0005-alerts',
    '0006-concerns',
    '0007-devices',
    '0008-keeping',
    '0009-access',
  ]);
  await again.as('teacher', `/reports/${press.id}/outcome`, { outcome: 'unsuitable' });
  const { incident } = (await (await again.as('dsl', `/incidents/${press.id}`)).json()) as { incident: IncidentView };
  expect(incident.lanes).toMatchObject({ classroom: 'attended', safeguarding: 'untriaged' });
  await again.deliver(pressOf());
  await again.pass(1);
  expect(await verify(['--data', made.dir], {})).toMatchObject({ code: 0 });
});
