/** Benchmark: reports a second that the real server opens and commits, beside the bare parts it is made of, in one run. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compactDecrypt, importJWK, type JWK } from 'jose';
import { createSealer } from '../../../extension/outbox/seal.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { digestHeader, headers, reportContentType } from '../../../shared/wire.ts';
import { removeFolder } from '../../browsers/chromium.ts';
import { freePort, initSchool, serve, type NewSchool } from '../../school.ts';
import { root, startChild, stopChild } from '../../step.ts';
import { loadNow, quantile } from '../table.ts';
import { flood, stream, type Load } from './load.ts';

export type IntakeFigures = {
  /** Reports a second. */
  server: number;
  bare: number;
  jose: number;
  /** ms at 200 a second. */
  steady: { p50: number; p95: number; p99: number };
  load: number;
};

/** As many devices at once as the threads of a class network's proxies would show. */
const lines = 64;
const perSecond = 200;
const warmUp = 500;
const warmUpMs = 5000;

export async function benchIntake(reports: number, steadySeconds: number): Promise<IntakeFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-intake-')));
  const data = join(folder, 'school');
  const port = await freePort();
  const made = await initSchool(data, 'Example Primary School', `http://localhost:${port}`);
  const bodies = await sealMany(made, reports + perSecond * steadySeconds);
  const requests = bodies.map((body, at) => requestOf(body, at, made.siteCode, port));
  try {
    const bare = await withBareServer(folder, (barePort) => flood(barePort, requests.slice(0, reports), lines));
    const jose = await openingRate(
      data,
      bodies.slice(0, Math.min(reports, 4000)).map(({ sealed }) => sealed),
    );
    const school = await serve(data, port);
    try {
      // The first requests pay for the program's own warming up; what they alerted is told before time is taken.
      await flood(port, requests.slice(0, warmUp), lines);
      await pause(warmUpMs);
      const steady = await stream(port, requests.slice(reports), perSecond);
      const server = await flood(port, requests.slice(warmUp, reports), lines);
      for (const load of [bare, server, steady])
        if (load.others > 0) throw new Error(`${load.others} reports were not taken in.`);
      return {
        server: rateOf(server),
        bare: rateOf(bare),
        jose,
        steady: {
          p50: quantile(steady.times, 0.5),
          p95: quantile(steady.times, 0.95),
          p99: quantile(steady.times, 0.99),
        },
        load: loadNow(),
      };
    } finally {
      await stopChild(school.child, 12_000);
    }
  } finally {
    removeFolder(folder);
  }
}

const rateOf = ({ times, tookMs }: Load) => times.length / (tookMs / 1000);

type Body = { id: string; sealed: string; digest: string };

async function sealMany(made: NewSchool, count: number): Promise<Body[]> {
  const { publicKey } = checkPolicy({ setup: made.setup }).policy;
  if (!publicKey) throw new Error('The school has no key.');
  const sealer = createSealer();
  const bodies: Body[] = [];
  for (let at = 0; at < count; at += 1) {
    const id = randomUUID();
    const report = {
      kind: 'press',
      id,
      url: `https://bench.example/a/page/of/some/length?number=${at}`,
      occurredAt: new Date().toISOString(),
      statusKey: randomBytes(16).toString('base64url'),
      device: `Laptop ${at % 60}`,
      group: 'Class 3',
      room: 'Room 2',
      tabKind: 'web',
      ext: '0.1.0',
    } as const;
    const sealed = await sealer.seal(report, publicKey);
    if (!sealed) throw new Error('A report could not be sealed.');
    bodies.push({ id, sealed: sealed.sealed, digest: sealed.digest });
  }
  return bodies;
}

function requestOf({ id, sealed, digest }: Body, at: number, siteCode: string, port: number): Buffer {
  return Buffer.from(
    [
      'POST /v1/reports HTTP/1.1',
      `Host: localhost:${port}`,
      `Content-Type: ${reportContentType}`,
      `Content-Length: ${sealed.length}`,
      `Authorization: Bearer ${siteCode}`,
      `${headers.idempotencyKey}: "${id}"`,
      `${headers.digest}: ${digestHeader(digest)}`,
      `${headers.seq}: ${at + 1}`,
      `${headers.gen}: 0b7ac0fe-4f1d-4c2a-8d1e-2f3a4b5c6d7e`,
      `${headers.attempt}: 1`,
      `${headers.sent}: ${Date.now()}`,
      '',
      sealed,
    ].join('\r\n'),
    'latin1',
  );
}

async function withBareServer<T>(folder: string, use: (port: number) => Promise<T>): Promise<T> {
  const data = join(folder, 'bare');
  mkdirSync(data);
  const child = startChild(process.execPath, [join(root, 'scripts', 'bench', 'outbox', 'bare-server.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    if (!child.stdout) throw new Error('The bare server says nothing.');
    const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    return await use(Number(/:(\d+)\s*$/.exec(said)?.[1]));
  } finally {
    await stopChild(child);
  }
}

/** Seals opened a second by `jose` alone, many under way at once. */
async function openingRate(data: string, sealed: readonly string[]): Promise<number> {
  const keys = join(data, 'keys');
  const file = readdirSync(keys).find((name) => name.endsWith('.jwk')) ?? '';
  const key = await importJWK(JSON.parse(readFileSync(join(keys, file), 'utf8')) as JWK, 'ECDH-ES');
  const open = async (some: readonly string[]): Promise<void> => {
    let next = 0;
    const one = async (): Promise<void> => {
      for (let at = next++; at < some.length; at = next++) await compactDecrypt(some[at]!, key);
    };
    await Promise.all(Array.from({ length: lines }, one));
  };
  await open(sealed.slice(0, sealed.length / 10));
  const began = performance.now();
  await open(sealed);
  return sealed.length / ((performance.now() - began) / 1000);
}
