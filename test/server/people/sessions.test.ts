import { describe, expect, test } from 'vitest';
import { bearer, cookieOf, openSchool, origin, password, type School } from './school.ts';

const email = 'sam@hill.example';
const signIn = ({ send }: School, word: string, headers: Record<string, string> = {}, address = email) =>
  send('POST', '/session', { body: { email: address, password: word }, headers });
const me = ({ send }: School, headers: Record<string, string>) => send('GET', '/me', { headers });

describe('a session', () => {
  test('is opened by e-mail and password, and ended by signing out', async () => {
    const school = await openSchool();
    await school.join({ email });
    const answer = await signIn(school, password, {}, ' Sam@Hill.Example ');
    const { token } = await answer.json();
    expect((await me(school, bearer(token))).status).toBe(200);
    const out = await school.send('DELETE', '/session', { headers: bearer(token) });
    expect(out.status).toBe(204);
    expect((await me(school, bearer(token))).status).toBe(401);
    expect((await me(school, { Cookie: cookieOf(answer) })).status).toBe(401);
  });

  test.each(["o'brien@hill.example", 'a+b@x-y.hill.example', '_@hill.example'])(
    'is opened for %s too',
    async (address) => {
      const school = await openSchool();
      await school.join({ email: address });
      expect((await signIn(school, password, {}, address)).status).toBe(200);
    },
  );

  test('signing out by cookie clears the cookie', async () => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    const out = await school.send('DELETE', '/session', { headers: { Cookie: cookie, Origin: origin } });
    expect(out.headers.getSetCookie().join()).toMatch(/dolphin\.session_token=;.*Max-Age=0/i);
    expect((await me(school, { Cookie: cookie })).status).toBe(401);
  });

  test('lasts a working day and no longer', async () => {
    const school = await openSchool();
    const { token, cookie } = await school.join({ email });
    school.advance(11.9 * 60 * 60 * 1000);
    expect((await me(school, bearer(token))).status).toBe(200);
    school.advance(0.2 * 60 * 60 * 1000);
    expect((await me(school, bearer(token))).status).toBe(401);
    expect((await me(school, { Cookie: cookie })).status).toBe(401);
  });

  test('stops at once when the account is closed, and no new one is opened', async () => {
    const school = await openSchool();
    const { id, token } = await school.join({ email });
    await school.store.write((tx) =>
      tx.updateTable('persons').set({ disabled_at: new Date().toISOString() }).where('id', '=', id).execute(),
    );
    expect((await me(school, bearer(token))).status).toBe(401);
    expect((await signIn(school, password)).status).toBe(403);
    expect(await school.people.personOf(new Request(origin, { headers: bearer(token) }))).toBeUndefined();
  });

  test('ends with its grant: what a person may do is read anew for every request', async () => {
    const school = await openSchool();
    const { id, token } = await school.join({ email, roles: ['dsl'] });
    const roles = async () => (await school.people.personOf(new Request(origin, { headers: bearer(token) })))?.roles;
    expect(await roles()).toEqual(['dsl']);
    school.advance(1000);
    const at = new Date().toISOString();
    await school.store.write((tx) => tx.updateTable('grants').set({ to_at: at }).where('person_id', '=', id).execute());
    expect(await roles()).toEqual([]);
  });

  test('leaves neither token, cookie, password nor invitation in any file of the school', async () => {
    const school = await openSchool();
    const added = await school.people.add({
      school: 'hill',
      email,
      name: 'Sam',
      roles: ['teacher'],
      groups: [],
      by: 'command',
    });
    if (!added.ok) throw new Error(added.reason);
    const answer = await school.send('POST', `/invites/${added.inviteCode}`, { body: { password } });
    const { token } = await answer.json();
    expect((await me(school, bearer(token))).status).toBe(200);
    const files = school.files();
    expect(files).toContain(email);
    expect(files).toContain('sealed_entries');
    for (const secret of [token, added.inviteCode, password, ...cookieOf(answer).split(/[=;]/)].filter(
      (part) => part.length > 15 && !part.includes('session_token'),
    ))
      expect(files.includes(secret)).toBe(false);
  });

  test('of a stolen database opens nothing under another secret', async () => {
    const school = await openSchool();
    await school.join({ email });
    const [row] = await school.store.read.selectFrom('sealed_entries').selectAll().execute();
    for (const guess of [row?.key, row?.value, row?.value.slice(0, 32)])
      expect((await me(school, bearer(String(guess)))).status).toBe(401);
  });
});

