import { expect, it } from 'vitest';
import { ownProfile } from '../profiles/own-profile.ts';
import { pressed } from '../incidents/pressed.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const kinds = async (school: OpenSchool, who: string) =>
  ((await (await school.as(who, '/notices')).json()) as { notices: { kind: string }[] }).notices.map(
    ({ kind }) => kind,
  );

it('a message that is not kind goes to whom the profile names, without a word of it', async () => {
  for (const [profile, told, not] of [
    ['whitwell', ['head', 'slt'], ['dsl']],
    ['buxworth', ['dsl'], ['head']],
    ['ash-cartwright', ['head'], ['dsl']],
  ] as const) {
    const { school, must } = await pressed({}, profile);
    await must('dsl', { kind: 'category.set', risk: 'conduct', special: 'offensive-message' });
    await school.pass(1);
    for (const who of told) expect(await kinds(school, who)).toContain('offensive-message');
    for (const who of not) expect(await kinds(school, who)).not.toContain('offensive-message');
    expect(JSON.stringify(school.left)).not.toMatch(/marker|4711/i);
  }
});

it('the head has a copy of all or of what is serious, as the profile says, and none of what they lead themselves', async () => {
  const whitwell = await pressed({}, 'whitwell');
  await whitwell.school.pass(1);
  expect(await kinds(whitwell.school, 'head')).toEqual([]);
  await whitwell.must('teacher', { kind: 'illegal.suspected' });
  expect(await kinds(whitwell.school, 'head')).toEqual(['serious']);
  const kent = await openSchool({ profile: 'ash-cartwright' });
  await kent.employ('head', ['head']);
  await kent.deliver(pressOf());
  await kent.deliver(pressOf({ practice: true }));
  await kent.pass(1);
  expect(await kinds(kent, 'head')).toEqual(['copy']);
  const both = await openSchool({ profile: 'ash-cartwright' });
  await both.employ('head', ['head', 'dsl']);
  await both.deliver(pressOf());
  await both.pass(1);
  expect(await kinds(both, 'head')).toEqual([]);
});

it('rewards are those of the profile, and the school’s own platform is not to be blocked', async () => {
  const kent = await pressed({}, 'ash-cartwright');
  await kent.must('teacher', { kind: 'reward.noted', reward: 'house points' });
  expect(await kent.refused('teacher', { kind: 'reward.noted', reward: 'sweets' }, 409)).toMatch(/no such reward/);
  const own = await ownProfile((profile) => ({
    ...profile,
    platform: { ...profile.platform, hosts: ['platform.test'] },
  }));
  const press = pressOf({ url: 'https://class.platform.test/page' });
  await own.deliver(press);
  const ask = (id: string) => own.as('teacher', `/incidents/${id}/events`, { kind: 'block.requested', reason: 'x' });
  expect((await ask(press.id)).status).toBe(409);
  const other = pressOf({ url: 'https://notplatform.test/' });
  await own.deliver(other);
  expect((await ask(other.id)).status).toBe(201);
});

it('a personal phone is not woken unless the profile allows it or its holder says that it is the school’s', async () => {
  const school = await openSchool();
  const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
  const ask = (more: object, agent: string) =>
    school.as(
      'teacher',
      '/push/subscriptions',
      { endpoint: 'https://push.example/x', keys, ...more },
      { headers: { 'User-Agent': agent } },
    );
  const phone = 'Mozilla/5.0 (Linux; Android 15) Mobile Safari/537.36';
  expect((await ask({}, phone)).status).toBe(409);
  expect((await ask({ schoolOwned: true }, phone)).status).toBe(201);
  expect((await ask({}, 'Mozilla/5.0 (X11; CrOS x86_64) Chrome/140')).status).toBe(201);
});
