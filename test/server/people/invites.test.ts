import { describe, expect, test } from 'vitest';
import { bearer, cookieOf, openSchool, origin, password } from './school.ts';

const day = 24 * 60 * 60 * 1000;
const someone = {
  school: 'hill',
  email: 'sam@hill.example',
  name: 'Sam Field',
  roles: ['teacher' as const],
  groups: ['3A'],
};

describe('an invitation', () => {
  test('says whom it is for, opens a session, and is then spent', async () => {
    const { people, send } = await openSchool();
    const added = await people.add({ ...someone, by: 'command' });
    if (!added.ok) throw new Error(added.reason);
    expect(added.inviteLink).toBe(`${origin}/join/${added.inviteCode}`);

    const page = await send('GET', `/invites/${added.inviteCode}`);
    expect(await page.json()).toEqual({ name: 'Sam Field', email: someone.email, school: 'Hill Primary' });

    const accepted = await send('POST', `/invites/${added.inviteCode}`, { body: { password } });
    expect(accepted.status).toBe(200);
    const { token } = await accepted.json();
    const expected = {
      id: added.id,
      name: 'Sam Field',
      grants: [{ school: 'hill', roles: ['teacher'], groups: ['3A'] }],
    };
    expect(await (await send('GET', '/me', { headers: bearer(token) })).json()).toEqual(expected);
    expect(await (await send('GET', '/me', { headers: { Cookie: cookieOf(accepted) } })).json()).toEqual(expected);
    const [line] = accepted.headers.getSetCookie().filter((cookie) => cookie.startsWith('dolphin.session_token='));
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Strict/i);
    expect(line).not.toMatch(/Secure/i);

    for (const again of [
      await send('GET', `/invites/${added.inviteCode}`),
      await send('POST', `/invites/${added.inviteCode}`, { body: { password: 'another long password' } }),
    ]) {
      expect(again.status).toBe(404);
      expect(again.headers.get('Content-Type')).toBe('application/problem+json');
    }
    expect((await send('POST', '/session', { body: { email: someone.email, password } })).status).toBe(200);
  });

  test('marks its cookie Secure when the server is reached by https', async () => {
    const { people, send } = await openSchool('https://dolphin.hill.example');
    const added = await people.add({ ...someone, by: 'command' });
    if (!added.ok) throw new Error(added.reason);
    const accepted = await send('POST', `/invites/${added.inviteCode}`, { body: { password } });
    expect(accepted.headers.getSetCookie().length).toBeGreaterThan(1);
    for (const line of accepted.headers.getSetCookie()) expect(line).toMatch(/; Secure/i);
    expect((await send('GET', '/me', { headers: { Cookie: cookieOf(accepted) } })).status).toBe(200);
  });

  test('ends after seven days, and adding the person again makes a new one that ends the old', async () => {
    const { people, send, advance } = await openSchool();
    const first = await people.add({ ...someone, by: 'command' });
    if (!first.ok) throw new Error(first.reason);
    advance(7 * day);
    expect((await send('GET', `/invites/${first.inviteCode}`)).status).toBe(404);
    const second = await people.add({ ...someone, roles: ['dsl'], by: 'command' });
    const third = await people.add({ ...someone, roles: ['assistant'], by: 'command' });
    if (!second.ok || !third.ok) throw new Error('not added');
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect((await send('POST', `/invites/${second.inviteCode}`, { body: { password } })).status).toBe(404);
    const accepted = await send('POST', `/invites/${third.inviteCode}`, { body: { password } });
    const me = await send('GET', '/me', { headers: bearer((await accepted.json()).token) });
    expect((await me.json()).grants).toEqual([{ school: 'hill', roles: ['assistant'], groups: ['3A'] }]);
  });

  test('sets one password only when two requests carry it at once', async () => {
    const { people, send } = await openSchool();
    const added = await people.add({ ...someone, by: 'command' });
    if (!added.ok) throw new Error(added.reason);
    const answers = await Promise.all(
      ['first long password', 'second long password'].map((word) =>
        send('POST', `/invites/${added.inviteCode}`, { body: { password: word } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]));
    const signIn = (word: string) => send('POST', '/session', { body: { email: someone.email, password: word } });
    expect((await signIn('first long password')).status).toBe(200);
    expect((await signIn('second long password')).status).toBe(401);
  });

  test.each([
    ['nine chars', 'ninechars', 'password: must have at least 10 characters.'],
    ['their e-mail address', 'SAM@hill.example', 'Choose a password that is not your e-mail address or your name.'],
    ['their name', ' sam  FIELD ', 'Choose a password that is not your e-mail address or your name.'],
    ['129 characters', 'x'.repeat(129), undefined],
  ])('refuses a password that is %s, and stays good', async (_, word, detail) => {
    const { people, send } = await openSchool();
    const added = await people.add({ ...someone, by: 'command' });
    if (!added.ok) throw new Error(added.reason);
    const refused = await send('POST', `/invites/${added.inviteCode}`, { body: { password: word } });
    expect(refused.status).toBe(400);
    if (detail) expect((await refused.json()).detail).toBe(detail);
    expect((await send('GET', `/invites/${added.inviteCode}`)).status).toBe(200);
  });
});

