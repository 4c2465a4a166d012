import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSchool } from '../school.ts';
import { pressOf, sealBytes } from '../sealed-report.ts';

const canary = 'https://canary.test/4711';

async function expectProblem(response: Response, status: number) {
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.any(String)]);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const problem = JSON.parse(text) as { detail: string; status: number };
  expect(problem).toMatchObject({ status, detail: expect.stringMatching(/^[A-Za-z].*\.$/) as string });
  expect(text).not.toMatch(/canary|4711|node_modules|server-stub|at \w+ \(/);
}

describe('POST /v1/reports refuses', () => {
  const change = (body: string, header: (old: Record<string, unknown>) => unknown) => {
    const [first = '', ...rest] = body.split('.');
    const old = JSON.parse(Buffer.from(first, 'base64url').toString()) as Record<string, unknown>;
    return [Buffer.from(JSON.stringify(header(old))).toString('base64url'), ...rest].join('.');
  };
  const cases: [string, number, (body: string) => { body?: string; headers?: Record<string, string> }][] = [
    ['another content type', 415, () => ({ headers: { 'Content-Type': 'application/json' } })],
    ['no content type', 415, () => ({ headers: { 'Content-Type': '' } })],
    ['no id', 400, () => ({ headers: { 'Idempotency-Key': '' } })],
    ['an id without quotes', 400, () => ({ headers: { 'Idempotency-Key': randomUUID() } })],
    ['an id that is no UUID v4', 400, () => ({ headers: { 'Idempotency-Key': `"${canary}"` } })],
    ['an id in capitals', 400, () => ({ headers: { 'Idempotency-Key': `"${randomUUID().toUpperCase()}"` } })],
    ['a digest that does not match', 400, () => ({ headers: { 'Dolphin-Digest': 'sha-256=AAAA' } })],
    ['an empty body', 400, () => ({ body: '' })],
    ['clear text', 400, () => ({ body: JSON.stringify({ url: canary }) })],
    ['bytes', 400, () => ({ body: '\u0000\u00ff'.repeat(50) })],
    ['four parts', 400, (body) => ({ body: body.split('.').slice(0, 4).join('.') })],
    ['six parts', 400, (body) => ({ body: `${body}.x` })],
    ['a newline', 400, (body) => ({ body: `${body}\n` })],
    ['a header that is no JSON', 400, (body) => ({ body: `AAAA${body.slice(body.indexOf('.'))}` })],
    ['another algorithm', 400, (body) => ({ body: change(body, (old) => ({ ...old, alg: 'dir' })) })],
    ['another encryption', 400, (body) => ({ body: change(body, (old) => ({ ...old, enc: 'A128GCM' })) })],
    ['compression', 400, (body) => ({ body: change(body, (old) => ({ ...old, zip: 'DEF' })) })],
    ['critical extensions', 400, (body) => ({ body: change(body, (old) => ({ ...old, crit: ['x'] })) })],
    ['another content', 400, (body) => ({ body: change(body, (old) => ({ ...old, cty: 'jwk+json' })) })],
    ['no key id', 400, (body) => ({ body: change(body, ({ kid: _kid, ...old }) => old) })],
    [
      'a key id of 10,000 characters',
      400,
      (body) => ({ body: change(body, (old) => ({ ...old, kid: 'x'.repeat(1e4) })) }),
    ],
    ['a header that is a list', 400, (body) => ({ body: change(body, () => []) })],
    ['more than 64 KiB', 413, (body) => ({ body: `${body}${'A'.repeat(64 * 1024)}` })],
  ];
  it.for(cases)('%s with %i and a sentence', async ([, status, make]) => {
    const school = await openSchool();
    const { id, body } = await school.seal(pressOf({ url: canary }));
    const { body: bad = body, headers = {} } = make(body);
    await expectProblem(await school.send({ id, body: bad }, headers), status);
    expect(await school.store.read.selectFrom('report').select('id').execute()).toEqual([]);
    expect(school.lines).toEqual([]);
  });

  it('a stream that goes on for ever', async () => {
    const school = await openSchool();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(16 * 1024).fill(65));
      },
    });
    const headers = { 'Content-Type': 'application/jose', 'Idempotency-Key': `"${randomUUID()}"` };
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    await expectProblem(await school.app.request('/v1/reports', init), 413);
    expect(sent).toBeLessThan(10);
  });
});

