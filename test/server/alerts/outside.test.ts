import { createHmac, randomBytes, createECDH } from 'node:crypto';
import { createServer } from 'node:https';
import type { LookupAddress } from 'node:dns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSafePost, isPrivateAddress } from '../../../server-stub/alerts/safe-post.ts';
import { hookBody } from '../../../server-stub/alerts/webhook.ts';
import { lockSecret, putSetting } from '../../../server-stub/storage/schools.ts';
import { selfSigned } from '../../contract/certificate.ts';
import { openSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

async function startSink(answer: { status: number; headers?: Record<string, string> } = { status: 201 }) {
  const { cert, key } = selfSigned();
  const seen: { path: string; headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString('latin1') });
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { seen, port, cert };
}
/** A name service that gives every name these addresses. */
const naming = (...addresses: string[]) =>
  ((_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as never;

describe('posting to an address that a person entered', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'nonsense',
  ])('%s is a private place', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is not', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it.each([
    ['a private address', 'https://127.0.0.1/x'],
    ['a private address in brackets', 'https://[::1]/x'],
    ['an address written as a number', 'https://2130706433/x'],
    ['no TLS', 'http://hook.example/x'],
    ['a file', 'file:///etc/passwd'],
    ['nonsense', 'nonsense'],
  ])('refuses %s', async (_, url) => {
    expect(await createSafePost()(url, 'x', {})).toEqual({ ok: false, why: 'refused' });
  });

  it('refuses a public name that leads inside, even when only one of its addresses does', async () => {
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::ffff:10.0.0.1']]) {
      const post = createSafePost({ lookup: naming(...addresses) });
      expect(await post('https://hook.example/x', 'x', {})).toEqual({ ok: false, why: 'refused' });
    }
  });

  it('follows no redirect', async () => {
    const sink = await startSink({ status: 302, headers: { Location: 'https://127.0.0.1/inside' } });
    const post = createSafePost({ lookup: naming('127.0.0.1'), isForbidden: () => false, ca: sink.cert });
    expect(await post(`https://localhost:${sink.port}/hook`, 'x', {})).toEqual({ ok: true, status: 302 });
    expect(sink.seen.map(({ path }) => path)).toEqual(['/hook']);
  });
});

describe('a webhook', () => {
  it('is signed, opaque, and the same for every alert', async () => {
    const school = await openSchool();
    const at = '2026-09-15T09:00:00.000Z';
    const set = (key: string, value: string) =>
      school.store.write((tx) =>
        putSetting(tx, { school: school.school, key, value: lockSecret(school.keys, school.school, key, value) }, at),
      );
    await set('webhook.url', 'https://hook.example/in');
    await set('webhook.secret', 'shared');
    await school.deliver(pressOf({ url: 'https://marker-4711.test/', group: 'Marker', device: 'Marker' }));
    await school.pass(1);
    const [call] = school.left.posts;
    const body = JSON.parse(call?.body ?? '') as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(['event', 'id', 'at']);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call?.headers['Dolphin-Signature'] ?? '') ?? [];
    expect(v1).toBe(createHmac('sha256', 'shared').update(`${t}.${call?.body}`).digest('hex'));
    expect(JSON.stringify(school.left.posts)).not.toMatch(/marker|4711/i);
  });
  it('of Microsoft’s Workflows gets a card that says nothing', () => {
    const card = hookBody('https://prod-1.uksouth.logic.azure.com/workflows/x?sig=secret', 'id', 'at');
    expect(JSON.parse(card)).toMatchObject({ attachments: [{ content: { type: 'AdaptiveCard' } }] });
    expect(card).not.toContain('sig=');
  });
});

it('web push carries an encrypted, opaque id to the browser that subscribed, and its address lies encrypted', async () => {
  const school = await openSchool();
  await school.employ('teacher', ['teacher'], ['3A']);
  const browser = createECDH('prime256v1');
  const endpoint = 'https://push.example/marker-endpoint';
  const keys = {
    p256dh: browser.generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
  expect((await school.as('teacher@3A', '/push/subscriptions', { endpoint: 'http://push.example', keys })).status).toBe(
    400,
  );
  expect((await school.as('teacher', '/push/subscriptions', { endpoint, keys })).status).toBe(201);
  await school.deliver(pressOf({ url: 'https://marker-4711.test/', group: '3A', room: 'R4' }));
  await school.pass(1);
  const [pushed, ...more] = school.left.posts;
  expect(more).toEqual([]);
  expect(pushed).toMatchObject({ url: endpoint, headers: { Urgency: 'high', 'Content-Encoding': 'aes128gcm' } });
  expect(pushed?.headers['Authorization']).toMatch(/^vapid t=/);
  expect(pushed?.body).not.toMatch(/marker|4711|3A/);
  const rows = await school.store.read.selectFrom('push_subscription').selectAll().execute();
  expect(Buffer.from(rows[0]?.box ?? []).toString('latin1')).not.toContain('marker');
});
