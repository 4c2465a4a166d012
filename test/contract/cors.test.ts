/** Contract §2, CORS: a device calls from an extension's origin, whatever the answer. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headersOf, pressOf, readBearer } from './device.ts';
import { openSchool, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

const wanted = `authorization content-type idempotency-key last-event-id dolphin-seq dolphin-gen
  dolphin-digest dolphin-attempt dolphin-sent dolphin-device dolphin-signature`.split(/\s+/);
const origin = { Origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop' };

function expectOpen(answer: Response): void {
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(answer.headers.has('Access-Control-Allow-Credentials')).toBe(false);
  const allowed = answer.headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(/, */);
  expect(allowed).toEqual(expect.arrayContaining(wanted));
  // An opener that a page may read must not be closed to it by another header.
  expect(answer.headers.get('Cross-Origin-Resource-Policy')).not.toBe('same-origin');
}

it.for(['/v1/reports', `/v1/reports/${randomUUID()}/status`, `/v1/reports/${randomUUID()}/events`, '/v1/devices'])(
  'a pre-flight of %s is answered',
  async (path) => {
    for (const method of ['POST', 'GET']) {
      const answer = await school.call(path, {
        method: 'OPTIONS',
        headers: {
          ...origin,
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': wanted.join(','),
        },
      });
      expect(answer.ok).toBe(true);
      expectOpen(answer);
      expect(answer.headers.get('Access-Control-Allow-Methods')?.split(/, */)).toContain(method);
    }
  },
);

it('every answer may be read, good or bad', async () => {
  const sealed = await school.seal(pressOf());
  const other = await school.seal(pressOf());
  const path = `/v1/reports/${sealed.id}`;
  const Authorization = readBearer(sealed);
  const post = (body: string, headers: Record<string, string>) =>
    school.call('/v1/reports', { method: 'POST', body, headers: { ...headers, ...origin } });
  const asked: [number, () => Promise<Response>][] = [
    [201, () => post(sealed.body, headersOf(sealed, school.siteCode))],
    [200, () => post(sealed.body, headersOf(sealed, school.siteCode))],
    [422, () => post(other.body, { ...headersOf(other, school.siteCode), 'Idempotency-Key': `"${sealed.id}"` })],
    [400, () => post('no report', { 'Content-Type': 'application/jose', 'Idempotency-Key': `"${sealed.id}x"` })],
    [413, () => post('A'.repeat(70_000), headersOf({ ...other, digest: '' }, ''))],
    [415, () => post('{}', { 'Content-Type': 'application/json' })],
    [200, () => school.call(`${path}/status`, { headers: { Authorization, ...origin } })],
    [200, () => school.call(`${path}/events`, { headers: { Authorization, ...origin } })],
    [404, () => school.call(`${path}/status`, { headers: origin })],
    [404, () => school.call(`${path}/nothing`, { headers: origin })],
    [404, () => school.call('/v1/nothing', { headers: origin })],
    [404, () => school.call('/v1', { headers: origin })],
    [404, () => school.call('/v1/', { headers: origin })],
    [404, () => school.call('/v1/%ff%00', { headers: origin })],
    [405, () => school.call('/v1/reports', { headers: origin })],
    [405, () => school.call('/v1/reports', { method: 'DELETE', headers: origin })],
  ];
  for (const [status, ask] of asked) {
    const answer = await ask();
    expect([status, answer.status]).toEqual([status, status]);
    expectOpen(answer);
    await answer.body?.cancel();
  }
});

it('but the staff’s side is open to its own pages alone', async () => {
  for (const path of ['/api/reports', '/api/session', '/api/events', '/openapi.json']) {
    const plain = await school.call(path, { headers: origin });
    const preflight = await school.call(path, {
      method: 'OPTIONS',
      headers: { ...origin, 'Access-Control-Request-Method': 'POST' },
    });
    for (const answer of [plain, preflight]) expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false);
  }
});

it('and whether the server is there may be asked from anywhere, for a device whose policy closes its host', async () => {
  const answer = await school.call('/healthz', { headers: origin });
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await answer.json()).toEqual({ ok: true });
});
