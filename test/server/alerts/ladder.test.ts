import { describe, expect, it } from 'vitest';
import { followUpOf, pressOf } from '../sealed-report.ts';
import { inClass, staffed, steps } from './staffed.ts';

describe('a press that nobody answers', () => {
  it('rings in the class at once, at the deputy after 60 s, at the head after 180 s, and then again and again', async () => {
    const school = await staffed();
    await school.deliver(inClass());
    await school.pass(0);
    expect(await school.told()).toEqual([['0', ['amy', 'anna']]]);
    const { id } = await school.store.read.selectFrom('report').select('id').executeTakeFirstOrThrow();
    await school.as('anna@3A'.replace('anna', 'teacher'), `/reports/${id}/shown`, {});
    await school.store.write((tx) =>
      tx.updateTable('delivery').set({ state: 'shown' }).where('person', '=', 'id-of-anna').execute(),
    );
    await school.pass(59);
    expect(await school.told()).toEqual([
      ['0', ['amy', 'anna']],
      ['1', ['amy', 'anna', 'office']],
    ]);
    await school.pass(1);
    expect((await school.told()).at(-1)).toEqual(['2', ['deputy', 'dsl']]);
    await school.pass(120);
    expect((await school.told()).at(-1)).toEqual(['3', ['deputy', 'dsl', 'head']]);
    await school.pass(180);
    expect((await school.told()).at(-1)).toEqual(['3.1', ['deputy', 'dsl', 'head']]);
    await school.pass(180);
    expect((await school.told()).at(-1)).toEqual(['3.2', ['deputy', 'dsl', 'head']]);
  });

  it('goes to the leads sooner when no device has shown it', async () => {
    const school = await staffed();
    await school.deliver(inClass());
    await school.pass(29);
    expect(await steps(school)).toEqual(['0', '1']);
    await school.pass(1);
    expect((await school.told()).at(-1)).toEqual(['2', ['deputy', 'dsl']]);
  });

  it.for(['before', 'after'])('does not, when a page has it on its screen already %s the telling', async (order) => {
    const school = await staffed();
    await school.employ('teacher', ['teacher'], ['3A']);
    await school.arrive('teacher');
    const press = inClass();
    await school.deliver(press);
    if (order === 'after') await school.pass(0);
    expect((await school.as('teacher', `/reports/${press.id}/shown`, {})).status).toBe(200);
    await school.pass(59);
    expect(await steps(school)).toEqual(['0', '1']);
    await school.pass(1);
    expect(await steps(school)).toEqual(['0', '1', '2']);
    const shown = await school.store.read
      .selectFrom('audit')
      .select('actor')
      .where('kind', '=', 'alert.shown')
      .execute();
    expect(shown).toEqual([{ actor: 'id-of-teacher' }]);
  });

  it('goes at once to office and leads where nobody of the class can be reached', async () => {
    const school = await staffed();
    await school.store.write((tx) =>
      tx.deleteFrom('presence').where('person', 'in', ['id-of-anna', 'id-of-amy']).execute(),
    );
    await school.deliver(inClass());
    await school.pass(0);
    expect(await school.told()).toEqual([['0', ['amy', 'anna', 'deputy', 'dsl', 'office']]]);
  });

  it('from a machine without a room goes to the class and to the office', async () => {
    const school = await staffed();
    await school.deliver(pressOf({ group: '3A' }));
    await school.pass(0);
    expect(await school.told()).toEqual([['0', ['amy', 'anna', 'office']]]);
  });

  it('pressed again after a minute does not wait for the next step', async () => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(65);
    expect(await steps(school)).toEqual(['0', '1', '2']);
    await school.deliver(followUpOf(press, { pressedAgain: true, occurredAt: '2026-09-15T10:21:31.000+01:00' }));
    await school.pass(0);
    expect(await steps(school)).toEqual(['0', '1', '2', '3']);
  });
});

