import { generateSpecs } from 'hono-openapi';
import { describe, expect, test } from 'vitest';
import { bearer, openSchool, password } from './school.ts';

const email = 'sam@hill.example';
const marks = [
  '<script>alert(1)</script>',
  '"\'\r\nSet-Cookie: a=b',
  'null\0byte',
  'turned \u202e round',
  '\ud800',
  '😀'.repeat(50),
  '../../etc/passwd',
  "' or 1=1 --",
  '%00',
  '__proto__',
];

const bodies: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a list', []],
  ['a number', 7],
  ['a string', 'text'],
  ['an empty object', {}],
  ['wrong types', { email: 7, password: {}, client: [], deviceCode: null, response: 'x', id: 5 }],
  ['deep nesting', JSON.parse('['.repeat(1500) + ']'.repeat(1500))],
  ['a prototype', JSON.parse('{"__proto__":{"ok":true},"constructor":{"prototype":{}}}')],
];
const writes = [
  '/invites/abc',
  '/session',
  '/device/code',
  '/device/token',
  '/auth/passkey/verify-registration',
  '/auth/passkey/verify-authentication',
  '/auth/passkey/delete-passkey',
];

describe('every route that reads a body', () => {
  test.each(writes)('%s refuses what is not such a request, in a sentence that repeats nothing', async (path) => {
    const { send, join, people } = await openSchool();
    const { token } = await join({ email });
    for (const [, body] of [
      ...bodies,
      ...marks.map((mark): [string, unknown] => [
        '',
        { email: mark, password: mark, client: mark, deviceCode: mark, response: { id: mark }, id: mark, label: mark },
      ]),
    ]) {
      const answer = await send('POST', path, { body, headers: bearer(token) });
      expect([400, 401, 404, 415]).toContain(answer.status);
      expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
      const said = await answer.text();
      expect(JSON.parse(said).detail).toMatch(/^\S.*\.$/);
      expect(said).not.toMatch(/script|\bat \/|etc\/passwd|1=1|Expected|😀/);
      expect([...answer.headers.keys()]).not.toContain('set-cookie');
    }
    const raw = (body: string, type = 'application/json') =>
      people.routes.request(path, { method: 'POST', body, headers: { ...bearer(token), 'Content-Type': type } });
    expect((await raw('{"half":')).status).toBe(400);
    expect((await raw('email=a&password=b', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await raw('{}', 'text/plain; application/json')).status).toBe(415);
    expect((await raw(JSON.stringify({ password: 'x'.repeat(40_000) }))).status).toBe(413);
  });

  test('a label that would turn a line of text round, or is too long, is refused', async () => {
    const { send } = await openSchool();
    for (const label of ['a\u202eb', 'a\nb', 'a\0b', '\u2066', 'x'.repeat(121), 7])
      expect((await send('POST', '/device/code', { body: { client: 'staff-extension', label } })).status).toBe(400);
    expect((await send('POST', '/device/code', { body: { client: 'another' } })).status).toBe(400);
    expect((await send('POST', '/device/code', { body: { client: 'staff-extension', user_id: 'sam' } })).status).toBe(
      400,
    );
  });
});

describe('a code in an address', () => {
  test('that is none is simply unknown', async () => {
    const { send, join } = await openSchool();
    const headers = bearer((await join({ email })).token);
    for (const part of [
      ...marks.filter((mark) => mark !== '\ud800').map(encodeURIComponent),
      '%E0%A4%A',
      '%',
      '%2e%2e',
    ]) {
      expect((await send('GET', `/invites/${part}`)).status).toBe(404);
      expect((await send('POST', `/invites/${part}`, { body: { password } })).status).toBe(404);
      expect((await send('GET', `/device/${part}`, { headers })).status).toBe(404);
      expect((await send('POST', `/device/${part}/approve`, { headers })).status).toBe(404);
      expect((await send('DELETE', `/staff-tokens/${part}`, { headers })).status).toBe(404);
    }
  });

  test('of ten thousand characters is unknown too', async () => {
    const { send, join } = await openSchool();
    const headers = bearer((await join({ email })).token);
    const long = 'B'.repeat(10_000);
    expect((await send('GET', `/invites/${long}`)).status).toBe(404);
    expect((await send('GET', `/device/${long}`, { headers })).status).toBe(404);
    expect((await send('DELETE', `/staff-tokens/${long}`, { headers })).status).toBe(404);
  });
});

describe('a token', () => {
  test('that is forged is nobody’s, and a good cookie beside it does not help', async () => {
    const { send, join } = await openSchool();
    const { cookie } = await join({ email });
    for (const Authorization of [
      'Bearer',
      'Bearer ',
      'Bearer x',
      'bearer x.y',
      'Bearer x.y.z',
      'Bearer %',
      'Bearer %E0%A4%A',
      'Bearer dolphin_staff_',
      `Bearer dolphin_staff_${'A'.repeat(43)}`,
      `Bearer dolphin_staff_${'A'.repeat(100_000)}`,
      `Bearer ${'x'.repeat(100_000)}`,
      'Bearer null',
      'Bearer __proto__',
      'Basic c2FtOnNhbQ==',
      'Bearer a b',
      'Bearer dolphin.session_token=x',
    ]) {
      expect((await send('GET', '/me', { headers: { Authorization } })).status).toBe(401);
      expect((await send('GET', '/me', { headers: { Authorization, Cookie: cookie } })).status).toBe(401);
    }
  });

  test('in a cookie that is forged is nobody’s', async () => {
    const { send } = await openSchool();
    for (const Cookie of [
      'dolphin.session_token=',
      'dolphin.session_token=x',
      'dolphin.session_token=x.y',
      'dolphin.session_token=%E0%A4%A',
      'dolphin.session_token',
      ';;;=;',
      `dolphin.session_token=${'x'.repeat(50_000)}`,
    ])
      expect((await send('GET', '/me', { headers: { Cookie } })).status).toBe(401);
  });

  test('with its signature changed is nobody’s', async () => {
    const { send, join } = await openSchool();
    const { cookie, token } = await join({ email });
    const changed = cookie.replace(token, `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`);
    expect((await send('GET', '/me', { headers: { Cookie: changed } })).status).toBe(401);
  });
});

test('nothing of better-auth is reachable but the passkey routes: no sign-up, no reset, no change of e-mail, no list', async () => {
  const { send, join } = await openSchool();
  const { token } = await join({ email });
  for (const path of [
    '/sign-up/email',
    '/sign-in/email',
    '/request-password-reset',
    '/reset-password',
    '/change-email',
    '/update-user',
    '/delete-user',
    '/list-sessions',
    '/get-session',
    '/device/token',
    '/device/code',
    '/passkey/update-passkey',
    '/ok',
    '/error',
  ])
    for (const method of ['GET', 'POST'])
      expect(
        (
          await send(method, `/auth${path}`, {
            headers: bearer(token),
            ...(method === 'POST' ? { body: { email, password, name: 'x' } } : {}),
          })
        ).status,
      ).toBe(404);
});

test('every route is in the OpenAPI description, with its refusals', async () => {
  const { people } = await openSchool();
  const { paths } = await generateSpecs(people.routes);
  const described = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((method) => `${method} ${path}`),
  );
  const mounted = people.routes.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  expect(new Set(described)).toEqual(new Set(mounted));
  expect(JSON.stringify(paths)).toContain('application/problem+json');
});
