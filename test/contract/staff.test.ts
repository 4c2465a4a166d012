/** Contract §3: the list of reports, what staff do with them, and the live stream. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressOf } from './device.ts';
import { dolphin } from './program.ts';
import { openSchool, type Person, type School, type View } from './school.ts';
import { readStream } from './stream.ts';

let school: School;
let lead: Person;
let teacher: Person;
let colleague: Person;
beforeAll(async () => {
  school = await openSchool();
  [lead, teacher, colleague] = (await Promise.all(
    ['dsl', 'teacher', 'teacher'].map((role) => school.person(role)),
  )) as [Person, Person, Person];
});
afterAll(() => school.close());

const press = async (members: Record<string, unknown> = {}) => (await school.deliver(pressOf(members))).sealed.id;
const reportIn = async (answer: Response): Promise<View> => {
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { report: View }).report;
};
type Entry = { kind: string; subject: string; actor: string; at: string; payload: Record<string, unknown> };
const chain = async (kind: string, subject: string) => {
  const { entries } = (await (await lead.call('/audit')).json()) as { entries: Entry[] };
  return entries.filter((entry) => entry.kind === kind && entry.subject === subject);
};

describe('the list', () => {
  it('is newest first, whole over its pages, and can ask for a state and a time', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 120; count += 1) ids.unshift(await press({ room: 'Hall' }));
    const all = (await lead.reports()).filter(({ id }) => ids.includes(id));
    expect(all.map(({ id }) => id)).toEqual(ids);
    await teacher.post(`/reports/${ids[3]}/acknowledge`);
    const acknowledged = await lead.reports('state=acknowledged');
    expect(acknowledged.some(({ id }) => id === ids[3])).toBe(true);
    expect(acknowledged.every(({ state }) => state === 'acknowledged')).toBe(true);
    const from = all[9]?.receivedAt ?? '';
    const since = await lead.reports(`since=${encodeURIComponent(from)}`);
    expect(since.every(({ receivedAt }) => receivedAt >= from)).toBe(true);
    expect(since.length).toBeGreaterThanOrEqual(10);
    expect(await lead.reports('state=&since=')).toHaveLength((await lead.reports()).length);
  });

  it('carries what the device said of itself', async () => {
    const said = { device: 'Trolley 3', group: '3A', room: 'Room 4', tier: 'ks1', tabKind: 'pdf', practice: true };
    const id = await press({
      ...said,
      url: 'https://example.test:8443/a',
      occurredAt: '2026-09-15T23:59:59.999-05:00',
    });
    expect(await reportIn(await lead.call(`/reports/${id}`))).toMatchObject({
      ...said,
      id,
      state: 'stored',
      host: 'example.test',
      occurredAt: '2026-09-15T23:59:59.999-05:00',
      confirmed: false,
    });
  });

  it('puts each reading of addresses on record once, and nothing else', async () => {
    const id = await press();
    await lead.call(`/reports/${id}`);
    await lead.post(`/reports/${id}/acknowledge`);
    await teacher.call(`/reports/${id}`);
    expect(await chain('url.read', id)).toMatchObject([{ actor: lead.id, payload: { reports: [id] } }]);
  });
});

describe('an action', () => {
  it('to acknowledge: the first stands, later ones are on record, again changes nothing', async () => {
    const id = await press();
    const path = `/reports/${id}/acknowledge`;
    const first = await reportIn(await teacher.post(path));
    expect(first).toMatchObject({ state: 'acknowledged', acknowledgedBy: expect.stringMatching(/^teacher/) as string });
    const second = await reportIn(await colleague.post(path));
    expect(second['acknowledgedBy']).toBe(first['acknowledgedBy']);
    expect(await reportIn(await teacher.post(path))).toEqual(first);
    const entries = await chain('alert.acked', id);
    expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set([teacher.id, colleague.id]));
  });

  it('to acknowledge by many at once has one first', async () => {
    const id = await press();
    const answers = await Promise.all(
      [teacher, colleague, lead, teacher, colleague, lead].map(async (person) =>
        reportIn(await person.post(`/reports/${id}/acknowledge`)),
      ),
    );
    expect(new Set(answers.map((report) => report['acknowledgedBy'])).size).toBe(1);
  });

  it('to pass on, release, escalate and decide: each idempotent, each in the chain', async () => {
    const id = await press();
    const cases: [string, unknown, string, object][] = [
      ['not-mine', undefined, 'alert.not-mine', { state: 'stored' }],
      ['escalate', undefined, 'escalation.step', { escalated: true }],
      ['outcome', { outcome: 'nothing-unsuitable' }, 'outcome.set', { outcome: 'nothing-unsuitable' }],
      ['release', undefined, 'cover.released', { state: 'released' }],
    ];
    for (const [action, body, kind, shown] of cases) {
      const once = await reportIn(await teacher.post(`/reports/${id}/${action}`, body));
      expect(once).toMatchObject(shown);
      expect(await reportIn(await teacher.post(`/reports/${id}/${action}`, body))).toEqual(once);
      expect(await chain(kind, id)).toMatchObject([{ actor: teacher.id, subject: id }]);
    }
  });

  it('to decide anew is on record, and the latest stands', async () => {
    const id = await press();
    await teacher.post(`/reports/${id}/outcome`, { outcome: 'nothing-unsuitable' });
    const last = await reportIn(await lead.post(`/reports/${id}/outcome`, { outcome: 'unsuitable' }));
    expect(last['outcome']).toBe('unsuitable');
    expect(await chain('outcome.set', id)).toHaveLength(2);
  });

  it('that cannot be is refused', async () => {
    const id = await press();
    const cases: [number, string, unknown][] = [
      [404, `/reports/${randomUUID()}/acknowledge`, undefined],
      [404, '/reports/nothing/acknowledge', undefined],
      [404, `/reports/${id}/delete`, undefined],
      [400, `/reports/${id}/outcome`, {}],
      [400, `/reports/${id}/outcome`, { outcome: 'fine' }],
      [400, `/reports/${id}/outcome`, { outcome: ['unsuitable'] }],
      [415, `/reports/${id}/outcome`, undefined],
    ];
    for (const [status, path, body] of cases) {
      const answer = await lead.post(path, body);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    }
    expect((await school.call(`/api/reports/${id}/acknowledge`, { method: 'POST' })).status).toBe(401);
  });

  it('to enter a concern makes a report like any other', async () => {
    const answer = await teacher.post('/reports', { room: 'Library', url: 'https://told.test/' });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    expect(await reportIn(await lead.call(`/reports/${id}`))).toMatchObject({
      url: 'https://told.test/',
      state: 'stored',
    });
    expect(await chain('entry.received', id)).toMatchObject([{ actor: teacher.id }]);
  });
});

describe('the live stream', () => {
  const open = async (last?: string) =>
    readStream(await teacher.call('/events', last === undefined ? {} : { headers: { 'Last-Event-ID': last } }));

  it('tells of each change by its name, as it happens', async () => {
    const stream = await open();
    const id = await press();
    const next = () => stream.next();
    expect(await next()).toMatchObject({ event: 'report', data: { report: { id, state: 'stored' } } });
    for (const [action, event] of [
      ['not-mine', 'delivery'],
      ['escalate', 'escalated'],
      ['acknowledge', 'acknowledged'],
      ['release', 'released'],
    ] as const) {
      await colleague.post(`/reports/${id}/${action}`);
      expect(await next()).toMatchObject({ event, data: { report: { id } } });
    }
    await stream.close();
  });

  it('goes on behind Last-Event-ID: nothing twice, nothing missed, then live', async () => {
    const first = await open();
    const one = await press();
    const seen = await first.next();
    expect(seen?.data.report.id).toBe(one);
    await first.close();
    const missed = [await press(), await press()];
    const second = await open(seen?.id);
    missed.push(await press());
    for (const id of missed) expect((await second.next())?.data.report.id).toBe(id);
    await second.close();
    expect((await teacher.call('/events', { headers: { 'Last-Event-ID': 'x' } })).status).toBe(400);
  });
});

it('after all that the chain is whole', async () => {
  const { code, stderr } = await dolphin('verify', '--data', school.dir);
  expect([code, stderr]).toEqual([0, '']);
});
