import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import type { IncidentSummary, IncidentView } from '../../../shared/incident-api.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { followUpOf, pressOf } from '../sealed-report.ts';

const marker = 'https://marker-4711.test/secret-path?child=Marker';
const child = 'Marker Childname';

async function pressed(members = {}, profile = 'whitwell') {
  const school = await openSchool({ profile });
  const press = pressOf({ url: marker, group: '3A', room: 'R4', ...members });
  await school.deliver(press);
  return { school, press, id: press.id, ...acts(school, press.id) };
}
function acts(school: OpenSchool, id: string) {
  const append = (who: string, event: object) => school.as(who, `/incidents/${id}/events`, event);
  return {
    append,
    must: async (who: string, event: object) => {
      const answer = await append(who, event);
      expect([event, answer.status, answer.status === 201 ? '' : await answer.text()]).toEqual([event, 201, '']);
    },
    refused: async (who: string, event: object, status: number) => {
      const answer = await append(who, event);
      expect([event, answer.status]).toEqual([event, status]);
      return ((await answer.json()) as { detail: string }).detail;
    },
    view: async (who = 'dsl') =>
      ((await (await school.as(who, `/incidents/${id}`)).json()) as { incident: IncidentView }).incident,
  };
}
const whole = (school: OpenSchool) => verify(['--data', school.dir], {});

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

describe('a case', () => {
  it('is closed only with a decision, and with a decision about each child’s parents', async () => {
    const { school, must, refused, view } = await pressed();
    const close = {
      kind: 'case.closed',
      outcome: 'Page blocked.',
      reason: 'Seen by chance.',
      lessons: 'None.',
      change: 'none',
    };
    await refused('dsl', close, 409);
    await must('dsl', { kind: 'learner.linked', child: 'c1', name: child, born: '2017-03-04' });
    await must('dsl', { kind: 'dsl.decision', decision: 'school-action', reason: 'r' });
    expect(await refused('dsl', close, 409)).toMatch(/parents/);
    await refused('dsl', { kind: 'parent.withheld', child: 'c2', why: 'x' }, 409);
    await must('dsl', {
      kind: 'parent.informed',
      child: 'c1',
      at: '2026-09-15T15:30:00Z',
      by: 'Head',
      how: 'telephone',
    });
    await must('dsl', { kind: 'checklist.ticked', procedure: '10', item: 'dsl-records', note: 'Done.' });
    await must('dsl', { kind: 'checklist.not-needed', procedure: '10', item: 'cyber-choices', because: 'No offence.' });
    await refused('dsl', { kind: 'checklist.ticked', procedure: '10', item: 'unsure-est' }, 409);
    await must('dsl', close);
    expect((await view()).lanes.safeguarding).toBe('closed');
    await refused('dsl', close, 409);
    await must('dsl', { kind: 'case.reopened', reason: 'A parent rang.' });
    const { children, checklists } = await view();
    expect(children).toMatchObject([
      { child: 'c1', name: child, parents: { kind: 'parent.informed', how: 'telephone' } },
    ]);
    expect(JSON.stringify(checklists)).toContain('"notNeeded":"No offence."');
    expect(await whole(school)).toMatchObject({ code: 0 });
  });

  it('of a grave kind warns to speak to the police before parents and the provider', async () => {
    const { must, refused } = await pressed();
    await must('dsl', { kind: 'learner.linked', child: 'c1', name: child });
    await must('dsl', { kind: 'category.set', risk: 'contact', procedure: '11.3' });
    const inform = { kind: 'parent.informed', child: 'c1', at: '2026-09-15T15:30:00Z', by: 'Head', how: 'letter' };
    expect(await refused('dsl', inform, 409)).toMatch(/police first/);
    await refused('technician', { kind: 'provider.forwarded', to: 'RM' }, 409);
    await must('dsl', { ...inform, policeFirst: true });
    await must('technician', { kind: 'provider.forwarded', to: 'RM', policeFirst: true });
  });
});

