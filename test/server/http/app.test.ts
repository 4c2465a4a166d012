import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPeople } from '../../../server-stub/people/people.ts';
import { openSchool, peopleByName, temporaryFolder } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

describe('every answer', () => {
  it('carries the headers that keep pages to themselves', async () => {
    const { app } = await openSchool();
    for (const path of ['/', '/healthz', '/api/reports', '/v1/nothing', '/openapi.json']) {
      const { headers } = await app.request(path);
      expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get('Content-Security-Policy')).not.toMatch(/unsafe|\*/);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    }
  });

  it('under /v1 may be read by the extension, pre-flight and refusals too; nothing else may', async () => {
    const { app } = await openSchool();
    const origin = { Origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop' };
    const preflight = await app.request('/v1/reports', {
      method: 'OPTIONS',
      headers: { ...origin, 'Access-Control-Request-Headers': 'authorization' },
    });
    expect(preflight.status).toBe(204);
    const allowed = preflight.headers.get('Access-Control-Allow-Headers') ?? '';
    for (const name of [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'Dolphin-Seq',
      'Dolphin-Gen',
      'Last-Event-ID',
    ])
      expect(allowed.split(', ')).toContain(name);
    for (const path of ['/v1/reports', '/v1/nothing', '/v1/reports/x/status', '/v1/reports/x/events'])
      expect((await app.request(path, { headers: origin })).headers.get('Access-Control-Allow-Origin')).toBe('*');
    for (const path of ['/api/reports', '/'])
      expect((await app.request(path, { headers: origin })).headers.has('Access-Control-Allow-Origin')).toBe(false);
  });

  it('to a fault of our own is a sentence, and the log names no address', async () => {
    const school = await openSchool();
    await school.store.close();
    const response = await school.send(await school.seal(pressOf({ url: 'https://canary.test/' })));
    expect([response.status, response.headers.get('Content-Type')]).toEqual([500, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('Nothing was lost') as string });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(school.lines).toHaveLength(1);
    expect(school.lines.join()).toMatch(/^500 POST \w+ at /);
    expect(school.lines.join()).not.toContain('canary');
  });
});

it('other methods on the report address are told so', async () => {
  const { app } = await openSchool();
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await app.request('/v1/reports', { method });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS']);
  }
});

it('what belongs to later issues is not there', async () => {
  const { app } = await openSchool();
  for (const path of ['/v1/blocks/receipts']) expect((await app.request(path, { method: 'POST' })).status).toBe(404);
});

it('a write that a cookie vouches for must come from our own pages', async () => {
  const school = await openSchool({ people: async () => ({ ...peopleByName('s'), personOf: async () => undefined }) });
  const from = (headers: Record<string, string>) =>
    school.app.request('/api/reports', { method: 'POST', headers: { Cookie: 'session=x', ...headers } });
  expect((await from({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await from({ 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
  expect((await from({ Origin: 'https://evil.test' })).status).toBe(403);
  expect((await from({ Origin: 'null' })).status).toBe(403);
  expect((await from({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(401);
});

describe('the staff pages', () => {
  it('say which command builds them when they are not built', async () => {
    const { app } = await openSchool();
    const response = await app.request('/');
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')]);
  });

  it('are served as built, with the entry page for every other page path, and nothing from outside', async () => {
    const { app, dir } = await openSchool();
    await mkdir(join(dir, 'console', 'assets'), { recursive: true });
    await writeFile(join(dir, 'console', 'index.html'), '<!doctype html><p>entry');
    await writeFile(join(dir, 'console', 'assets', 'a-1.js'), 'export {}');
    for (const path of ['/', '/join/abc', '/reports/1'])
      expect(await (await app.request(path)).text()).toContain('entry');
    const script = await app.request('/assets/a-1.js');
    expect(script.headers.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(script.headers.get('Cache-Control')).toContain('immutable');
    for (const path of [
      '/assets/../../dolphin.db',
      '/..%2fdolphin.db',
      '/%2e%2e/dolphin.db',
      '/dolphin.db',
      '/assets/none.js',
    ])
      expect([path, (await app.request(path)).status]).toEqual([path, 404]);
    expect((await app.request('/', { method: 'POST' })).status).toBe(404);
  });
});

it('one side can be served alone', async () => {
  const devices = await openSchool({ only: 'devices' });
  expect((await devices.deliver(pressOf())).told).toBe(true);
  expect((await devices.as('dsl', '/reports')).status).toBe(404);
  expect((await devices.app.request('/')).status).toBe(404);
  const staff = await openSchool({ only: 'staff' });
  expect((await staff.send(await staff.seal(pressOf()))).status).toBe(404);
  expect((await staff.as('dsl', '/reports')).status).toBe(200);
});

it('/openapi.json describes every route there is, from the schemas that check them', async () => {
  const dir = await temporaryFolder();
  const school = await openSchool({
    people: async (store, origin) => {
      const secret = new Uint8Array(32).fill(1);
      const people = await createPeople({ store, dir, origin: () => origin, secret, now: Date.now });
      onTestFinished(() => people.close());
      return people;
    },
  });
  const response = await school.app.request('/openapi.json');
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses?: object }>>;
    components: { schemas: Record<string, unknown> };
  };
  expect(document.openapi).toMatch(/^3\.1/);
  const routes = school.app.routes.filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'));
  for (const { method, path } of routes) {
    if (path === '/openapi.json') continue;
    const described = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect([method, path, described?.summary]).toEqual([method, path, expect.any(String)]);
    expect(described?.responses).not.toEqual({});
  }
  expect(Object.keys(document.paths).length).toBeGreaterThan(10);
  expect(JSON.stringify(document.components.schemas['SealedReport'])).toContain('statusKey');
});
