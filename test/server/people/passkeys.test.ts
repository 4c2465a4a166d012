import { describe, expect, test } from 'vitest';
import { createAuthenticator } from './authenticator.ts';
import { bearer, cookieOf, openSchool, origin, type School } from './school.ts';

const email = 'sam@hill.example';
const own = { Origin: origin, 'Sec-Fetch-Site': 'same-origin' };
const rpId = 'localhost';
type Authenticator = ReturnType<typeof createAuthenticator>;

async function add({ send }: School, cookie: string, device: Authenticator, at = origin): Promise<Response> {
  const begun = await send('GET', '/auth/passkey/generate-register-options', { headers: { Cookie: cookie } });
  if (begun.status !== 200) return begun;
  const { challenge } = (await begun.json()) as { challenge: string };
  const headers = { ...own, Cookie: `${cookie}; ${cookieOf(begun)}` };
  const response = device.create({ challenge, origin: at, rpId });
  return send('POST', '/auth/passkey/verify-registration', { body: { response, name: 'School laptop' }, headers });
}
async function begin({ send }: School) {
  const begun = await send('GET', '/auth/passkey/generate-authenticate-options');
  const options = (await begun.json()) as { challenge: string; allowCredentials?: unknown };
  return { options, headers: { ...own, Cookie: cookieOf(begun) } };
}
async function signIn(school: School, device: Authenticator, at = origin): Promise<Response> {
  const { options, headers } = await begin(school);
  const response = device.get({ challenge: options.challenge, origin: at, rpId });
  return school.send('POST', '/auth/passkey/verify-authentication', { body: { response }, headers });
}

describe('a passkey', () => {
  test('is added after a fresh sign-in and then opens sessions of its own', async () => {
    const school = await openSchool();
    const { id, cookie } = await school.join({ email, roles: ['dsl'] });
    const device = createAuthenticator();
    const added = await add(school, cookie, device);
    expect(added.status).toBe(200);
    expect(await added.json()).toEqual({
      id: expect.any(String),
      name: 'School laptop',
      createdAt: expect.any(String),
    });

    const opened = await signIn(school, device);
    expect(opened.status).toBe(200);
    const body = await opened.json();
    expect(Object.keys(body)).toEqual(['token']);
    for (const headers of [bearer(body.token), { Cookie: cookieOf(opened) }]) {
      const me = await school.send('GET', '/me', { headers });
      expect((await me.json()).id).toBe(id);
    }
    expect(school.files().includes(body.token)).toBe(false);
    const kinds = (await school.store.read.selectFrom('audit').select('kind').orderBy('seq').execute()).map(
      ({ kind }) => kind,
    );
    expect(kinds.slice(-2)).toEqual(['passkey.added', 'session.opened']);
  });

  test('lets its owner in while guesses make the password wait', async () => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    const device = createAuthenticator();
    await add(school, cookie, device);
    const guess = () => school.send('POST', '/session', { body: { email, password: 'a wrong password' } });
    for (let count = 0; count < 5; count += 1) await guess();
    expect((await guess()).status).toBe(429);
    expect((await signIn(school, device)).status).toBe(200);
  });

  test('needs a sign-in no older than ten minutes, and says so', async () => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    school.advance(10 * 60 * 1000);
    const refused = await add(school, cookie, createAuthenticator());
    expect(refused.status).toBe(403);
    expect((await refused.json()).detail).toBe('For a new passkey, sign in again first; the sign-in must be fresh.');
  });

  test('of another site, of a device that asked nobody, or made up is not accepted', async () => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    const device = createAuthenticator();
    expect((await add(school, cookie, device, 'https://evil.example')).status).toBe(400);
    expect((await add(school, cookie, createAuthenticator({ userVerified: false }))).status).toBe(400);
    expect((await add(school, cookie, device)).status).toBe(200);
    expect((await signIn(school, device, 'https://evil.example')).status).toBe(400);
    const unknown = await signIn(school, createAuthenticator());
    expect(unknown.status).toBe(400);
    expect(unknown.headers.getSetCookie()).toEqual([]);
    expect(await unknown.text()).not.toMatch(/not found|unauthor/i);
  });

  test('answers each challenge once', async () => {
    const school = await openSchool();
    const { cookie } = await school.join({ email });
    const device = createAuthenticator();
    await add(school, cookie, device);
    const { options, headers } = await begin(school);
    const response = device.get({ challenge: options.challenge, origin, rpId });
    const send = () => school.send('POST', '/auth/passkey/verify-authentication', { body: { response }, headers });
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(400);
  });

  test('opens nothing once the account is closed', async () => {
    const school = await openSchool();
    const { id, cookie } = await school.join({ email });
    const device = createAuthenticator();
    await add(school, cookie, device);
    const at = new Date().toISOString();
    await school.store.write((tx) => tx.updateTable('persons').set({ disabled_at: at }).where('id', '=', id).execute());
    const refused = await signIn(school, device);
    expect(refused.status).toBe(400);
    expect(refused.headers.getSetCookie()).toEqual([]);
  });

  test('is listed to and removed by its owner alone, and shows no key', async () => {
    const school = await openSchool();
    const sam = await school.join({ email });
    const kit = await school.join({ email: 'kit@hill.example' });
    const device = createAuthenticator();
    await add(school, sam.cookie, device);
    const list = async (token: string) =>
      (await (await school.send('GET', '/auth/passkey/list-user-passkeys', { headers: bearer(token) })).json())
        .passkeys;
    const [{ id, ...rest }] = await list(sam.token);
    expect(rest).toEqual({ name: 'School laptop', createdAt: expect.any(String) });
    expect(await list(kit.token)).toEqual([]);
    const remove = (token: string) =>
      school.send('POST', '/auth/passkey/delete-passkey', { body: { id }, headers: bearer(token) });
    expect((await remove(kit.token)).status).toBe(404);
    expect((await remove(sam.token)).status).toBe(204);
    expect((await signIn(school, device)).status).toBe(400);
  });

  test('names nobody’s passkeys to somebody who is not signed in, nor to somebody who is', async () => {
    const school = await openSchool();
    const { cookie, token } = await school.join({ email });
    await add(school, cookie, createAuthenticator());
    const begun = await school.send('GET', '/auth/passkey/generate-authenticate-options', { headers: bearer(token) });
    expect(await begun.json()).not.toHaveProperty('allowCredentials');
  });
});
