import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import { openSchool } from '../school.ts';
import { followUpOf, pressOf } from '../sealed-report.ts';

async function afterADay() {
  const school = await openSchool();
  const press = pressOf();
  await school.deliver(followUpOf(press, { category: 'rude' }));
  await school.deliver(press);
  await school.deliver(followUpOf(press, { releasedLocally: true }));
  const other = pressOf();
  await school.deliver(other);
  await school.as('teacher', `/reports/${other.id}/acknowledge`, {});
  await school.as('teacher', `/reports/${other.id}/outcome`, { outcome: 'unsuitable' });
  await school.as('dsl', '/reports', { room: 'Hall' });
  return { school, press, check: (...more: string[]) => verify(['--data', school.dir, ...more], {}) };
}

it('a whole day verifies, while the server is open', async () => {
  const { check } = await afterADay();
  const ended = await check();
  expect(ended).toMatchObject({ code: 0, json: { ok: true } });
  const head = ended.code === 0 ? String(ended.json['head']) : '';
  expect(await check('--head', head)).toMatchObject({ code: 0 });
  expect(await check('--head', 'a'.repeat(64))).toMatchObject({ code: 1 });
  expect(await check('--head', 'nonsense')).toMatchObject({ code: 2 });
});

it.for([
  ['a moved time', `UPDATE report SET received_at = '2020-01-01T00:00:00.000Z' WHERE id = ?`, /is not what entry \d+/],
  ['another host', `UPDATE report SET host = 'nice.test' WHERE id = ?`, /is not what entry/],
  ['another device', `UPDATE report SET device = 'D9' WHERE id = ?`, /is not what entry/],
  ['changed content', `UPDATE report SET box = x'00' WHERE id = ?`, /is not what entry/],
  ['a report set apart by hand', `UPDATE report SET unverified = 'seal' WHERE id = ?`, /is not what entry/],
  ['a changed state', `UPDATE incident SET released_locally = 0 WHERE id = ?`, /state of report .* is not what entry/],
  ['a removed state', `DELETE FROM incident WHERE id = ?`, /state of report .* is not what entry/],
  ['a removed report', `DELETE FROM report WHERE id = ?`, /is gone/],
  [
    'an added report',
    `INSERT INTO report SELECT school, 'new', kind, digest, received_at, sent_ms, occurred_at, seq, gen, attempt, source, site_code_ok, press_id, attached, unverified, told, proof, read_key_hash, host, device, class_group, room, tier, tab_kind, practice, confirmed, box, data_key, sealed, signed_by FROM report WHERE id = ?`,
    /is not in the audit chain/,
  ],
  [
    'a changed entry',
    `UPDATE audit SET actor = 'x' WHERE subject = ?`,
    /Entry \d+ of the audit chain has been changed/,
  ],
  ['a removed entry', `DELETE FROM audit WHERE subject = ?`, /Entry \d+ of the audit chain is missing/],
] as const)('%s shows', async ([, sql, sentence]) => {
  const { school, press, check } = await afterADay();
  const database = new DatabaseSync(join(school.dir, databaseFile), { enableForeignKeyConstraints: false });
  database.prepare(sql).run(press.id);
  database.close();
  expect(await check()).toMatchObject({ code: 1, error: expect.stringMatching(sentence) as string });
});
