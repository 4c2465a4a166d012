import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { eveningOf } from '../../../server-stub/http/day-pass-routes.ts';
import { createPeople } from '../../../server-stub/people/people.ts';
import { findSchool } from '../../../server-stub/storage/schools.ts';
import { makeSchool, openSchool, peopleByName, temporaryFolder, type OpenSchool } from '../school.ts';

const files = async (dir: string) => {
  const names = await readdir(dir, { recursive: true, withFileTypes: true });
  const found = names.filter((entry) => entry.isFile());
  return (await Promise.all(found.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n');
};
type Person = { id: string; name: string; roles: string[]; leftAt?: string; aupSignedAt?: string };
const register = async (school: OpenSchool, who = 'admin') =>
  ((await (await school.as(who, '/people')).json()) as { people: Person[] }).people;
const rolesOf = async (school: OpenSchool, id: string) => (await register(school)).find((one) => one.id === id)?.roles;
const answer = async (response: Response) =>
  [response.status, await response.json()] as [number, Record<string, unknown>];

/** Two administrators, a head and a teacher. */
async function staffRoom() {
  const school = await openSchool();
  for (const [name, role] of [
    ['admin', 'admin'],
    ['head', 'head'],
    ['anna', 'teacher'],
    ['dsl', 'dsl'],
  ] as const)
    await school.employ(name, [role]);
  return school;
}
const requests = async (school: OpenSchool, who: string) =>
  ((await (await school.as(who, '/role-requests')).json()) as { requests: { id: string; dueAt?: string }[] }).requests;

describe('the rule of two people', () => {
  it('a role in the classroom is given at once; one that opens cases waits for a second person, never for its own', async () => {
    const school = await staffRoom();
    const [, teacher] = await answer(
      await school.as('admin', '/people', {
        email: 'new@people.example',
        name: 'New',
        roles: ['teacher'],
        groups: ['3A'],
      }),
    );
    expect(teacher).toMatchObject({ inviteLink: expect.stringContaining('/join/') as string });
    expect(teacher).not.toHaveProperty('waits');
    const [, lead] = await answer(
      await school.as('admin', '/people', { email: 'lead@people.example', name: 'Lead', roles: ['dsl'] }),
    );
    expect(lead).toHaveProperty('waits');
    expect(await rolesOf(school, String(lead['id']))).toEqual([]);
    const path = `/role-requests/${String(lead['waits'])}`;
    expect((await school.as('admin', path, { agree: true })).status).toBe(409);
    expect((await school.as('dsl', path, { agree: true })).status).toBe(404);
    expect((await school.as('head', path, { agree: true })).status).toBe(200);
    expect(await rolesOf(school, String(lead['id']))).toEqual(['dsl']);
    expect((await school.as('head', path, { agree: true })).status).toBe(404);
    expect(await verify(['--data', school.dir], {})).toMatchObject({ code: 0 });
  });

  it('nobody gives themselves a role, agrees to their own, or takes the last administrator away', async () => {
    const school = await staffRoom();
    expect((await school.as('admin', '/people/id-of-admin/roles', { roles: ['dsl'] })).status).toBe(409);
    expect((await school.as('admin', '/people/id-of-admin/leave', {})).status).toBe(409);
    const [, asked] = await answer(await school.as('admin', '/people/id-of-head/roles', { roles: ['head', 'dsl'] }));
    expect((await school.as('head', `/role-requests/${String(asked['waits'])}`, { agree: true })).status).toBe(409);
    await school.employ('second', ['admin']);
    expect((await school.as('admin', '/people/id-of-second/leave', {})).status).toBe(200);
    expect((await register(school)).find(({ id }) => id === 'id-of-second')).toHaveProperty('leftAt');
    // The invited first administrator has not joined; `admin` himself is still there.
    expect((await school.as('head', '/people/id-of-anna/leave', {})).status).toBe(404);
  });

  it('where nobody else could agree a day passes, and head and chair are told at once', async () => {
    const school = await openSchool();
    await school.employ('admin', ['admin']);
    await school.employ('anna', ['teacher']);
    const [, asked] = await answer(await school.as('admin', '/people/id-of-anna/roles', { roles: ['deputy'] }));
    expect((await requests(school, 'chair'))[0]).toMatchObject({
      id: asked['waits'],
      dueAt: '2026-09-16T09:20:31.000Z',
    });
    const told = (await (await school.as('chair', '/notices')).json()) as { notices: { kind: string }[] };
    expect(told.notices).toMatchObject([{ kind: 'role-asked' }]);
    school.clock.now += 24 * 60 * 60 * 1000 - 1000;
    await school.turn();
    expect(await rolesOf(school, 'id-of-anna')).toEqual(['teacher']);
    school.clock.now += 2000;
    await school.turn();
    expect(await rolesOf(school, 'id-of-anna')).toEqual(['deputy']);
  });

  it('a refusal ends it, also after the day', async () => {
    const school = await openSchool();
    await school.employ('admin', ['admin']);
    await school.employ('anna', ['teacher']);
    const [, asked] = await answer(await school.as('admin', '/people/id-of-anna/roles', { roles: ['deputy'] }));
    expect((await school.as('chair', `/role-requests/${String(asked['waits'])}`, { agree: false })).status).toBe(200);
    school.clock.now += 25 * 60 * 60 * 1000;
    await school.turn();
    expect(await rolesOf(school, 'id-of-anna')).toEqual(['teacher']);
  });

  it('a new password is the administrator’s to give, for a lead only once a second person agrees, and once', async () => {
    const school = await staffRoom();
    const [, anna] = await answer(await school.as('admin', '/people/id-of-anna/invite', {}));
    expect(anna).toHaveProperty('inviteLink');
    const [, lead] = await answer(await school.as('admin', '/people/id-of-dsl/invite', {}));
    expect(lead).not.toHaveProperty('inviteLink');
    await school.as('head', `/role-requests/${String(lead['waits'])}`, { agree: true });
    expect((await answer(await school.as('admin', '/people/id-of-dsl/invite', {})))[1]).toHaveProperty('inviteLink');
    expect((await answer(await school.as('admin', '/people/id-of-dsl/invite', {})))[1]).not.toHaveProperty(
      'inviteLink',
    );
    expect(school.left.mails).toEqual([]);
  });
});

it('a leaver is out at once and told nothing more; the history stays', async () => {
  const school = await staffRoom();
  await school.arrive('anna');
  expect((await school.as('admin', '/people/id-of-anna/leave', {})).status).toBe(200);
  expect((await school.as('admin', '/people/id-of-anna/leave', {})).status).toBe(404);
  expect((await register(school)).at(-1)).toMatchObject({
    id: 'id-of-anna',
    roles: [],
    leftAt: expect.any(String) as string,
  });
  expect(await school.store.read.selectFrom('presence').selectAll().execute()).toEqual([]);
});

it('who has signed stands in the register; on paper only the administrator notes it', async () => {
  const school = await staffRoom();
  expect((await school.as('anna', '/aup', {})).status).toBe(200);
  expect((await school.as('head', '/aup', { person: 'id-of-dsl' })).status).toBe(404);
  expect((await school.as('admin', '/aup', { person: 'id-of-dsl' })).status).toBe(200);
  const signed = (await register(school)).filter(({ aupSignedAt }) => aupSignedAt).map(({ id }) => id);
  expect(signed.toSorted()).toEqual(['id-of-anna', 'id-of-dsl']);
});

it('the review is signed for the list as it is, and is overdue a term later', async () => {
  const school = await staffRoom();
  const people = (await register(school)).length;
  expect((await school.as('head', '/access-review', { confirmed: true, people: people - 1 })).status).toBe(409);
  expect((await answer(await school.as('head', '/access-review', { confirmed: true, people })))[1]).toMatchObject({
    lastBy: 'id-of-head',
    overdue: false,
  });
  school.clock.now += 121 * 24 * 60 * 60 * 1000;
  expect((await answer(await school.as('slt', '/access-review')))[1]).toMatchObject({ overdue: true });
});

describe('a day pass', () => {
  it.for([
    ['2026-07-01T08:00:00.000Z', '2026-07-01T17:00:00.000Z'],
    ['2026-12-01T08:00:00.000Z', '2026-12-01T18:00:00.000Z'],
    ['2026-07-01T17:30:00.000Z', '2026-07-01T22:59:00.000Z'],
    ['2026-07-01T23:30:00.000Z', '2026-07-02T17:00:00.000Z'],
  ] as const)('issued at %s ends at %s, by the clock in London', ([now, ends]) => {
    expect(eveningOf('Europe/London', Date.parse(now))).toBe(ends);
  });

  it('opens one browser once, for a named assistant of that class, until the evening', async () => {
    const made = await makeSchool(await temporaryFolder());
    const school = await openSchool({
      made,
      people: async (store, origin, keys, now) => {
        const real = await createPeople({
          store,
          dir: made.dir,
          origin: () => origin,
          secret: keys.secretFor('people'),
          now,
        });
        onTestFinished(() => real.close());
        const { personOf } = peopleByName((await findSchool(store))?.id ?? '');
        return { ...real, personOf: async (request) => (await personOf(request)) ?? real.personOf(request) };
      },
    });
    const [status, pass] = await answer(
      await school.as('office', '/day-passes', { name: 'Jo Standing-In', groups: ['3A'] }),
    );
    expect([status, pass['until']]).toEqual([201, '2026-09-15T17:00:00.000Z']);
    expect(String(pass['svg'])).toMatch(/^<svg/);
    const code = new URL(String(pass['link'])).pathname.split('/').at(-1) ?? '';
    expect(await files(made.dir)).not.toContain(code);
    const open = () => school.app.request(`/api/passes/${code}`, { method: 'POST' });
    const [opened, { token }] = await answer(await open());
    expect(opened).toBe(200);
    expect((await open()).status).toBe(404);
    const me = () => school.as(String(token), '/me');
    expect(await (await me()).json()).toMatchObject({
      name: 'Jo Standing-In',
      grants: [{ roles: ['assistant'], groups: ['3A'] }],
    });
    const { passes } = (await (await school.as('office', '/day-passes')).json()) as { passes: object[] };
    expect(passes).toMatchObject([{ id: pass['id'], used: true }]);
    school.clock.now = Date.parse('2026-09-15T16:59:59.000Z');
    expect((await me()).status).toBe(200);
    school.clock.now = Date.parse('2026-09-15T17:00:00.000Z');
    expect((await me()).status).toBe(401);
    const second = (await answer(await school.as('office', '/day-passes', { name: 'Too Late' })))[1];
    expect(
      (await school.as('office', `/day-passes/${String(second['id'])}`, undefined, { method: 'DELETE' })).status,
    ).toBe(200);
    const late = new URL(String(second['link'])).pathname.split('/').at(-1) ?? '';
    expect((await school.app.request(`/api/passes/${late}`, { method: 'POST' })).status).toBe(404);
    expect((await school.as('teacher', '/day-passes', { name: 'x' })).status).toBe(404);
  });
});