describe('what may be illegal', () => {
  it('is locked by one tap, and its address is for the safeguarding lead and one technician whom they name', async () => {
    const { school, id, must, refused, view } = await pressed();
    const sees = async (who: string) => {
      const text = await (await school.as(who, `/reports/${id}`)).text();
      return text.includes('marker-4711.test/secret');
    };
    await must('teacher', { kind: 'illegal.suspected' });
    for (const [who, seen] of Object.entries({
      dsl: true,
      deputy: true,
      head: false,
      technician: false,
      network: false,
    }))
      expect([who, await sees(who)]).toEqual([who, seen]);
    expect(await (await school.as('technician', `/reports/${id}`)).text()).not.toContain('marker-4711');
    await must('dsl', { kind: 'illegal.locked', technician: 'id-of-network' });
    expect([await sees('network'), await sees('technician')]).toEqual([true, false]);
    await must('dsl', { kind: 'dsl.decision', decision: 'referred', reason: 'r' });
    const close = { kind: 'case.closed', outcome: 'o', reason: 'r', lessons: 'l', change: 'policy' };
    expect(await refused('dsl', close, 409)).toMatch(/illegal/);
    await refused('dsl', { kind: 'hold.lifted', reason: 'x' }, 409);
    await refused('dsl', { kind: 'agency.reported', agency: 'IWF' }, 409);
    await must('dsl', { kind: 'agency.reported', agency: 'IWF', reference: '12345' });
    await must('dsl', close);
    expect(await sees('head')).toBe(false);
    expect((await view()).locked).toBe(true);
  });

  it('telling the safeguarding lead locks the address until they decide', async () => {
    const { school, id, must } = await pressed();
    const url = async (who: string) => (await (await school.as(who, `/reports/${id}`)).text()).includes('secret-path');
    expect(await url('technician')).toBe(true);
    await school.as('teacher', `/reports/${id}/escalate`, {});
    expect([await url('technician'), await url('dsl')]).toEqual([false, true]);
    await must('dsl', { kind: 'dsl.decision', decision: 'assessing', reason: 'r' });
    expect(await url('technician')).toBe(false);
    await must('dsl', { kind: 'dsl.decision', decision: 'no-further-action', reason: 'r' });
    expect(await url('technician')).toBe(true);
  });
});

describe('an export', () => {
  it.for(['json', 'csv', 'text'])('as %s has the whole case, no address that opens, and no formula', async (as) => {
    const { school, id, must } = await pressed();
    await must('dsl', { kind: 'learner.linked', child: 'c1', name: child });
    await must('dsl', { kind: 'note', text: '=HYPERLINK("x")' });
    const answer = await school.as('dsl', `/incidents/${id}/export?as=${as}`);
    expect(answer.headers.get('Content-Disposition')).toMatch(/^attachment/);
    const file = await answer.text();
    expect(file).toContain(child);
    expect(file).not.toMatch(/https?:\/\/|(^|,)"?=/m);
    const made = await school.store.read
      .selectFrom('audit')
      .select('subject')
      .where('kind', '=', 'export.made')
      .execute();
    expect(made).toEqual([{ subject: id }]);
  });

  it('of what is locked has no address at all', async () => {
    const { school, id, must } = await pressed();
    await must('teacher', { kind: 'illegal.suspected' });
    const file = await (await school.as('dsl', `/incidents/${id}/export`)).text();
    expect(file).toContain('locked');
    expect(file).not.toMatch(/marker-4711|secret-path/);
  });
});

describe('the narrative', () => {
  it('and children are for the leads alone; a teacher sees the classroom, a technician the technical lane', async () => {
    const { school, id, must, view } = await pressed();
    await must('teacher', { kind: 'note', text: 'My own note about what I saw.' });
    await must('assistant', { kind: 'note', text: 'Colleague note.' });
    await must('dsl', { kind: 'learner.linked', child: 'c1', name: child });
    await must('dsl', { kind: 'dsl.decision', decision: 'referred', reason: 'Secret reason.' });
    await must('technician', { kind: 'provider.forwarded', to: 'RM', reference: 'T-1' });
    for (const who of ['teacher', 'assistant', 'technician', 'network']) {
      const text = await (await school.as(who, `/incidents/${id}`)).text();
      expect(text).not.toMatch(/Childname|Secret reason|c1|safeguarding|referred/);
    }
    expect(await (await school.as('teacher', `/incidents/${id}`)).text()).toContain('My own note');
    expect(await (await school.as('teacher', `/incidents/${id}`)).text()).not.toContain('Colleague note');
    expect(await (await school.as('technician', `/incidents/${id}`)).text()).not.toMatch(/note|Name of teacher/);
    expect((await view('technician')).lanes).toEqual({ classroom: 'raised', technical: 'provider-forwarded' });
    for (const who of ['office', 'slt', 'governor', 'chair', 'admin', 'dpo', 'teacher@4B', 'dsl/extension'])
      expect([who, (await school.as(who, `/incidents/${id}`)).status]).toEqual([who, 404]);
    expect(school.lines).toEqual([]);
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