describe('adding a person', () => {
  test.each([
    ['an address that is none', { email: 'sam at hill' }],
    ['an address with a line break', { email: 'sam@hill.example\nBcc: all@hill.example' }],
    ['an empty name', { name: '   ' }],
    ['a name with a null byte', { name: 'Sam\0Field' }],
    ['a name that turns the text round', { name: 'Sam \u202eField' }],
    ['no role', { roles: [] }],
    ['a role that is none', { roles: ['root'] }],
    ['a group of 121 characters', { groups: ['x'.repeat(121)] }],
  ])('refuses %s with a sentence', async (_, wrong) => {
    const { people } = await openSchool();
    const added = await people.add({ ...someone, by: 'command', ...(wrong as object) });
    expect(added).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  test('never makes an invitation for an account in use: it would be a way to sign in as somebody else', async () => {
    const { people, join } = await openSchool();
    await join({ email: someone.email });
    const again = await people.add({ ...someone, email: 'SAM@hill.example', by: 'command' });
    expect(again).toMatchObject({ ok: false, reason: expect.stringContaining('already has an account') });
  });

  test('lets nobody give themselves a role', async () => {
    const { people } = await openSchool();
    const added = await people.add({ ...someone, roles: ['admin'], by: 'command' });
    if (!added.ok) throw new Error(added.reason);
    const self = await people.add({ ...someone, roles: ['dsl'], by: added.id });
    expect(self).toMatchObject({ ok: false, reason: expect.stringContaining('Nobody can give themselves') });
  });

  test('is in the audit, with who and what and no address', async () => {
    const { people, store, join } = await openSchool();
    const { id } = await join({ email: someone.email, roles: ['teacher', 'dsl'], groups: ['3A'] });
    await people.add({ ...someone, email: 'new@hill.example', by: id });
    const rows = await store.read
      .selectFrom('audit')
      .select(['actor', 'actor_role', 'kind', 'payload'])
      .orderBy('seq')
      .execute();
    expect(rows.map(({ actor, actor_role: role, kind }) => [actor === id ? 'sam' : actor, role, kind])).toEqual([
      ['command', 'command', 'person.added'],
      ['command', 'command', 'role.granted'],
      ['command', 'command', 'invite.made'],
      ['sam', 'teacher,dsl', 'invite.accepted'],
      ['sam', 'teacher,dsl', 'person.added'],
      ['sam', 'teacher,dsl', 'role.granted'],
      ['sam', 'teacher,dsl', 'invite.made'],
    ]);
    expect(JSON.stringify(rows)).not.toContain('@');
  });
});
