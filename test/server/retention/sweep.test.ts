import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { beginDays } from '../../../server-stub/alerts/daily.ts';
import { verify } from '../../../server-stub/commands/verify.ts';
import { eraseAgain } from '../../../server-stub/retention/erase.ts';
import { fileLedger } from '../../../server-stub/retention/ledger.ts';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Lets days pass, with the jobs of each morning. */
async function days(school: OpenSchool, count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    school.clock.now += dayMs;
    await school.turn();
  }
}
async function begun() {
  const school = await openSchool();
  await school.employ('dsl', ['dsl']);
  await beginDays(school.store, school.parts.rules.profile, school.school, new Date(school.clock.now).toISOString());
  return school;
}
const verified = (school: OpenSchool) => verify(['--data', school.dir], {});
const row = async (school: OpenSchool, id: string) =>
  school.store.read.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const marked = () => pressOf({ url: 'https://marker-4711.test/', group: 'Marker', room: 'Marker', device: 'Marker' });

it('what was nothing is warned of three times, then erased, while the chain and every other report stay whole', async () => {
  const school = await begun();
  const [nothing, open] = [marked(), marked()];
  await school.deliver(nothing);
  await school.deliver(open);
  await school.as('teacher', `/reports/${nothing.id}/outcome`, { outcome: 'nothing-unsuitable' });
  await days(school, 29);
  expect((await row(school, nothing.id)).box).not.toBeNull();
  const warned = await school.store.read.selectFrom('erasure_warning').selectAll().orderBy('at').execute();
  expect(warned.map(({ incident, days }) => [incident, days])).toEqual([
    [nothing.id, 30],
    [nothing.id, 7],
    [nothing.id, 1],
  ]);
  const { notices } = (await (await school.as('dsl', '/notices')).json()) as { notices: { kind: string }[] };
  expect(notices.filter(({ kind }) => kind === 'retention')).toHaveLength(3);
  await days(school, 3);
  const gone = await row(school, nothing.id);
  expect(gone).toMatchObject({ box: null, data_key: null, host: null, device: null, class_group: null, room: null });
  expect((await row(school, open.id)).box).not.toBeNull();
  expect(await verified(school)).toMatchObject({ code: 0 });
  const { report } = (await (await school.as('dsl', `/reports/${nothing.id}`)).json()) as { report: object };
  expect(report).toMatchObject({ erased: true, outcome: 'nothing-unsuitable' });
  expect(JSON.stringify(report)).not.toMatch(/marker/i);
  expect(JSON.stringify(school.left)).not.toMatch(/marker/i);
});

it('an erased report does not come back by being sent again, and the device has its answer', async () => {
  const school = await begun();
  const press = pressOf({ practice: true });
  const sealed = await school.seal(press);
  const first = (await (await school.send(sealed)).json()) as object;
  await days(school, 32);
  expect((await row(school, press.id)).box).toBeNull();
  const again = await school.send(sealed);
  expect([again.status, await again.json()]).toEqual([
    200,
    expect.objectContaining({ ...first, status: 'duplicate', now: expect.anything() as unknown }),
  ]);
  expect((await row(school, press.id)).box).toBeNull();
});

it('what is held or open or about a child is never erased by itself', async () => {
  const school = await begun();
  const [held, referred, child] = [marked(), marked(), marked()];
  for (const press of [held, referred, child]) await school.deliver(press);
  const say = (id: string, event: object) => school.as('dsl', `/incidents/${id}/events`, event);
  for (const { id } of [held, referred, child])
    await school.as('dsl', `/reports/${id}/outcome`, { outcome: 'nothing-unsuitable' });
  await say(held.id, { kind: 'hold.set', reason: 'Police' });
  await say(referred.id, { kind: 'dsl.decision', decision: 'referred', reason: 'x' });
  await say(child.id, { kind: 'learner.linked', child: 'c1', name: 'Marker Child', born: '2019-01-01' });
  await days(school, 40);
  for (const { id } of [held, referred, child]) expect((await row(school, id)).box).not.toBeNull();
  const listed = (await (await school.as('dpo', '/retention')).json()) as { held: { id: string; why: string }[] };
  expect(Object.fromEntries(listed.held.map(({ id, why }) => [id, why]))).toEqual({
    [held.id]: 'hold',
    [referred.id]: 'referral',
  });
  expect(JSON.stringify(listed)).not.toMatch(/marker/i);
});

