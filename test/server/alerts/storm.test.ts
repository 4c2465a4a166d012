import { describe, expect, it } from 'vitest';
import { pressOf } from '../sealed-report.ts';
import { inClass, staffed, steps } from './staffed.ts';

describe('while the school is closed', () => {
  it('there is one quiet notice, and the ladder begins at opening', async () => {
    const school = await staffed();
    school.clock.now = Date.parse('2026-09-18T18:00:00.000Z');
    await school.deliver(inClass());
    await school.pass(400);
    expect(await school.told()).toEqual([['quiet', ['dsl']]]);
    // Monday, half past eight by the school's clock.
    school.clock.now = Date.parse('2026-09-21T07:29:59.000Z');
    await school.turn();
    expect(await steps(school)).toEqual(['quiet']);
    await school.pass(1);
    expect((await school.told()).at(-1)).toEqual(['0', ['amy', 'anna']]);
    await school.pass(60);
    expect((await school.told()).at(-1)).toEqual(['2', ['deputy', 'dsl']]);
  });
});

describe('thirty presses at once', () => {
  it('are thirty records and two alerts: the first alone, the rest together, released together but for one', async () => {
    const school = await staffed();
    const presses = Array.from({ length: 30 }, inClass);
    await Promise.all(presses.map((press) => school.deliver(press)));
    await school.pass(1);
    expect(await school.told()).toEqual([
      ['0', ['amy', 'anna']],
      ['0', ['amy', 'anna']],
    ]);
    const { alerts } = (await (await school.as('teacher@3A', '/alerts')).json()) as {
      alerts: { id: string; reports: string[]; kind: string }[];
    };
    expect(alerts.map(({ reports }) => reports.length).toSorted((a, b) => a - b)).toEqual([1, 29]);
    const group = alerts.find(({ kind }) => kind === 'group');
    const kept = group?.reports[3];
    expect((await school.as('teacher@4B', `/alerts/${group?.id}/release`, {})).status).toBe(404);
    const answer = await school.as('teacher@3A', `/alerts/${group?.id}/release`, { except: [kept] });
    expect(((await answer.json()) as { released: string[] }).released).toHaveLength(28);
    const states = await school.store.read.selectFrom('incident').select('id').where('state', '=', 'stored').execute();
    expect(states.map(({ id }) => id)).toContain(kept);
    expect(states).toHaveLength(2);
  });
});

it('the board shows who would be told, and a class with nobody in red', async () => {
  const school = await staffed();
  await school.store.write((tx) => tx.deleteFrom('presence').where('person', '=', 'id-of-ben').execute());
  const board = (await (await school.as('dsl', '/alerts/board')).json()) as {
    classes: { group: string; red: boolean }[];
  };
  expect(board.classes).toMatchObject([
    { group: '3A', red: false },
    { group: '4B', red: true },
  ]);
  for (const who of ['teacher', 'governor', 'admin']) expect((await school.as(who, '/alerts/board')).status).toBe(404);
});

it('a clock that is set back loses and repeats nothing', async () => {
  const school = await staffed();
  await school.deliver(inClass());
  await school.pass(21);
  school.clock.now -= 3_600_000;
  await school.pass(10);
  expect(await steps(school)).toEqual(['0', '1']);
  school.clock.now += 3_600_000;
  await school.pass(40);
  expect(await steps(school)).toContain('2');
});

it('no notice says what it is about', async () => {
  const school = await staffed();
  const press = pressOf({
    url: 'https://marker-4711.test/x',
    group: 'Marker3A',
    room: 'MarkerRoom',
    device: 'MarkerDevice',
  });
  await school.employ('cleo', ['teacher'], ['Marker3A']);
  await school.deliver(press);
  await school.pass(200);
  expect(school.left.mails.length).toBeGreaterThan(3);
  expect(JSON.stringify([school.left, school.lines])).not.toMatch(/marker|4711|example\.test/i);
  expect(new Set(school.left.mails.map(({ subject }) => subject)).size).toBe(1);
});
