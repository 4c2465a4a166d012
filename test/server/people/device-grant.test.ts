import { describe, expect, test } from 'vitest';
import { bearer, openSchool, origin, type School } from './school.ts';

type Started = {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string;
  expiresIn: number;
  interval: number;
};

async function start({ send }: School, label = 'Chromium in room 4'): Promise<Started> {
  const answer = await send('POST', '/device/code', { body: { client: 'staff-extension', label } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Started;
}
/** Polls once, keeping to the interval. */
async function poll({ send, advance }: School, deviceCode: string) {
  advance(5001);
  const answer = await send('POST', '/device/token', { body: { deviceCode } });
  return { status: answer.status, ...((await answer.json()) as { token?: string; error?: string; detail?: string }) };
}
async function connect(school: School, session: string): Promise<string> {
  const { deviceCode, userCode } = await start(school);
  expect((await school.send('POST', `/device/${userCode}/approve`, { headers: bearer(session) })).status).toBe(204);
  const { token } = await poll(school, deviceCode);
  if (!token) throw new Error('no token');
  return token;
}

describe('connecting a staff browser', () => {
  test('shows the request to the person, and after their yes gives a token once', async () => {
    const school = await openSchool();
    const { token: session, id } = await school.join({ email: 'sam@hill.example', roles: ['dsl'] });
    const started = await start(school);
    expect(started).toMatchObject({ verificationUri: `${origin}/connect`, expiresIn: 600, interval: 5 });
    expect(started.verificationUriComplete).toBe(`${origin}/connect?code=${started.userCode}`);
    expect(started.userCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);

    expect(await poll(school, started.deviceCode)).toMatchObject({
      status: 400,
      error: 'authorization_pending',
      detail: expect.stringMatching(/\.$/),
    });
    const shown = await school.send('GET', `/device/${started.userCode.toLowerCase().replace('-', '')}`, {
      headers: bearer(session),
    });
    expect(await shown.json()).toEqual({ label: 'Chromium in room 4', requestedAt: '2026-09-14T09:00:00.000Z' });
    const agreed = await school.send('POST', `/device/${started.userCode}/approve`, { headers: bearer(session) });
    expect(agreed.status).toBe(204);

    const { status, token } = await poll(school, started.deviceCode);
    expect(status).toBe(200);
    expect(token).toMatch(/^dolphin_staff_/);
    expect(await poll(school, started.deviceCode)).toMatchObject({ status: 400, error: 'expired_token' });

    const person = await school.people.personOf(new Request(origin, { headers: bearer(String(token)) }));
    expect(person).toMatchObject({ id, roles: ['dsl'], scope: 'staff-extension' });
    expect((await school.send('GET', '/me', { headers: bearer(String(token)) })).status).toBe(200);
    expect(school.files().includes(String(token))).toBe(false);
    expect(school.files().includes(started.deviceCode)).toBe(false);
  });

  test('leaves no session behind that could do more', async () => {
    const school = await openSchool();
    const { token: session } = await school.join({ email: 'sam@hill.example' });
    const before = await school.store.read.selectFrom('sealed_entries').select('key').execute();
    await connect(school, session);
    const after = await school.store.read.selectFrom('sealed_entries').select('key').execute();
    expect(new Set(after.map(({ key }) => key))).toEqual(new Set(before.map(({ key }) => key)));
  });

  test('needs the person themselves: not signed in, or by a connected browser, it is refused', async () => {
    const school = await openSchool();
    const { token: session } = await school.join({ email: 'sam@hill.example' });
    const token = await connect(school, session);
    const { userCode, deviceCode } = await start(school);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/approve'],
      ['POST', '/deny'],
    ] as const) {
      expect((await school.send(method, `/device/${userCode}${path}`)).status).toBe(401);
      expect((await school.send(method, `/device/${userCode}${path}`, { headers: bearer(token) })).status).toBe(403);
    }
    expect((await poll(school, deviceCode)).error).toBe('authorization_pending');
  });

  test('belongs to whoever opened the code first', async () => {
    const school = await openSchool();
    const sam = await school.join({ email: 'sam@hill.example' });
    const kit = await school.join({ email: 'kit@hill.example' });
    const { userCode, deviceCode } = await start(school);
    expect((await school.send('GET', `/device/${userCode}`, { headers: bearer(sam.token) })).status).toBe(200);
    expect((await school.send('GET', `/device/${userCode}`, { headers: bearer(kit.token) })).status).toBe(409);
    expect((await school.send('POST', `/device/${userCode}/approve`, { headers: bearer(kit.token) })).status).toBe(409);
    expect((await poll(school, deviceCode)).error).toBe('authorization_pending');
  });

  test('can be refused, and a decided code decides nothing more', async () => {
    const school = await openSchool();
    const { token } = await school.join({ email: 'sam@hill.example' });
    const { userCode, deviceCode } = await start(school);
    expect((await school.send('POST', `/device/${userCode}/deny`, { headers: bearer(token) })).status).toBe(204);
    expect((await school.send('POST', `/device/${userCode}/approve`, { headers: bearer(token) })).status).toBe(404);
    expect(await poll(school, deviceCode)).toMatchObject({ status: 400, error: 'access_denied' });
  });

  test('tells one who asks too often to slow down, and one who comes late that it is over', async () => {
    const school = await openSchool();
    const { token } = await school.join({ email: 'sam@hill.example' });
    const { userCode, deviceCode } = await start(school);
    await poll(school, deviceCode);
    const again = await school.send('POST', '/device/token', { body: { deviceCode } });
    expect(await again.json()).toMatchObject({ status: 400, error: 'slow_down' });
    school.advance(11 * 60 * 1000);
    expect((await poll(school, deviceCode)).error).toBe('expired_token');
    expect((await school.send('GET', `/device/${userCode}`, { headers: bearer(token) })).status).toBe(404);
  });

  test('gives nothing to one who read the code in the database: it lacks the signature', async () => {
    const school = await openSchool();
    const { token } = await school.join({ email: 'sam@hill.example' });
    const { userCode, deviceCode } = await start(school);
    await school.send('POST', `/device/${userCode}/approve`, { headers: bearer(token) });
    const kept = deviceCode.slice(0, deviceCode.indexOf('.'));
    expect(school.files()).toContain(kept);
    for (const forged of [kept, `${kept}.`, `${kept}.${kept}`, `${deviceCode}x`])
      expect(await poll(school, forged)).toMatchObject({ status: 400, error: 'expired_token' });
    expect((await poll(school, deviceCode)).status).toBe(200);
  });

  test('gives nothing when the account was closed in between', async () => {
    const school = await openSchool();
    const { id, token } = await school.join({ email: 'sam@hill.example' });
    const { userCode, deviceCode } = await start(school);
    await school.send('POST', `/device/${userCode}/approve`, { headers: bearer(token) });
    await school.store.write((tx) =>
      tx.updateTable('persons').set({ disabled_at: new Date().toISOString() }).where('id', '=', id).execute(),
    );
    expect(await poll(school, deviceCode)).toMatchObject({ status: 400, error: 'access_denied' });
  });
});

