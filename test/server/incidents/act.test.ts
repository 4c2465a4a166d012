import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportList, ReportView } from '../../../shared/staff-api.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const reportOf = async (response: Response) => ((await response.json()) as { report: ReportView }).report;
const chainOf = async (school: OpenSchool, kind: string) =>
  school.store.read.selectFrom('audit').selectAll().where('kind', '=', kind).orderBy('seq').execute();
const pressed = async (members = {}) => {
  const school = await openSchool();
  const press = pressOf({ group: '3A', ...members });
  await school.deliver(press);
  return { school, press, path: `/reports/${press.id}` };
};

describe('acknowledging', () => {
  it('stands for the first who does it; later ones are on record', async () => {
    const { school, path } = await pressed();
    const first = await reportOf(await school.as('teacher', `${path}/acknowledge`, {}));
    expect(first).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Name of teacher' });
    school.clock.now += 1000;
    const second = await reportOf(await school.as('dsl', `${path}/acknowledge`, {}));
    expect(second).toMatchObject({ acknowledgedBy: 'Name of teacher', acknowledgedAt: first.acknowledgedAt });
    const entries = await chainOf(school, 'alert.acked');
    expect(entries.map(({ actor, payload }) => [actor, (JSON.parse(payload) as { first: boolean }).first])).toEqual([
      ['id-of-teacher', true],
      ['id-of-dsl', false],
    ]);
  });

  it('twice by one person is the same as once', async () => {
    const { school, path } = await pressed();
    const one = await reportOf(await school.as('teacher', `${path}/acknowledge`, {}));
    const two = await reportOf(await school.as('teacher', `${path}/acknowledge`, {}));
    expect(two).toEqual(one);
    expect(await chainOf(school, 'alert.acked')).toHaveLength(1);
  });

  it('by fifty people at once has one first', async () => {
    const { school, path } = await pressed();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        reportOf(await school.as(`dsl@n${index}`, `${path}/acknowledge`, {})),
      ),
    );
    expect(new Set(answers.map(({ acknowledgedBy }) => acknowledgedBy)).size).toBe(1);
    expect(await chainOf(school, 'alert.acked')).toHaveLength(50);
  });

  it('after a release does not cover the screen again', async () => {
    const { school, path } = await pressed();
    await school.as('teacher', `${path}/release`, {});
    expect(await reportOf(await school.as('dsl', `${path}/acknowledge`, {}))).toMatchObject({
      state: 'released',
      acknowledgedBy: 'Name of dsl',
    });
  });
});

it('a release is one, however often', async () => {
  const { school, path } = await pressed();
  const first = await reportOf(await school.as('teacher', `${path}/release`, {}));
  school.clock.now += 5000;
  const again = await reportOf(await school.as('dsl', `${path}/release`, {}));
  expect(again).toMatchObject({ state: 'released', releasedAt: first.releasedAt });
});

it('"not in my room" is remembered by name and leaves the report open', async () => {
  const { school, path } = await pressed();
  await school.as('teacher', `${path}/not-mine`, {});
  school.clock.now += 1000;
  const view = await reportOf(await school.as('assistant', `${path}/not-mine`, {}));
  expect(view).toMatchObject({ state: 'stored', notMine: ['Name of teacher', 'Name of assistant'] });
});

it('an outcome acknowledges too, and the latest stands while all are on record', async () => {
  const { school, path } = await pressed();
  const first = await reportOf(await school.as('teacher', `${path}/outcome`, { outcome: 'nothing-unsuitable' }));
  expect(first).toMatchObject({
    state: 'acknowledged',
    outcome: 'nothing-unsuitable',
    acknowledgedBy: 'Name of teacher',
  });
  await school.as('teacher', `${path}/outcome`, { outcome: 'nothing-unsuitable' });
  const last = await reportOf(await school.as('dsl', `${path}/outcome`, { outcome: 'unsuitable' }));
  expect(last).toMatchObject({ outcome: 'unsuitable', acknowledgedBy: 'Name of teacher' });
  expect(await chainOf(school, 'outcome.set')).toHaveLength(2);
});

it('an escalation is shown once asked for', async () => {
  const { school, path } = await pressed();
  expect(await reportOf(await school.as('teacher', `${path}/escalate`, {}))).toMatchObject({ escalated: true });
  await school.as('teacher', `${path}/escalate`, {});
  expect(await chainOf(school, 'escalation.step')).toHaveLength(1);
});