it('a lead keeps longer or, once the time is over, erases; never before, never what is held, and with what was written', async () => {
  const school = await begun();
  const press = marked();
  await school.deliver(press);
  const say = (event: object) => school.as('dsl', `/incidents/${press.id}/events`, event);
  await school.as('dsl', `/reports/${press.id}/outcome`, { outcome: 'nothing-unsuitable' });
  await say({ kind: 'learner.linked', child: 'c1', name: 'Marker Child', born: '2001-09-20' });
  const decide = (body: object) => school.as('dsl', `/retention/${press.id}`, body);
  expect((await decide({ decision: 'erase', reason: 'x' })).status).toBe(409);
  await days(school, 6);
  expect((await decide({ decision: 'keep', until: '2026-09-30', reason: 'Asked for' })).status).toBe(200);
  expect((await decide({ decision: 'erase', reason: 'x' })).status).toBe(409);
  expect((await decide({ decision: 'keep', until: '2026-09-01', reason: 'x' })).status).toBe(409);
  await days(school, 20);
  expect((await row(school, press.id)).box).not.toBeNull();
  expect((await school.as('head', `/retention/${press.id}`, { decision: 'erase', reason: 'x' })).status).toBe(404);
  expect((await decide({ decision: 'erase', reason: 'Reviewed' })).status).toBe(200);
  expect((await decide({ decision: 'erase', reason: 'Reviewed' })).status).toBe(404);
  const { incident } = (await (await school.as('dsl', `/incidents/${press.id}`)).json()) as { incident: object };
  expect(JSON.stringify(incident)).not.toMatch(/marker/i);
  expect(await verified(school)).toMatchObject({ code: 0 });
});

it('a database from before the erasure loses it again at the next start, by the list beside the keys', async () => {
  const school = await begun();
  const press = pressOf({ practice: true });
  await school.deliver(press);
  const database = join(school.dir, databaseFile);
  const backup = join(school.dir, 'backup.db');
  const reading = new DatabaseSync(database);
  reading.exec(`VACUUM INTO '${backup}'`);
  reading.close();
  await days(school, 32);
  expect(readFileSync(join(school.dir, 'keys/erased'), 'latin1')).toContain(press.id);
  await school.close();
  copyFileSync(backup, database);
  const restored = await openSchool({ made: school });
  expect((await row(restored, press.id)).box).not.toBeNull();
  const ledger = fileLedger(school.dir);
  expect(await eraseAgain(restored.store, ledger, restored.school, '2026-10-20T00:00:00.000Z')).toBe(1);
  expect((await row(restored, press.id)).box).toBeNull();
  expect(await eraseAgain(restored.store, ledger, restored.school, '2026-10-21T00:00:00.000Z')).toBe(0);
  expect(await verified(restored)).toMatchObject({ code: 0 });
});

it('an erasure that was cut off after its line in the list is made whole at the next start', async () => {
  const school = await begun();
  const press = pressOf();
  await school.deliver(press);
  const ledger = fileLedger(school.dir);
  ledger.append([press.id, randomUUID()]);
  expect(await eraseAgain(school.store, ledger, school.school, '2026-10-20T00:00:00.000Z')).toBe(1);
  expect((await row(school, press.id)).box).toBeNull();
  expect(await verified(school)).toMatchObject({ code: 0 });
});

it('a look that fails in the middle erases nothing of its page and comes again', async () => {
  const school = await begun();
  const press = pressOf({ practice: true });
  await school.deliver(press);
  const database = new DatabaseSync(join(school.dir, databaseFile));
  database.exec(
    `CREATE TRIGGER stop BEFORE UPDATE ON report WHEN NEW.box IS NULL BEGIN SELECT RAISE(ABORT, 'stop'); END`,
  );
  await days(school, 32);
  expect((await row(school, press.id)).box).not.toBeNull();
  database.exec('DROP TRIGGER stop');
  database.close();
  await days(school, 1);
  expect((await row(school, press.id)).box).toBeNull();
  expect(await verified(school)).toMatchObject({ code: 0 });
});