describe('a connected browser', () => {
  test('is listed to its owner alone, and disconnected by them alone', async () => {
    const school = await openSchool();
    const sam = await school.join({ email: 'sam@hill.example' });
    const kit = await school.join({ email: 'kit@hill.example' });
    const token = await connect(school, sam.token);
    const list = async (who: { token: string }) =>
      (
        (await (await school.send('GET', '/staff-tokens', { headers: bearer(who.token) })).json()) as {
          tokens: { id: string }[];
        }
      ).tokens;
    const [mine] = await list(sam);
    expect(mine).toEqual({
      id: expect.any(String),
      label: 'Chromium in room 4',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    });
    expect(await list(kit)).toEqual([]);
    const remove = (who: { token: string }) =>
      school.send('DELETE', `/staff-tokens/${mine?.id}`, { headers: bearer(who.token) });
    expect((await remove(kit)).status).toBe(404);
    expect((await remove({ token })).status).toBe(403);
    expect((await school.send('GET', '/me', { headers: bearer(token) })).status).toBe(200);
    expect((await remove(sam)).status).toBe(204);
    expect((await remove(sam)).status).toBe(404);
    expect((await school.send('GET', '/me', { headers: bearer(token) })).status).toBe(401);
    expect(await list(sam)).toEqual([]);
  });

  test('may sign itself out, which ends its token and not its owner’s session', async () => {
    const school = await openSchool();
    const { token: session } = await school.join({ email: 'sam@hill.example' });
    const token = await connect(school, session);
    expect((await school.send('DELETE', '/session', { headers: bearer(token) })).status).toBe(204);
    expect((await school.send('GET', '/me', { headers: bearer(token) })).status).toBe(401);
    expect((await school.send('GET', '/me', { headers: bearer(session) })).status).toBe(200);
  });

  test('stays connected while it is used, and must be connected anew after sixty days without', async () => {
    const school = await openSchool();
    const { token: session } = await school.join({ email: 'sam@hill.example' });
    const token = await connect(school, session);
    const status = async () => (await school.send('GET', '/me', { headers: bearer(token) })).status;
    for (let count = 0; count < 3; count += 1) {
      school.advance(42 * 24 * 60 * 60 * 1000);
      expect(await status()).toBe(200);
    }
    school.advance(60 * 24 * 60 * 60 * 1000);
    expect(await status()).toBe(401);
  });

  test('is told of in the audit, from the yes to the end', async () => {
    const school = await openSchool();
    const { token: session } = await school.join({ email: 'sam@hill.example' });
    const token = await connect(school, session);
    await school.send('DELETE', '/session', { headers: bearer(token) });
    const rows = await school.store.read.selectFrom('audit').select('kind').orderBy('seq').execute();
    expect(rows.map(({ kind }) => kind).slice(-3)).toEqual([
      'browser.approved',
      'browser.connected',
      'browser.disconnected',
    ]);
  });
});
