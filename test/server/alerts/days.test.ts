import { expect, it } from 'vitest';
import { beginDays } from '../../../server-stub/alerts/daily.ts';
import { verify } from '../../../server-stub/commands/verify.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';
import { staffed } from './staffed.ts';

const begin = (school: OpenSchool) =>
  beginDays(school.store, school.parts.rules.profile, school.school, new Date(school.clock.now).toISOString());
async function until(school: OpenSchool, time: string): Promise<void> {
  while (school.clock.now < Date.parse(time)) {
    school.clock.now += 15 * 60 * 1000;
    await school.turn();
  }
}
const kinds = async (school: OpenSchool, who = 'dsl') =>
  ((await (await school.as(who, '/notices')).json()) as { notices: { kind: string }[] }).notices.map(
    ({ kind }) => kind,
  );

it('nobody at a page in school hours is told to office and leads once a day, and never outside the hours', async () => {
  const school = await openSchool();
  await school.employ('dsl', ['dsl']);
  await begin(school);
  await begin(school);
  expect(await kinds(school)).toEqual([]);
  await until(school, '2026-09-15T15:00:00.000Z');
  expect(await kinds(school)).toEqual(['nobody-here']);
  expect(await kinds(school, 'office')).toEqual(['nobody-here']);
  expect(await kinds(school, 'teacher')).toEqual([]);
  await until(school, '2026-09-16T07:00:00.000Z');
  expect(await kinds(school)).toEqual(['nobody-here']);
  await until(school, '2026-09-16T08:15:00.000Z');
  expect(await kinds(school)).toEqual(['nobody-here', 'nobody-here']);
  const mails = school.left.mails.filter(({ text }) => text.includes('Something at school'));
  expect(mails.map(({ to }) => to)).toEqual(['dsl@people.example', 'dsl@people.example']);
});

it('somebody at a page is enough', async () => {
  const school = await staffed();
  await begin(school);
  await until(school, '2026-09-15T15:00:00.000Z');
  expect(await kinds(school)).toEqual([]);
});

it('no press for twenty school days suggests a drill, once for each such time', async () => {
  const school = await staffed();
  await begin(school);
  await school.deliver(pressOf({ practice: true }));
  await until(school, '2026-10-13T05:00:00.000Z');
  expect(await kinds(school, 'technician')).toEqual([]);
  await until(school, '2026-10-20T05:00:00.000Z');
  expect(await kinds(school, 'technician')).toEqual(['drill']);
});

it('each morning’s head goes to lead and chair, and the chain still holds it days later', async () => {
  const school = await openSchool();
  await school.employ('dsl', ['dsl']);
  await school.employ('chair', ['chair']);
  await school.employ('teacher', ['teacher']);
  await begin(school);
  await school.deliver(pressOf({ url: 'https://marker-4711.test/', group: 'Marker' }));
  await until(school, '2026-09-17T05:00:00.000Z');
  const heads = school.left.mails.filter(({ subject }) => subject.includes('record'));
  expect(heads.map(({ to }) => to).toSorted()).toEqual([
    'chair@people.example',
    'chair@people.example',
    'dsl@people.example',
    'dsl@people.example',
  ]);
  expect(JSON.stringify(heads)).not.toMatch(/marker|4711/i);
  const head = /[0-9a-f]{64}/.exec(heads[0]?.text ?? '')?.[0] ?? '';
  expect(await verify(['--data', school.dir, '--head', head], {})).toMatchObject({ code: 0 });
});

it('what only served to deliver goes after its time; what is still to be done stays', async () => {
  const school = await staffed();
  await school.deliver(pressOf({ group: '3A', room: 'R4' }));
  await school.pass(1);
  const jobs = async () =>
    (await school.store.read.selectFrom('job').select(['kind', 'done_at']).execute()).map(({ kind, done_at }) => [
      kind,
      done_at !== null,
    ]);
  const before = await jobs();
  expect(before.some(([, done]) => done)).toBe(true);
  await begin(school);
  await school.as('anna', '/absence', { until: null });
  school.clock.now += 100 * 24 * 60 * 60 * 1000;
  await school.turn();
  await school.turn();
  expect((await jobs()).filter(([kind]) => kind === 'press')).toEqual([]);
  expect((await jobs()).some(([, done]) => !done)).toBe(true);
  const deliveries = await school.store.read.selectFrom('delivery').select('queued_at').execute();
  expect(deliveries.every(({ queued_at }) => queued_at > '2026-12')).toBe(true);
});