it('nobody acts on what they cannot see', async () => {
  const { school, path } = await pressed();
  for (const action of ['acknowledge', 'release', 'not-mine', 'escalate'])
    for (const who of ['admin', 'governor', 'teacher@4B'])
      expect([action, who, (await school.as(who, `${path}/${action}`, {})).status]).toEqual([action, who, 404]);
  expect((await school.as('dsl', `/reports/${randomUUID()}/acknowledge`, {})).status).toBe(404);
  expect((await school.as('technician', `${path}/release`, {})).status).toBe(403);
});

describe('reading', () => {
  it('of full addresses is on record, once a request, before the answer', async () => {
    const { school, press } = await pressed();
    const second = pressOf();
    await school.deliver(second);
    await school.as('dsl', '/reports');
    const entries = await chainOf(school, 'url.read');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ actor: 'id-of-dsl', subject: 'reports' });
    expect((JSON.parse(entries[0]?.payload ?? '') as { reports: string[] }).reports.toSorted()).toEqual(
      [press.id, second.id].toSorted(),
    );
    await school.as('technician', `/reports/${press.id}`);
    expect(await chainOf(school, 'url.read')).toHaveLength(2);
  });

  it('of a list without addresses leaves no entry', async () => {
    const { school, press } = await pressed();
    const { reports } = (await (await school.as('dsl', '/reports?address=none')).json()) as ReportList;
    expect(reports).toMatchObject([{ id: press.id, host: 'example.test' }]);
    expect(reports[0]).not.toHaveProperty('url');
    expect(await chainOf(school, 'url.read')).toHaveLength(0);
  });

  it('by a teacher gives no address and leaves no entry', async () => {
    const { school, press } = await pressed();
    const view = await reportOf(await school.as('teacher', `/reports/${press.id}`));
    expect(view).toMatchObject({ host: 'example.test' });
    expect(view).not.toHaveProperty('url');
    expect(await chainOf(school, 'url.read')).toHaveLength(0);
  });

  it('goes through every report once, newest first, page by page', async () => {
    const school = await openSchool();
    const sent: string[] = [];
    for (let index = 0; index < 120; index += 1) {
      const press = pressOf({ group: index % 3 === 0 ? '3A' : '4B' });
      sent.unshift(press.id);
      school.clock.now += 10;
      await school.deliver(press);
    }
    for (const who of ['dsl', 'teacher@3A']) {
      const seen: string[] = [];
      let next: string | undefined = '';
      while (next !== undefined) {
        const page = (await (await school.as(who, `/reports${next && `?before=${next}`}`)).json()) as ReportList;
        seen.push(...page.reports.map(({ id }) => id));
        ({ next } = page);
      }
      expect(seen).toEqual(who === 'dsl' ? sent : sent.filter((_, index) => (119 - index) % 3 === 0));
    }
  });

  it('can ask for a state and a time', async () => {
    const { school, press, path } = await pressed();
    school.clock.now += 60_000;
    const later = pressOf();
    await school.deliver(later);
    await school.as('teacher', `${path}/acknowledge`, {});
    const ids = async (query: string) =>
      ((await (await school.as('dsl', `/reports?${query}`)).json()) as ReportList).reports.map(({ id }) => id);
    expect(await ids('state=acknowledged')).toEqual([press.id]);
    expect(await ids('state=stored')).toEqual([later.id]);
    expect(await ids('since=2026-09-15T10:21:00%2B01:00')).toEqual([later.id]);
    expect(await ids('since=2027-01-01')).toEqual([]);
  });
});

it('a staff member’s own entry is a report like any other', async () => {
  const school = await openSchool();
  const answer = await school.as('dsl', '/reports', {
    url: 'https://told.test/<b>',
    room: 'Hall',
    occurredAt: '2026-09-15T09:00:00Z',
  });
  expect(answer.status).toBe(201);
  const { id } = await reportOf(answer);
  expect(await reportOf(await school.as('dsl', `/reports/${id}`))).toMatchObject({
    state: 'stored',
    url: 'https://told.test/<b>',
    host: 'told.test',
    room: 'Hall',
    occurredAt: '2026-09-15T09:00:00Z',
  });
  expect(await chainOf(school, 'entry.received')).toMatchObject([{ actor: 'id-of-dsl', actor_role: 'dsl' }]);
  expect((await school.as('governor', '/reports', {})).status).toBe(403);
});

it('the audit is for those who may read it, and reading it is on record', async () => {
  const { school } = await pressed();
  expect((await school.as('teacher', '/audit')).status).toBe(404);
  const body = (await (await school.as('dsl', '/audit')).json()) as { entries: { kind: string; seq: number }[] };
  expect(body.entries[0]).toMatchObject({ kind: 'press.received', actor: 'device' });
  expect(await chainOf(school, 'audit.read')).toHaveLength(1);
});
