import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Accepted } from '../../../shared/answer.ts';
import type { ReportList, ReportView } from '../../../shared/staff-api.ts';
import { readEvents } from '../event-reader.ts';
import { makeSchool, temporaryFolder, type MadeSchool } from '../school.ts';
import { isProven, pressOf, requestOf, sealReport, statusBearer, type SealedReport } from '../sealed-report.ts';
import { runDolphin, startServer } from '../server-process.ts';

const school = async () => makeSchool(await temporaryFolder());
const seal = (made: MadeSchool) => sealReport(pressOf(), made.publicKey);
const post = async (url: string, made: MadeSchool, sealed: SealedReport) =>
  fetch(`${url}/v1/reports`, await requestOf(sealed, made.siteCode));

/** Accepts the invitation of the first safeguarding lead, as the page behind it does. */
async function signInAsLead(url: string, made: MadeSchool): Promise<string> {
  const code = new URL(made.dslLink).pathname.split('/').at(-1);
  const response = await fetch(`${url}/api/invites/${code}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ password: 'correct horse battery' }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}

async function listAll(url: string, token: string): Promise<ReportView[]> {
  const all: ReportView[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const answer = await fetch(`${url}/api/reports${next && `?before=${next}`}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const page = (await answer.json()) as ReportList;
    all.push(...page.reports);
    ({ next } = page);
  }
  return all;
}

describe('dolphin serve', () => {
  it('carries a press to a person who accepted an invitation, and the answer back to its cover', async () => {
    const made = await school();
    const { url, end, stderr } = await startServer(made.dir);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ ok: true });
    const token = await signInAsLead(url, made);
    const authorization = { Authorization: `Bearer ${token}` };
    const staff = readEvents(await fetch(`${url}/api/events`, { headers: authorization }));
    const sealed = await seal(made);
    const answer = (await (await post(url, made, sealed)).json()) as Accepted;
    expect([answer.told, await isProven(sealed, answer)]).toEqual([true, true]);
    expect(await staff.next()).toMatchObject({ name: 'report', data: { report: { id: sealed.id } } });
    const cover = readEvents(
      await fetch(`${url}/v1/reports/${sealed.id}/events`, { headers: { Authorization: await statusBearer(sealed) } }),
    );
    expect(await cover.next()).toMatchObject({ data: { state: 'stored' } });
    await fetch(`${url}/api/reports/${sealed.id}/acknowledge`, { method: 'POST', headers: authorization });
    expect(await cover.next()).toMatchObject({ data: { state: 'acknowledged' } });
    // Streams are open, and it ends all the same.
    expect(await end('SIGTERM')).toBe(0);
    expect(await cover.next()).toBeUndefined();
    expect(stderr()).toBe('');
  });

  it('killed while reports arrive has every acknowledged one after a restart, once', async () => {
    const made = await school();
    const acknowledged = new Map<string, Accepted>();
    const everything: SealedReport[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { url, end } = await startServer(made.dir);
      const killed = new AbortController();
      const posting = Array.from({ length: 8 }, async () => {
        while (!killed.signal.aborted) {
          const sealed = await seal(made);
          everything.push(sealed);
          try {
            const answer = (await (await post(url, made, sealed)).json()) as Accepted;
            acknowledged.set(sealed.id, answer);
          } catch {
            // The server is gone: this one was not acknowledged.
          }
        }
      });
      while (acknowledged.size < (round + 1) * 30) await new Promise((resolve) => setTimeout(resolve, 5));
      await end('SIGKILL');
      killed.abort();
      await Promise.all(posting);
    }
    const { url, end } = await startServer(made.dir);
    const token = await signInAsLead(url, made);
    const before = new Set((await listAll(url, token)).map(({ id }) => id));
    expect([...acknowledged.keys()].filter((id) => !before.has(id))).toEqual([]);
    // Whoever had no answer asks again; whoever had one gets the same.
    await Promise.all(
      everything.map(async (sealed) => {
        const again = (await (await post(url, made, sealed)).json()) as Accepted;
        const first = acknowledged.get(sealed.id);
        if (first)
          expect(again).toMatchObject({ status: 'duplicate', receivedAt: first.receivedAt, proof: first.proof });
      }),
    );
    const after = (await listAll(url, token)).map(({ id }) => id);
    expect(after.toSorted()).toEqual(everything.map(({ id }) => id).toSorted());
    expect(await end('SIGTERM')).toBe(0);
    expect(await runDolphin(['verify', '--data', made.dir])).toMatchObject({ code: 0 });
  });

  it('shows staff what another process took in', async () => {
    const made = await school();
    const staffSide = await startServer(made.dir, '--only', 'staff');
    const deviceSide = await startServer(made.dir, '--only', 'devices');
    const token = await signInAsLead(staffSide.url, made);
    const events = readEvents(
      await fetch(`${staffSide.url}/api/events`, { headers: { Authorization: `Bearer ${token}` } }),
    );
    const sealed = await seal(made);
    expect((await post(deviceSide.url, made, sealed)).status).toBe(201);
    expect(await events.next()).toMatchObject({ data: { report: { id: sealed.id } } });
    await events.close();
  });

  it('refuses a body that is too long, and goes on', async () => {
    const made = await school();
    const { url } = await startServer(made.dir);
    const sealed = await seal(made);
    const long = { ...sealed, body: sealed.body + 'A'.repeat(5_000_000) };
    const status = await post(url, made, long).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
    expect((await post(url, made, sealed)).status).toBe(201);
  });

  it('ends with one sentence and 1 where it cannot serve, and with 2 where it is used wrongly', async () => {
    const dir = await temporaryFolder();
    const none = await runDolphin(['serve', '--data', join(dir, 'none')]);
    expect(none).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('dolphin init') as string });
    const made = await makeSchool(dir);
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const cases = [
      [1, ['serve', '--data', made.dir, '--port', port]],
      [1, ['serve', '--data', made.dir, '--port', '0', '--tls-cert', '/none', '--tls-key', '/none']],
      [1, ['serve', '--data', made.dir, '--port', '0', '--tls-cert', mainLikeFile, '--tls-key', mainLikeFile]],
      [2, ['serve', '--data', made.dir, '--port', '99999']],
      [2, ['serve', '--data', made.dir, '--port', '-1']],
      [2, ['serve', '--data', made.dir, '--only', 'all']],
      [2, ['serve', '--data', made.dir, '--tls-cert', 'x']],
      [2, ['explode']],
      [2, []],
    ] as const;
    for (const [code, args] of cases) {
      const ended = await runDolphin(args);
      expect([args, ended.code]).toEqual([args, code]);
      expect(ended.stderr).not.toMatch(/ at .*\.(ts|js)|Error:|node:/);
    }
    const postgres = await runDolphin(['verify'], { DATABASE_URL: 'postgres://x' });
    expect(postgres).toMatchObject({ code: 2, stdout: '' });
    taken.close();
  });
});

const mainLikeFile = import.meta.filename;
