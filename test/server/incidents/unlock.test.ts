import { expect, it } from 'vitest';
import { pressed, whole } from './pressed.ts';

const cleared = { kind: 'illegal.cleared', reason: 'The police have looked.' };
const marker = 'marker-4711.test/secret';

async function locked(...leads: ['dsl' | 'deputy' | 'head' | 'chair', ...string[]][]) {
  const it = await pressed();
  for (const [role] of leads) await it.school.employ(role, [role]);
  await it.must('teacher', { kind: 'illegal.suspected' });
  const reads = async (who: string) => (await (await it.school.as(who, `/reports/${it.id}`)).text()).includes(marker);
  const clear = async (who: string) => (await it.append(who, cleared)).status;
  return { ...it, reads, clear };
}

it('one lead alone does not unlock it, a second one does, and both are on record', async () => {
  const { clear, reads, school, id, view } = await locked(['dsl'], ['deputy']);
  expect(await clear('dsl')).toBe(202);
  expect(await clear('dsl')).toBe(202);
  expect(await reads('head')).toBe(false);
  expect(await view()).toMatchObject({ locked: true });
  const { notices } = (await (await school.as('chair', '/notices')).json()) as { notices: object[] };
  expect(notices).toMatchObject([{ kind: 'unlock-asked', subject: id }]);
  expect(JSON.stringify([notices, school.left])).not.toMatch(/4711|police/);
  expect(await clear('deputy')).toBe(201);
  expect(await reads('head')).toBe(true);
  expect(await whole(school)).toMatchObject({ code: 0 });
});

it('the head may give the word; teachers and technicians may not', async () => {
  const { clear, reads } = await locked(['dsl'], ['head']);
  expect(await clear('teacher')).toBe(403);
  expect(await clear('technician')).toBe(403);
  expect(await clear('head')).toBe(202);
  expect(await clear('dsl')).toBe(201);
  expect(await reads('head')).toBe(true);
});

it('where there is no second person a day passes', async () => {
  const { clear, reads, school } = await locked(['dsl'], ['chair']);
  expect(await clear('dsl')).toBe(202);
  school.clock.now += 24 * 60 * 60 * 1000 - 1000;
  expect(await clear('dsl')).toBe(202);
  school.clock.now += 1000;
  expect(await clear('dsl')).toBe(201);
  expect(await reads('head')).toBe(true);
});

it('a word of before does not count once it is locked again', async () => {
  const { clear, must, reads } = await locked(['dsl'], ['deputy']);
  await clear('dsl');
  await clear('deputy');
  await must('teacher', { kind: 'illegal.suspected' });
  expect(await clear('deputy')).toBe(202);
  expect(await reads('head')).toBe(false);
});
