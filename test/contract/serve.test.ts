/** Contract §1, `dolphin serve`: what it says, how it ends, and what it never loses. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { pressOf, readBearer } from './device.ts';
import { dolphin, sentence, serve } from './program.ts';
import { json, openSchool, password, type School } from './school.ts';
import { readStream } from './stream.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

it('is healthy, and says so to everyone', async () => {
  const answer = await school.call('/healthz');
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
});

it('on a port that is taken ends with one sentence', async () => {
  const { port } = new URL(school.server.url);
  const ran = await dolphin('serve', '--data', school.dir, '--port', port);
  expect([ran.code, ran.stdout]).toEqual([1, '']);
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toContain(port);
});

it('serves one side alone when told to', async () => {
  for (const [only, open, shut] of [
    ['devices', '/v1/reports', '/api/me'],
    ['staff', '/api/me', '/v1/reports'],
  ] as const) {
    const server = await serve(school.dir, '--only', only);
    onTestFinished(async () => void (await server.end('SIGKILL')));
    const init = { headers: { Authorization: `Bearer ${school.siteCode}` } };
    expect((await fetch(server.url + open, init)).status).not.toBe(404);
    expect((await fetch(server.url + shut, init)).status).toBe(404);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await server.end('SIGTERM')).toBe(0);
  }
});

it.for(['SIGTERM', 'SIGINT'] as const)(
  'ends with 0 on %s while streams and idle connections are open',
  async (signal) => {
    const own = await openSchool();
    onTestFinished(own.close);
    const { sealed } = await own.deliver(pressOf());
    const lead = await own.person('dsl');
    const streams = [
      readStream(await own.call(`/v1/reports/${sealed.id}/events`, { headers: { Authorization: readBearer(sealed) } })),
      readStream(await lead.call('/events')),
    ];
    const { port, hostname } = new URL(own.server.url);
    const idle = connect(Number(port), hostname).on('error', () => undefined);
    expect(await own.server.end(signal)).toBe(0);
    for (const stream of streams) for (let open = true; open;) open = (await stream.next()) !== undefined;
    idle.destroy();
    expect((await dolphin('verify', '--data', own.dir)).code).toBe(0);
  },
);

it('killed while reports arrive has every one that it acknowledged, once', async () => {
  const own = await openSchool();
  onTestFinished(own.close);
  const acknowledged: string[] = [];
  const sending = Array.from({ length: 8 }, async () => {
    for (;;) {
      const sealed = await own.seal(pressOf());
      try {
        const answer = await own.send(sealed);
        if (answer.status === 201) acknowledged.push(sealed.id);
        if (acknowledged.length === 100) await own.server.end('SIGKILL');
      } catch {
        return;
      }
    }
  });
  await Promise.all(sending);
  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  const again = await serve(own.dir);
  onTestFinished(async () => void (await again.end('SIGKILL')));
  const { inviteCode } = await own.invite('dsl');
  const accepted = await fetch(`${again.url}/api/invites/${inviteCode}`, json({ password }));
  const { token } = (await accepted.json()) as { token: string };
  const there: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const page: Response = await fetch(`${again.url}/api/reports${next && `?before=${encodeURIComponent(next)}`}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const list = (await page.json()) as { reports: { id: string }[]; next?: string };
    there.push(...list.reports.map(({ id }) => id));
    ({ next } = list);
  }
  expect(new Set(there).size).toBe(there.length);
  expect(acknowledged.filter((id) => !there.includes(id))).toEqual([]);
  expect((await dolphin('verify', '--data', own.dir)).code).toBe(0);
});
