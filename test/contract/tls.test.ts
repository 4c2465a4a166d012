/** Contract §1, `dolphin serve --tls-cert --tls-key`: the server's own HTTPS, and what it says of files that do not serve. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { selfSigned, type Certificate } from './certificate.ts';
import { dataFolder, dolphin, dolphinJson, sentence, serve } from './program.ts';

const ours = selfSigned();
let dir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await dataFolder());
  await dolphinJson('init', '--school', 'Sea View', '--data', dir);
});
afterAll(() => remove());

/** Writes the files and gives the options that name them. */
function optionsFor({ cert, key }: Certificate): readonly string[] {
  const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return ['--tls-cert', certFile, '--tls-key', keyFile];
}

type Answer = { status: number | undefined; headers: IncomingMessage['headers']; body: string };

/** Asks as a browser does that trusts this one certificate and checks the name in it. */
async function ask(url: string, path: string, ca: string): Promise<Answer> {
  const asked = request(url + path, { ca, agent: false });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body = (await answer.setEncoding('utf8').toArray()).join('');
  return { status: answer.statusCode, headers: answer.headers, body };
}

async function serveOurs(): Promise<Awaited<ReturnType<typeof serve>>> {
  const server = await serve(dir, ...optionsFor(ours));
  onTestFinished(async () => void (await server.end('SIGKILL')));
  return server;
}

it('answers over HTTPS with the certificate it was given, and tells browsers to stay with it', async () => {
  const server = await serveOurs();
  expect(server.url).toMatch(/^https:\/\/localhost:\d+$/);
  const healthy = await ask(server.url, '/healthz', ours.cert);
  expect([healthy.status, JSON.parse(healthy.body)]).toEqual([200, { ok: true }]);
  for (const path of ['/healthz', '/v1/reports', '/api/me', '/nothing-here']) {
    const { headers } = await ask(server.url, path, ours.cert);
    expect(headers['strict-transport-security'], path).toBe('max-age=31536000');
  }
  expect(await server.end('SIGTERM')).toBe(0);
});

it('is not believed by a browser that trusts another certificate of the same name', async () => {
  const { url } = await serveOurs();
  await expect(ask(url, '/healthz', selfSigned().cert)).rejects.toThrow(/certificate|signature/);
});

it('gives nothing to whoever speaks plain HTTP on its port, and goes on serving', async () => {
  const { url } = await serveOurs();
  const plain = requestPlain(`${url.replace('https:', 'http:')}/healthz`, { agent: false });
  plain.end();
  const answered = await Promise.race([
    once(plain, 'response').then(() => 'answered'),
    once(plain, 'error').then(() => 'cut off'),
  ]).catch(() => 'cut off');
  expect(answered).toBe('cut off');
  expect((await ask(url, '/healthz', ours.cert)).status).toBe(200);
});

it('promises nothing of the kind without a certificate of its own', async () => {
  const server = await serve(dir);
  onTestFinished(async () => void (await server.end('SIGKILL')));
  expect((await fetch(`${server.url}/healthz`)).headers.get('strict-transport-security')).toBeNull();
});

it.for([
  ['a key of another certificate', () => optionsFor({ cert: ours.cert, key: selfSigned().key }), 1],
  ['a certificate that is none', () => optionsFor({ cert: 'not a certificate', key: ours.key }), 1],
  ['a key that is none', () => optionsFor({ cert: ours.cert, key: '' }), 1],
  ['the two files exchanged', () => optionsFor({ cert: ours.key, key: ours.cert }), 1],
  ['a file that is not there', () => [...optionsFor(ours).slice(0, 3), join(dir, 'no-such-key.pem')], 1],
  ['a folder in a file’s place', () => [...optionsFor(ours).slice(0, 3), dir], 1],
  ['a certificate without a key', () => optionsFor(ours).slice(0, 2), 2],
  ['a key without a certificate', () => optionsFor(ours).slice(2), 2],
] as const)('refuses %s with one sentence, before it listens', async ([, options, code]) => {
  const ran = await dolphin('serve', '--data', dir, '--port', '0', ...options());
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toMatch(/TLS|--tls-cert/);
  expect(ran.stderr).not.toMatch(/PRIVATE KEY|-----/);
});
