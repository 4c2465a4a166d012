import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import type { IncidentSummary } from '../../../shared/incident-api.ts';
import { openSchool } from '../school.ts';
import { followUpOf, pressOf } from '../sealed-report.ts';
import { acts, marker, pressed, whole } from './pressed.ts';

describe('an incident', () => {
  it('has four lanes that move on their own', async () => {
    const { school, id, must, view } = await pressed();
    expect((await view()).lanes).toEqual({
      classroom: 'raised',
      safeguarding: 'untriaged',
      technical: 'none',
      external: 'not-applicable',
    });
    await school.as('teacher', `/reports/${id}/acknowledge`, {});
    await school.as('teacher', `/reports/${id}/outcome`, { outcome: 'unsuitable' });
    await must('teacher', { kind: 'block.requested', reason: 'It has an advertisement that comes back.' });
    await must('dsl', { kind: 'category.set', risk: 'content', procedure: '11.6' });
    await must('dsl', { kind: 'dsl.decision', decision: 'school-action', reason: 'Talked with the class.' });
    await school.as('teacher', `/reports/${id}/release`, {});
    const { lanes, procedure, timeline } = await view();
    expect(lanes).toEqual({
      classroom: 'released',
      safeguarding: 'school-action',
      technical: 'requested',
      external: 'not-applicable',
    });
    expect(procedure).toBe('11.6');
    expect(timeline.map(({ kind }) => kind).filter((kind) => kind !== 'url.read')).toEqual([
      'press.received',
      'alert.acked',
      'outcome.set',
      'block.requested',
      'category.set',
      'dsl.decision',
      'cover.released',
    ]);
    expect(await whole(school)).toMatchObject({ code: 0 });
  });

  it('that was dismissed stays in the register, and the safeguarding lead can open it again', async () => {
    const { school, id, must, view } = await pressed();
    await school.as('teacher', `/reports/${id}/outcome`, { outcome: 'nothing-unsuitable' });
    expect((await view()).lanes.safeguarding).toBe('no-further-action');
    const digest = async () =>
      (await (await school.as('dsl', '/digest')).json()) as Record<
        'dismissed' | 'reported' | 'open',
        IncidentSummary[]
      >;
    expect((await digest()).dismissed.map((incident) => incident.id)).toEqual([id]);
    await must('dsl', { kind: 'case.reopened', reason: 'Third time this week.' });
    await must('dsl', { kind: 'dsl.decision', decision: 'assessing', reason: 'Asking the class teacher.' });
    expect((await view()).lanes.safeguarding).toBe('assessing');
    await school.as('teacher', `/reports/${id}/outcome`, { outcome: 'unsuitable' });
    expect((await digest()).reported).toHaveLength(1);
    expect((await view()).lanes.safeguarding).toBe('assessing');
  });

  it('keeps several visible pages until an adult says which, and a correction is an event of its own', async () => {
    const { school, id, must, refused, view } = await pressed({ others: ['https://two.test/', 'https://three.test/'] });
    await refused('teacher', { kind: 'page.chosen', page: 3 }, 409);
    await must('teacher', { kind: 'page.chosen', page: 2 });
    await must('teacher', { kind: 'url.corrected', url: 'https://really.test/marker-4711' });
    const { timeline, views } = await view();
    expect(timeline.find(({ kind }) => kind === 'page.chosen')?.content).toEqual({ page: 2 });
    expect(timeline.find(({ kind }) => kind === 'url.corrected')?.content).toEqual({
      url: 'https://really.test/marker-4711',
    });
    expect(views[0]?.url).toBe(marker);
    const chain = await school.store.read.selectFrom('audit').select('payload').where('subject', '=', id).execute();
    expect(JSON.stringify(chain)).not.toMatch(/marker-4711|really/);
  });

  it('has the follow-ups of its presses in its timeline', async () => {
    const { school, press, view } = await pressed();
    await school.deliver(followUpOf(press, { category: 'rude' }));
    await school.deliver(followUpOf(press, { releasedLocally: true }));
    const { timeline, lanes } = await view();
    expect(timeline.filter(({ kind }) => kind === 'follow-up.received')).toHaveLength(2);
    expect(lanes.classroom).toBe('released');
  });

  it('of an older version of the data has its lanes all the same', async () => {
    const { school, id, view } = await pressed();
    await school.as('teacher', `/reports/${id}/outcome`, { outcome: 'nothing-unsuitable' });
    await school.store.write(async (tx) => {
      await tx.deleteFrom('casework').execute();
    });
    expect((await view()).lanes).toMatchObject({ classroom: 'attended', safeguarding: 'no-further-action' });
  });
});

