/** `/openapi.json` agrees with the contract and with the server that serves it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { json, openSchool, password, type School } from './school.ts';

type Operation = {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: object }[];
  requestBody?: { content: Record<string, { schema?: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>;
  security?: Record<string, string[]>[];
  tags?: string[];
  operationId?: string;
};
type Description = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, { type: string; in?: string; name?: string; scheme?: string }> };
  tags: { name: string }[];
};

let school: School;
let text: string;
let description: Description;
beforeAll(async () => {
  school = await openSchool();
  text = await (await school.call('/openapi.json')).text();
  description = JSON.parse(text) as Description;
});
afterAll(() => school.close());

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

it('is OpenAPI 3.1 with a title and a version', () => {
  expect(description.openapi).toMatch(/^3\.1\.\d$/);
  expect(description.info).toMatchObject({
    title: expect.any(String) as string,
    version: expect.any(String) as string,
  });
});

it('has every route of this contract that the server has', () => {
  const wanted = [
    ['/v1/reports', 'post'],
    ['/v1/reports/{id}/status', 'get'],
    ['/v1/reports/{id}/events', 'get'],
    ['/healthz', 'get'],
    ['/api/session', 'post'],
    ['/api/session', 'delete'],
    ['/api/me', 'get'],
    ['/api/reports', 'get'],
    ['/api/reports', 'post'],
    ['/api/reports/{id}', 'get'],
    ['/api/events', 'get'],
    ['/api/audit', 'get'],
    ...['acknowledge', 'release', 'not-mine', 'outcome', 'escalate'].map((action) => [
      `/api/reports/{id}/${action}`,
      'post',
    ]),
  ];
  const there = operations().map(({ path, method }) => `${method} ${path}`);
  expect(there).toEqual(expect.arrayContaining(wanted.map(([path, method]) => `${method} ${path}`)));
  expect(there.some((route) => /^post \/api\/invites\/\{\w+\}$/.test(route))).toBe(true);
});

it('describes each operation whole: parameters, bodies, answers, who may', () => {
  const schemes = Object.keys(description.components.securitySchemes);
  const tags = new Set(description.tags.map(({ name }) => name));
  for (const { path, method, operation } of operations()) {
    const route = `${method} ${path}`;
    const { parameters = [], requestBody, responses, security = [], summary, tags: own = [] } = operation;
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect([route, new Set(inPath.map(({ name }) => name))]).toEqual([route, new Set(named)]);
    expect([route, inPath.every(({ required }) => required)]).toEqual([route, true]);
    expect([route, new Set(parameters.map((one) => `${one.in} ${one.name}`)).size]).toEqual([route, parameters.length]);
    expect([route, typeof summary]).toEqual([route, 'string']);
    expect([route, Object.keys(responses).every((status) => /^[1-5]\d\d$/.test(status))]).toEqual([route, true]);
    expect([route, Object.keys(responses).some((status) => status.startsWith('2'))]).toEqual([route, true]);
    for (const answer of Object.values(responses))
      expect([route, typeof answer.description]).toEqual([route, 'string']);
    const media = [requestBody, ...Object.values(responses)].flatMap((holder) => Object.values(holder?.content ?? {}));
    expect([route, media.every(({ schema }) => typeof schema === 'object')]).toEqual([route, true]);
    for (const each of security.flatMap((one) => Object.keys(one))) expect(schemes).toContain(each);
    for (const tag of own) expect(tags).toContain(tag);
  }
  const ids = operations().flatMap(({ operation }) => operation.operationId ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

it('refers to nothing that is not there', () => {
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"#([^"]*)"/g)) {
    let at: unknown = description;
    for (const step of pointer.split('/').slice(1)) at = (at as Record<string, unknown>)[step];
    expect([pointer, typeof at]).toEqual([pointer, 'object']);
  }
  expect(text).not.toMatch(/"\$ref":"(?!#)/);
});

it('describes only what answers, and as open or closed as it is', async () => {
  for (const { path, method, operation } of operations()) {
    const answer = await school.call(path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), {
      method: method.toUpperCase(),
      // Where a route sends one on to is another route.
      redirect: 'manual',
    });
    const route = `${method} ${path}`;
    const { security = [{ session: [] }] } = operation;
    const open = security.length === 0 || security.some((one) => Object.keys(one).length === 0);
    // Without its key a press is not there at all; without a session there is something to sign in for.
    const shut = security.some((one) => 'statusKey' in one) ? 404 : 401;
    if (!open) expect([route, answer.status]).toEqual([route, shut]);
    expect([route, Object.keys(operation.responses)]).toEqual([
      route,
      expect.arrayContaining([String(answer.status)]) as string[],
    ]);
    await answer.body?.cancel();
  }
});

it('names the cookie that a session really has', async () => {
  const { inviteCode } = await school.invite('teacher');
  const answer = await school.call(`/api/invites/${inviteCode}`, json({ password }));
  const set = answer.headers.getSetCookie().map((line) => line.split('=')[0]);
  const described = Object.values(description.components.securitySchemes).find((scheme) => scheme.in === 'cookie');
  expect(set).toContain(described?.name);
});