it.for([
  ['Dolphin-Seq', 'NaN'],
  ['Dolphin-Seq', '9'.repeat(400)],
  ['Dolphin-Seq', ''],
  ['Dolphin-Gen', '<script>'],
  ['Dolphin-Gen', ''],
  ['Dolphin-Attempt', '-1'],
  ['Dolphin-Sent', '1e99'],
  ['Dolphin-Sent', ''],
  ['Dolphin-Digest', ''],
  ['Authorization', `Bearer ${'x'.repeat(5000)}`],
  ['Authorization', 'Basic eDp5'],
] as const)('a report is taken with %s: %s', async ([name, value]) => {
  const school = await openSchool();
  const response = await school.send(await school.seal(pressOf()), { [name]: value });
  expect(response.status).toBe(201);
});

it('a seal around a whole JWE header of another curve is refused or set apart, never a fault', async () => {
  const school = await openSchool();
  const body = await sealBytes(new TextEncoder().encode('{}'), school.publicKey);
  const [first = '', ...rest] = body.split('.');
  const header = JSON.parse(Buffer.from(first, 'base64url').toString()) as { epk: { x: string } };
  // A point that is not on the curve.
  header.epk.x = Buffer.alloc(32, 1).toString('base64url');
  const bent = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
  const response = await school.send({ id: randomUUID(), body: bent });
  expect([response.status, school.lines]).toEqual([201, []]);
});

describe('staff routes', () => {
  const id = randomUUID();
  const cases: [string, number, string, RequestInit][] = [
    ['no sign-in', 401, '/api/reports', {}],
    ['a wrong token', 401, '/api/reports', { headers: { Authorization: 'Bearer !' } }],
    ['no sign-in for one report', 401, `/api/reports/${id}`, {}],
    ['no sign-in for events', 401, '/api/events', {}],
    ['no sign-in for the audit', 401, '/api/audit', {}],
    ['no sign-in for an action', 401, `/api/reports/${id}/acknowledge`, { method: 'POST' }],
    ['an unknown state', 400, `/api/reports?state=${canary}`, { headers: { Authorization: 'Bearer dsl' } }],
    ['a time that is none', 400, `/api/reports?since=${canary}`, { headers: { Authorization: 'Bearer dsl' } }],
    ['an impossible day', 400, '/api/reports?since=2026-13-45', { headers: { Authorization: 'Bearer dsl' } }],
    ['a cursor that is none', 400, `/api/reports?before=${canary}`, { headers: { Authorization: 'Bearer dsl' } }],
    ['an audit cursor that is none', 400, '/api/audit?before=-1', { headers: { Authorization: 'Bearer dsl' } }],
    [
      'an event id that is none',
      400,
      '/api/events',
      { headers: { Authorization: 'Bearer dsl', 'Last-Event-ID': 'x' } },
    ],
    ['an id that is none', 404, "/api/reports/'; DROP TABLE report; --", { headers: { Authorization: 'Bearer dsl' } }],
    [
      'an unknown action',
      404,
      `/api/reports/${id}/explode`,
      { method: 'POST', headers: { Authorization: 'Bearer dsl' } },
    ],
    ['an unknown place', 404, '/api/nothing', { headers: { Authorization: 'Bearer dsl' } }],
  ];
  const json = { Authorization: 'Bearer dsl', 'Content-Type': 'application/json' };
  const bodies: [string, number, string, string][] = [
    ['no JSON', 400, `/api/reports/${id}/outcome`, `{"outcome":"${canary}`],
    ['an unknown outcome', 400, `/api/reports/${id}/outcome`, JSON.stringify({ outcome: canary })],
    ['a list', 400, `/api/reports/${id}/outcome`, '[]'],
    ['an unknown member', 400, '/api/reports', JSON.stringify({ evil: canary })],
    ['an address that is too long', 400, '/api/reports', JSON.stringify({ url: canary + 'x'.repeat(9000) })],
    ['a number for an address', 400, '/api/reports', '{"url":4711}'],
    ['a time that is none', 400, '/api/reports', JSON.stringify({ occurredAt: canary })],
    ['too much', 413, '/api/reports', JSON.stringify({ url: 'x'.repeat(70_000) })],
  ];
  it.for(cases)('answer %s with %i and a sentence', async ([, status, path, init]) => {
    const school = await openSchool();
    await expectProblem(await school.app.request(path, init), status);
    expect(school.lines).toEqual([]);
  });
  it.for(bodies)('answer %s in a body with %i and a sentence', async ([, status, path, body]) => {
    const school = await openSchool();
    await expectProblem(await school.app.request(path, { method: 'POST', headers: json, body }), status);
  });
  it('take nothing but JSON', async () => {
    const school = await openSchool();
    const headers = { Authorization: 'Bearer dsl', 'Content-Type': 'application/x-www-form-urlencoded' };
    await expectProblem(await school.app.request('/api/reports', { method: 'POST', headers, body: 'url=x' }), 415);
  });
});
