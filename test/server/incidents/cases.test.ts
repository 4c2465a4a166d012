import { describe, expect, it } from 'vitest';
import { child, pressed, whole } from './pressed.ts';

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

it('in a school without a technician the safeguarding lead sends the address to the provider and says so', async () => {
  const { must, refused, view } = await pressed({}, 'buxworth');
  await refused('teacher', { kind: 'provider.forwarded', to: 'EKTE' }, 403);
  await refused('head', { kind: 'provider.forwarded', to: 'EKTE' }, 403);
  await must('dsl', { kind: 'provider.forwarded', to: 'EKTE' });
  await must('deputy', { kind: 'provider.confirmed' });
  expect((await view()).lanes.technical).toBe('provider-confirmed');
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

  it('has no host that a program would make a link of', async () => {
    const { school, id } = await pressed();
    const file = await (await school.as('dsl', `/incidents/${id}/export`)).text();
    expect(file).toContain('marker-4711[.]test');
    expect(file).not.toContain('marker-4711.test');
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
      expect(text).not.toMatch(/Childname|Secret reason|"c1"|safeguarding|referred/);
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