describe('merging', () => {
  it('is suggested for the same page, never done by itself, and can be taken back', async () => {
    const { school, id, must, view } = await pressed();
    const second = pressOf({ url: `${marker}&other=1`, group: '4B' });
    const other = pressOf({ url: 'https://marker-4711.test/another' });
    for (const press of [second, other]) await school.deliver(press);
    expect((await view()).suggestions?.map((one) => one.id)).toEqual([second.id]);
    expect((await view()).reports).toEqual([id]);
    const also = acts(school, second.id);
    await also.must('dsl', { kind: 'incident.merged', into: id });
    expect((await view()).reports).toEqual([id, second.id]);
    expect((await also.view()).id).toBe(id);
    expect((await view()).suggestions).toEqual([]);
    const list = (await (await school.as('dsl', '/incidents')).json()) as { incidents: IncidentSummary[] };
    expect(list.incidents.map((one) => one.id).toSorted()).toEqual([id, other.id].toSorted());
    await also.refused('dsl', { kind: 'note', text: 'x' }, 409);
    await also.must('dsl', { kind: 'incident.split' });
    expect((await view()).reports).toEqual([id]);
    await must('dsl', { kind: 'note', text: 'x' });
    expect(await whole(school)).toMatchObject({ code: 0 });
  });

  it('each into the other at once ends with one of them', async () => {
    const { school, id } = await pressed();
    const second = pressOf({ url: marker });
    await school.deliver(second);
    const ends = await Promise.all([
      school.as('dsl', `/incidents/${id}/events`, { kind: 'incident.merged', into: second.id }),
      school.as('deputy', `/incidents/${second.id}/events`, { kind: 'incident.merged', into: id }),
    ]);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await whole(school)).toMatchObject({ code: 0 });
  });
});

describe('repeated dismissals', () => {
  it('by one adult or in one room are shown to the lead, never to that adult, and practice does not count', async () => {
    const school = await openSchool();
    const dismiss = async (who: string, members: object) => {
      const press = pressOf({ group: '3A', ...members });
      await school.deliver(press);
      await school.as(who, `/reports/${press.id}/outcome`, { outcome: 'nothing-unsuitable' });
    };
    for (let count = 0; count < 3; count += 1) await dismiss('deputy', { room: 'R4' });
    for (let count = 0; count < 5; count += 1) await dismiss('teacher', { room: 'R5', practice: true });
    const seen = async (who: string) => (await (await school.as(who, '/dismissals')).json()) as object;
    expect(await seen('dsl')).toMatchObject({
      byRoom: [{ room: 'R4', count: 3 }],
      byAdult: [{ name: 'id-of-deputy', count: 3 }],
    });
    expect(await seen('deputy')).toMatchObject({ byRoom: [], byAdult: [] });
    expect((await school.as('teacher', '/dismissals')).status).toBe(404);
  });
});

it.for([
  ['a changed lane', `UPDATE casework SET safeguarding = 'closed'`, /Where incident .* stands is not what entry/],
  ['a removed row', `DELETE FROM casework`, /Where incident .* stands is not what entry/],
  ['changed words', `UPDATE case_event SET box = x'00'`, /What was written in entry \d+/],
  ['removed words', `DELETE FROM case_event`, /What was written in entry \d+/],
] as const)('%s shows in verify, which names it', async ([, sql, sentence]) => {
  const { school, must } = await pressed();
  await must('dsl', { kind: 'dsl.decision', decision: 'referred', reason: 'r' });
  expect(await whole(school)).toMatchObject({ code: 0 });
  const database = new DatabaseSync(join(school.dir, databaseFile), { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
  expect(await whole(school)).toMatchObject({ code: 1, error: expect.stringMatching(sentence) as string });
});

it.for([
  ['another kind', { kind: 'explode' }],
  ['an empty reason', { kind: 'dsl.decision', decision: 'referred', reason: ' ' }],
  ['a null byte', { kind: 'note', text: 'a\0b' }],
  ['half a character', { kind: 'note', text: 'a\ud800' }],
  ['a line that turns around', { kind: 'referral.made', agency: 'a\u202eb' }],
  ['too much', { kind: 'note', text: 'x'.repeat(4001) }],
  ['a page that is none', { kind: 'page.chosen', page: -1 }],
  ['an unknown member', { kind: 'note', text: 'x', evil: true }],
  ['a time that is none', { kind: 'parent.informed', child: 'c', at: 'yesterday', by: 'x', how: 'letter' }],
] as const)('an event with %s is refused with a sentence that repeats nothing', async ([, event]) => {
  const { refused } = await pressed();
  const detail = await refused('dsl', event, 400);
  expect(detail).toMatch(/^[A-Za-z].*\.$/);
  expect(detail).not.toMatch(/xxxx|explode|evil/);
});