describe('what ends the ladder', () => {
  it.for(['acknowledge', 'release'])('%s does, for good', async (action) => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(10);
    await school.as('teacher@3A', `/reports/${press.id}/${action}`, {});
    await school.pass(290);
    expect(await steps(school)).toEqual(['0']);
  });

  it('a release at the computer pauses it, and the day’s end asks what it was', async () => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(5);
    await school.deliver(followUpOf(press, { releasedLocally: true }));
    await school.pass(300);
    expect(await steps(school)).toEqual(['0']);
    school.clock.now = Date.parse('2026-09-15T14:45:00.000Z');
    await school.pass(1);
    expect((await school.told()).at(-1)).toEqual([expect.stringMatching(/^day-end/), ['deputy', 'dsl']]);
  });

  it('an acknowledgement and a step at the same moment never both win', async () => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(19);
    school.clock.now += 1000;
    await Promise.all([school.turn(), school.as('teacher@3A', `/reports/${press.id}/acknowledge`, {})]);
    const chain = await school.store.read.selectFrom('audit').select(['seq', 'kind']).orderBy('seq').execute();
    const acked = chain.find(({ kind }) => kind === 'alert.acked')?.seq ?? 0;
    expect(chain.filter(({ kind, seq }) => kind === 'alert.escalated' && seq > acked)).toEqual([]);
  });

  it('practice wakes nobody', async () => {
    const school = await staffed();
    await school.deliver(pressOf({ group: '3A', practice: true }));
    await school.pass(300);
    expect(await school.told()).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  it('that nothing follows within five minutes begins it again, until something does', async () => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(1);
    await school.as('teacher@3A', `/reports/${press.id}/acknowledge`, {});
    await school.pass(299);
    expect(await steps(school)).toEqual(['0']);
    await school.pass(2);
    expect((await school.told()).at(-1)).toEqual(['idle.1', ['deputy', 'dsl']]);
    await school.pass(301);
    expect((await school.told()).at(-1)?.[0]).toBe('idle.2');
    await school.as('teacher@3A', `/reports/${press.id}/outcome`, { outcome: 'nothing-unsuitable' });
    await school.pass(700);
    expect((await school.told()).at(-1)?.[0]).toBe('idle.2');
  });
});

describe('"not in my room"', () => {
  it('of everyone who was told passes it on, and never counts as an acknowledgement', async () => {
    const school = await staffed();
    const press = inClass();
    await school.deliver(press);
    await school.pass(1);
    const pass = async (name: string) => {
      const row = {
        school: school.school,
        report: press.id,
        person: `id-of-${name}`,
        name,
        action: 'not-mine',
        at: 'x',
      };
      await school.store.write((tx) => tx.insertInto('response').values(row).execute());
      await school.as('teacher', `/reports/${press.id}/not-mine`, {});
      await school.pass(0);
    };
    await pass('anna');
    expect(await steps(school)).toEqual(['0']);
    await school.store.write((tx) => tx.deleteFrom('job').where('kind', '=', 'not-mine').execute());
    await school.store.write((tx) => tx.deleteFrom('response').where('person', '=', 'id-of-teacher').execute());
    await pass('amy');
    expect(await school.told()).toEqual([
      ['0', ['amy', 'anna']],
      ['1', ['office']],
    ]);
    expect(await school.store.read.selectFrom('incident').select('state').execute()).toEqual([{ state: 'stored' }]);
  });
});

describe('somebody who is away', () => {
  it('is said by the person and shown to them and on the board', async () => {
    const school = await staffed();
    await school.employ('teacher', ['teacher'], ['3A']);
    const until = '2026-09-15T14:00:00.000Z';
    expect(await (await school.as('teacher', '/absence')).json()).toEqual({ until: null });
    await school.as('teacher', '/absence', { until });
    expect(await (await school.as('teacher', '/absence')).json()).toEqual({ until });
    expect(await (await school.as('dsl', '/alerts/board')).json()).toMatchObject({
      away: ['Name of teacher'],
      open: true,
      closedDays: [],
    });
    await school.as('teacher', '/absence', { until: null });
    expect(await (await school.as('teacher', '/absence')).json()).toEqual({ until: null });
  });

  it('is handed past, and the chain says so', async () => {
    const school = await staffed();
    const row = { school: school.school, person: 'id-of-anna', from_at: '2026-09-15', to_at: '2026-09-16' };
    await school.store.write((tx) => tx.insertInto('absence').values(row).execute());
    await school.deliver(inClass());
    await school.pass(0);
    expect(await school.told()).toEqual([['0', ['amy']]]);
    const { payload } = await school.store.read
      .selectFrom('audit')
      .select('payload')
      .where('kind', '=', 'alert.queued')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(payload)).toMatchObject({ handedOn: ['id-of-anna'] });
  });
});
