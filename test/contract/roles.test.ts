/** Contract §3, last paragraph: what a role may not see is absent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressOf } from './device.ts';
import { openSchool, type Person, type School, type View } from './school.ts';
import { readStream } from './stream.ts';

let school: School;
let people: Record<string, Person>;
let mine: string;
let theirs: string;
let apart: string;
beforeAll(async () => {
  school = await openSchool();
  const wanted: [string, string, string?][] = [
    ['teacher', 'teacher'],
    ['teacher of 3A', 'teacher', '3A'],
    ['assistant of 3A', 'assistant', '3A'],
    ...['office', 'dsl', 'deputy', 'head', 'slt', 'technician', 'network'].map((role): [string, string] => [
      role,
      role,
    ]),
    ...['chair', 'governor', 'admin', 'dpo'].map((role): [string, string] => [role, role]),
  ];
  people = {};
  for (const [name, role, group] of wanted) people[name] = await school.person(role, group);
  const members = {
    group: '3A',
    room: 'Room 4',
    device: 'Laptop 1',
    url: 'https://example.test/secret',
    others: ['https://other.test/'],
  };
  mine = (await school.deliver(pressOf(members))).sealed.id;
  theirs = (await school.deliver(pressOf({ ...members, group: '4B', room: 'Room 5' }))).sealed.id;
  apart = (await school.deliver(pressOf(members), { Authorization: 'Bearer unknown' })).sealed.id;
}, 120_000);
afterAll(() => school.close());

const who = (name: string): Person => {
  const person = people[name];
  if (!person) throw new Error(`There is no ${name}.`);
  return person;
};
const viewFor = async (name: string, id: string): Promise<View | undefined> =>
  (await who(name).reports()).find((report) => report.id === id);

const everywhere = ['mine', 'theirs', 'apart'];
const sees: [string, readonly string[]][] = [
  ['teacher', ['mine', 'theirs']],
  ['teacher of 3A', ['mine']],
  ['assistant of 3A', ['mine']],
  ['office', ['mine', 'theirs']],
  ['dsl', everywhere],
  ['deputy', everywhere],
  ['head', everywhere],
  ['technician', everywhere],
  ['network', everywhere],
  ...['slt', 'chair', 'governor', 'admin', 'dpo'].map((role): [string, string[]] => [role, []]),
];

describe.for(sees)('%s', ([name, seen]) => {
  it(`sees ${seen.join(', ') || 'no report'}, in the list and one by one`, async () => {
    const ids = Object.entries({ mine, theirs, apart });
    for (const [which, id] of ids) {
      const view = await viewFor(name, id);
      const one = await who(name).call(`/reports/${id}`);
      expect([which, view !== undefined, one.status]).toEqual([
        which,
        seen.includes(which),
        seen.includes(which) ? 200 : 404,
      ]);
    }
  });

  it('may not act on what is not there for them', async () => {
    for (const [which, id] of Object.entries({ mine, theirs, apart })) {
      if (seen.includes(which)) continue;
      for (const action of ['acknowledge', 'release', 'not-mine', 'escalate'])
        expect((await who(name).post(`/reports/${id}/${action}`)).status).toBe(404);
      expect((await who(name).post(`/reports/${id}/outcome`, { outcome: 'unsuitable' })).status).toBe(404);
    }
  });
});

it.for(['teacher', 'teacher of 3A', 'assistant of 3A', 'office'])('%s never gets an address', async (name) => {
  // A report of its own: telling the safeguarding lead locks its address for others.
  const { id } = (await school.deliver(pressOf({ group: '3A', url: 'https://example.test/secret' }))).sealed;
  const answers = [
    await who(name).call('/reports'),
    await who(name).call(`/reports/${mine}`),
    await who(name).post(`/reports/${id}/escalate`),
  ];
  for (const answer of answers) expect(await answer.text()).not.toMatch(/secret|other\.test/);
});

it.for(['teacher', 'teacher of 3A', 'assistant of 3A'])('%s sees the site it was on', async (name) => {
  expect((await viewFor(name, mine))?.['host']).toBe('example.test');
});

it.for(['technician', 'network'])(
  '%s sees address and device, nothing of the child’s class or of what a teacher said',
  async (name) => {
    const view = await viewFor(name, mine);
    expect(view).toMatchObject({
      url: 'https://example.test/secret',
      others: ['https://other.test/'],
      device: 'Laptop 1',
    });
    for (const member of ['group', 'tier', 'acknowledgedBy', 'notMine']) expect(view).not.toHaveProperty(member);
    expect((await who(name).post(`/reports/${mine}/release`)).status).toBe(403);
  },
);

it('a lead and a technician see why a report was set apart', async () => {
  for (const name of ['dsl', 'technician']) expect((await viewFor(name, apart))?.['unverified']).toBeTypeOf('string');
});

it('only a lead, a deputy and a head read the chain', async () => {
  for (const name of Object.keys(people)) {
    const { status } = await who(name).call('/audit');
    expect([name, status]).toEqual([name, ['dsl', 'deputy', 'head'].includes(name) ? 200 : 404]);
  }
});

it('the stream of a class teacher tells of their own class alone', async () => {
  const stream = readStream(await who('teacher of 3A').call('/events'));
  await school.deliver(pressOf({ group: '4B' }));
  await school.deliver(pressOf({ group: '3A' }), { Authorization: '' });
  const own = (await school.deliver(pressOf({ group: ' 3a ' }))).sealed.id;
  expect((await stream.next())?.data.report.id).toBe(own);
  await stream.close();
});