describe('a wrong sign-in', () => {
  test('says the same of an unknown address as of a wrong password, and of an invitation not yet accepted', async () => {
    const school = await openSchool();
    await school.join({ email });
    await school.people.add({
      school: 'hill',
      email: 'new@hill.example',
      name: 'New',
      roles: ['dsl'],
      groups: [],
      by: 'command',
    });
    const answers = [
      await signIn(school, 'a wrong password'),
      await signIn(school, 'a wrong password', {}, 'nobody@hill.example'),
      await signIn(school, 'a wrong password', {}, 'new@hill.example'),
      await signIn(school, 'a wrong password', {}, 'not an address'),
    ];
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), [...answer.headers]]),
    );
    for (const one of told) expect(one).toEqual(told[0]);
    expect(answers[0]?.status).toBe(401);
  });

  test('hashes for an unknown address too, so that time tells nothing', async () => {
    const school = await openSchool();
    await school.join({ email });
    const cpu = async (address: string) => {
      const before = process.cpuUsage();
      await signIn(school, 'a wrong password', {}, address);
      const { user } = process.cpuUsage(before);
      return user;
    };
    const least = async (address: string) => Math.min(await cpu(address), await cpu(address));
    await cpu('warm@hill.example');
    const [known, unknown] = [await least(email), await least('nobody@hill.example')];
    // Hashing dwarfs everything else, so without it one would be a small part of the other.
    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.3);
  });

  test('five times makes the account wait, in a clear sentence, even for the right password', async () => {
    const school = await openSchool();
    await school.join({ email });
    await school.join({ email: 'kit@hill.example' });
    for (let count = 0; count < 5; count += 1) expect((await signIn(school, `wrong ${count}`)).status).toBe(401);
    const refused = await signIn(school, password);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('30');
    expect((await refused.json()).detail).toBe(
      'Too many wrong passwords for this account. Wait 30 seconds, then try again. A passkey works at once.',
    );
    // From the same address, as a whole school is: nobody else waits.
    expect((await signIn(school, password, {}, 'kit@hill.example')).status).toBe(200);
    school.advance(30_000);
    expect((await signIn(school, 'wrong again')).status).toBe(401);
    expect((await signIn(school, password)).headers.get('Retry-After')).toBe('60');
    school.advance(60_000);
    expect((await signIn(school, password)).status).toBe(200);
    expect((await signIn(school, 'wrong')).status).toBe(401);
    expect((await signIn(school, password)).status).toBe(200);
  });

  test('is told to the audit when it begins to make an account wait', async () => {
    const school = await openSchool();
    const { id } = await school.join({ email });
    for (let count = 0; count < 6; count += 1) await signIn(school, 'wrong');
    const told = await school.store.read
      .selectFrom('audit')
      .select('subject')
      .where('kind', '=', 'session.guessed')
      .execute();
    expect(told).toEqual([{ subject: id }]);
  });

  test('makes an unknown account wait just the same', async () => {
    const school = await openSchool();
    for (let count = 0; count < 5; count += 1) await signIn(school, 'wrong', {}, 'nobody@hill.example');
    expect((await signIn(school, 'wrong', {}, 'NOBODY@hill.example')).status).toBe(429);
  });

  test('forty at once get no more looks at the password than five', async () => {
    const school = await openSchool();
    await school.join({ email });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, count) => signIn(school, `wrong ${count}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.every(({ status }) => [401, 429, 503].includes(status))).toBe(true);
  });

  test('elsewhere does not lock out the owner in a browser they have used before', async () => {
    const school = await openSchool();
    await school.join({ email });
    const known = cookieOf(await signIn(school, password));
    for (let count = 0; count < 5; count += 1) await signIn(school, 'wrong');
    expect((await signIn(school, password)).status).toBe(429);
    const own = { Cookie: known, Origin: origin };
    expect((await signIn(school, password, own)).status).toBe(200);
    // The cookie is of one account and cannot be made up.
    for (let count = 0; count < 5; count += 1) await signIn(school, 'wrong', own, 'kit@hill.example');
    expect((await signIn(school, 'wrong', {}, 'kit@hill.example')).status).toBe(429);
    expect((await signIn(school, password, { Cookie: 'dolphin.known=abc.def', Origin: origin })).status).toBe(429);
  });
});

describe('a write that a cookie vouches for', () => {
  const cases: [string, Record<string, string>, number][] = [
    ['from our own page', { Origin: origin, 'Sec-Fetch-Site': 'same-origin' }, 204],
    ['from our own page of a browser that sends no Sec-Fetch-Site', { Origin: origin }, 204],
    ['from a command line', {}, 204],
    ['from another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from another site that hides its name', { Origin: 'null' }, 403],
    [
      'from a neighbour under the same domain',
      { Origin: 'http://other.localhost:8787', 'Sec-Fetch-Site': 'same-site' },
      403,
    ],
    ['from another site that claims our origin', { Origin: origin, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from another site beside a made-up token', { Origin: 'https://evil.example', Authorization: 'Bearer x' }, 401],
  ];
  test.each(cases)('%s', async (_, headers, status) => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    const answer = await school.send('DELETE', '/session', { headers: { Cookie: cookie, ...headers } });
    expect(answer.status).toBe(status);
    expect((await me(school, { Cookie: cookie })).status).toBe(status === 204 ? 401 : 200);
  });
});
