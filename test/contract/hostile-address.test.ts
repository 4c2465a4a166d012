/** A reported address is hostile text: it arrives byte for byte, and is met nowhere but where it is read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressOf, seal } from './device.ts';
import { dolphin } from './program.ts';
import { json, openSchool, type Person, type School } from './school.ts';

let school: School;
let lead: Person;
beforeAll(async () => {
  school = await openSchool();
  lead = await school.person('dsl');
});
afterAll(() => school.close());

const hostile = [
  'https://evil.test/"><script>alert(1)</script>',
  "https://evil.test/' OR 1=1; DROP TABLE report; --",
  'https://evil.test/\r\nSet-Cookie: a=b\r\n\r\n<html>',
  'https://evil.test/\u202Egpj.exe\u2066\u2069\u200B\uFEFF',
  'https://🐬🌊.test/тест?q=日本#ما',
  'https://xn--n3h.test:8443/a%00b%zz%2e%2e/..\\..\\c',
  'javascript:alert(document.cookie)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'file:///C:/Users/x/secret.txt',
  'chrome://settings/passwords',
  'view-source:about:blank',
  'blob:https://evil.test/6f0d3c1e',
  'no address at all',
  '',
  ' ',
  '\u0000\u0001\u007f\u0085\u2028\u2029',
  '\ud800 alone \udfff',
  'e\u0301 is not \u00e9',
  '__proto__',
  '{"url":"nested"}',
  '${7*7}{{7*7}}%s%n',
  `https://evil.test/${'a'.repeat(8192 - 18)}`,
  `https://${'a.'.repeat(4000)}test/`,
  `https://evil.test/${'🐬'.repeat(2043)}`,
];

it.for(hostile.map((url, index) => [index, url] as const))('number %i is read as it was sent', async ([, url]) => {
  const press = pressOf({ url, others: [url, 'https://plain.test/'], device: url.slice(0, 40), room: 'R\u202E' });
  const sealed = await seal(press, school.publicKey, 16_384);
  const answer = await school.send(sealed);
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ told: true });
  const listed = (await lead.reports()).find(({ id }) => id === press.id);
  expect([listed?.['url'], listed?.['others']]).toEqual([url, [url, 'https://plain.test/']]);
  const one = (await (await lead.call(`/reports/${press.id}`)).json()) as { report: Record<string, unknown> };
  // A label is a text, not evidence: half of a surrogate pair is none.
  expect([one.report['url'], one.report['device']]).toEqual([url, url.slice(0, 40).toWellFormed()]);
});

it('none of them breaks the chain', async () => {
  for (const url of hostile)
    await school.send(await seal(pressOf({ url, device: url.slice(0, 40), group: url.slice(-40) }), school.publicKey));
  const { code, stderr } = await dolphin('verify', '--data', school.dir);
  expect([code, stderr]).toEqual([0, '']);
});

it('entered by staff it is read as it was entered', async () => {
  for (const url of hostile.filter((text) => text.length < 4000)) {
    const answer = await lead.post('/reports', { url });
    const { id } = (await answer.json()) as { id: string };
    expect(answer.status).toBe(201);
    const one = (await (await lead.call(`/reports/${id}`)).json()) as { report: Record<string, unknown> };
    expect(one.report['url']).toBe(url);
  }
});

describe('a secret address', () => {
  const secret = 'canary-4711.test';

  it('is in no answer to a device, in no refusal and in nothing the server writes', async () => {
    const url = `https://${secret}/`;
    const press = pressOf({ url });
    const sealed = await school.seal(press);
    const encoded = encodeURIComponent(url);
    const answers = await Promise.all([
      school.send(sealed, { 'X-Address': url, Referer: url }),
      school.send(sealed, { 'Idempotency-Key': url }),
      school.send({ ...sealed, body: url }),
      school.call(`/v1/reports/${encoded}/status?u=${encoded}`, { headers: { Authorization: `Bearer ${secret}` } }),
      school.call(`/v1/${encoded}`),
      school.call(`/api/${encoded}`),
      school.call(`/${secret}.html`),
      lead.call(`/reports?state=${encoded}`),
      lead.call(`/reports?since=${encoded}`),
      lead.call(`/reports/${encoded}`),
      lead.post(`/reports/${press.id}/outcome`, { outcome: url }),
      lead.post('/reports', { [url]: url }),
      lead.post('/reports', { url, occurredAt: url }),
      school.call('/api/session', json({ email: url, password: url })),
      school.call(`/api/invites/${encoded}`, json({ password: url })),
      school.call('/api/session', { ...json({}), body: `{"email":"${url}` }),
    ]);
    for (const answer of answers) {
      expect(`${await answer.text()} ${JSON.stringify([...answer.headers])}`).not.toContain(secret);
      expect(answer.status).not.toBe(500);
    }
    expect(school.server.said()).not.toContain(secret);
  });

  it('is not told again by what somebody does, only by reading', async () => {
    const press = pressOf({ url: `https://${secret}/x` });
    await school.deliver(press);
    for (const action of ['acknowledge', 'escalate', 'release', 'not-mine'])
      expect(await (await lead.post(`/reports/${press.id}/${action}`)).text()).not.toContain('/x');
    expect(await (await lead.call(`/reports/${press.id}`)).text()).toContain(`${secret}/x`);
  });
});
