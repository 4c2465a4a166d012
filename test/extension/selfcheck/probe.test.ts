import { expect, it } from 'vitest';
import { probe } from '../../../extension/selfcheck/probe.ts';

const ask = (answer: () => Promise<Response>) => {
  let at = 0;
  return probe({ fetch: answer, now: () => (at += 10) }, 'https://dolphin.school.example');
};
const json = (body: unknown, init?: ResponseInit) => Promise.resolve(Response.json(body, init));
const cors = { headers: { 'Access-Control-Allow-Origin': '*' } };

it('says how long a Dolphin server took, and whether devices may read its answers', async () => {
  expect(await ask(() => json({ ok: true }, cors))).toEqual({ ok: true, ms: 10, cors: true });
  expect(await ask(() => json({ ok: true }))).toEqual({ ok: true, ms: 10, cors: false });
});

it.each([
  ['a page that is no server of ours', () => Promise.resolve(new Response('<html>')), 'answer'],
  ['other JSON', () => json({ status: 'up' }), 'answer'],
  ['a failure', () => json({ ok: true }, { status: 500 }), 'answer'],
  ['a login page', () => Promise.resolve(new Response(null, { status: 302, headers: { Location: '/x' } })), 'redirect'],
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'network'],
  ['silence', () => Promise.reject(new DOMException('late', 'TimeoutError')), 'timeout'],
])('tells %s apart', async (_, answer, problem) => {
  expect(await ask(answer)).toEqual({ ok: false, problem });
});
