/** Contract §3: invitations, sessions, who one is, and writes that other sites forge. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressOf } from './device.ts';
import { json, openSchool, password, refusalOf, type Person, type School } from './school.ts';
import { readStream } from './stream.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

const me = (token: string) => school.call('/api/me', { headers: { Authorization: `Bearer ${token}` } });
const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

describe('an invitation', () => {
  it('opens one account once, with the roles it was made for', async () => {
    const { id, inviteLink, inviteCode } = await school.invite('teacher,assistant', '3A, 3B');
    expect(inviteLink).toContain(inviteCode);
    const token = await school.join(inviteCode);
    expect(await (await me(token)).json()).toEqual({
      id,
      name: expect.any(String) as string,
      grants: [{ school: expect.any(String) as string, roles: ['teacher', 'assistant'], groups: ['3A', '3B'] }],
    });
    const again = await school.call(`/api/invites/${inviteCode}`, json({ password: 'another password of mine' }));
    expect(await refusalOf(again)).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect((await me(token)).status).toBe(200);
  });

  it('raced by two opens one account', async () => {
    const { inviteCode } = await school.invite('teacher');
    const answers = await Promise.all(
      ['first long password', 'second long password'].map((chosen) =>
        school.call(`/api/invites/${inviteCode}`, json({ password: chosen })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 404]));
  });

  it('of the first administrator and the first lead works as printed', async () => {
    for (const [link, role] of [
      [school.adminLink, 'admin'],
      [school.dslLink, 'dsl'],
    ] as const) {
      const token = await school.join(new URL(link).pathname.split('/').at(-1) ?? '');
      expect(await (await me(token)).json()).toMatchObject({ grants: [{ roles: [role] }] });
    }
  });

  it('that is none, or with a password that does not do, is refused and not spent', async () => {
    const { inviteCode } = await school.invite('teacher');
    const cases: [number, string, unknown][] = [
      [404, 'x'.repeat(32), { password }],
      [404, '%00', { password }],
      [400, inviteCode, { password: 'short' }],
      [400, inviteCode, { password: 'x'.repeat(100_000) }],
      [400, inviteCode, {}],
      [400, inviteCode, { password: 12 }],
      [400, inviteCode, [password]],
    ];
    for (const [status, code, body] of cases) {
      const answer = await school.call(`/api/invites/${code}`, json(body));
      const refusal = await refusalOf(answer);
      // What is far too long may be refused for its length.
      expect([status, 413]).toContain(refusal.status);
      expect(refusal.detail).toMatch(/^[A-Za-z].*\.$/);
    }
    expect((await school.call(`/api/invites/${inviteCode}`, json({ password }))).status).toBe(200);
  });
});

describe('a session', () => {
  const newcomer = async () => {
    const email = `newcomer${Math.random().toString(36).slice(2)}@school.example`;
    const { inviteCode } = await school.invite('dsl', undefined, email);
    await school.join(inviteCode);
    return email;
  };

  it('opens with the right password, and ends for good when it is closed', async () => {
    const email = await newcomer();
    const opened = await school.call('/api/session', json({ email: email.toUpperCase(), password }));
    expect(opened.status).toBe(200);
    const { token } = (await opened.json()) as { token: string };
    const cookie = cookieOf(opened);
    for (const line of opened.headers.getSetCookie()) expect(line).toMatch(/HttpOnly/i);
    for (const line of opened.headers.getSetCookie()) expect(line).toMatch(/SameSite=Strict/i);
    expect((await me(token)).status).toBe(200);
    expect((await school.call('/api/me', { headers: { Cookie: cookie } })).status).toBe(200);
    const headers = { Authorization: `Bearer ${token}` };
    const events = readStream(await school.call('/api/events', { headers }));
    expect((await school.call('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    expect((await me(token)).status).toBe(401);
    expect((await school.call('/api/me', { headers: { Cookie: cookie } })).status).toBe(401);
    expect((await school.call('/api/session', { method: 'DELETE', headers })).status).toBe(401);
    // A stream that was open ends at the next keep-alive.
    expect(await events.next()).toBeUndefined();
  });

  it('does not open with a wrong password or an unknown address, in the same words', async () => {
    const email = await newcomer();
    const wrong = await refusalOf(await school.call('/api/session', json({ email, password: `${password}!` })));
    const unknown = await refusalOf(await school.call('/api/session', json({ email: `x${email}`, password })));
    expect(wrong.status).toBe(401);
    expect(unknown).toEqual(wrong);
  });

  it('is needed everywhere, and nothing else will do', async () => {
    const headers = [
      {},
      { Authorization: 'Bearer' },
      { Authorization: `Bearer ${school.siteCode}` },
      { Cookie: 'session=1' },
    ];
    for (const each of headers)
      for (const path of ['/api/me', '/api/reports', '/api/events', '/api/audit', '/api/reports/x'])
        expect([path, (await school.call(path, { headers: each })).status]).toEqual([path, 401]);
  });
});

describe('a write that a cookie vouches for', () => {
  let cookie: string;
  let person: Person;
  let path: string;
  beforeAll(async () => {
    person = await school.person('dsl');
    const { inviteCode } = await school.invite('dsl');
    cookie = cookieOf(await school.call(`/api/invites/${inviteCode}`, json({ password })));
    path = `/api/reports/${(await school.deliver(pressOf())).sealed.id}`;
  });
  const post = (to: string, headers: Record<string, string>) => school.call(to, { method: 'POST', headers });

  it.for<Record<string, string>>([
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
  ])('from %j is refused', async (headers) => {
    for (const action of ['acknowledge', 'release', 'escalate'])
      expect((await post(`${path}/${action}`, { Cookie: cookie, ...headers })).status).toBe(403);
    const closing = await school.call('/api/session', {
      method: 'DELETE',
      headers: { Cookie: cookie, ...headers },
    });
    expect(closing.status).toBe(403);
    const view = (await (await person.call(path.slice('/api'.length))).json()) as { report: { state: string } };
    expect(view.report.state).toBe('stored');
  });

  it('from Dolphin’s own page is done', async () => {
    const own = { Cookie: cookie, Origin: school.server.url, 'Sec-Fetch-Site': 'same-origin' };
    expect((await post(`${path}/escalate`, own)).status).toBe(200);
  });

  it('is not opened by a bearer that is wrong', async () => {
    expect((await post(`${path}/escalate`, { Cookie: cookie, Authorization: 'Bearer x' })).status).toBe(401);
  });
});
