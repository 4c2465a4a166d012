/** Benchmark: a school of thousands of devices over the embedded store: they enrol, say how they go, and report. */
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedBytes } from '../../shared/device-signature.ts';
import { headers } from '../../shared/wire.ts';
import { openSchool, signIn, type School } from '../school.ts';
import { pause } from './scene.ts';
import { loadNow, quantile, type Row } from './table.ts';

type Device = { id: string; key: KeyObject; publicKey: object };

/** A school's devices never come at once (test/extension/fleet/plan.test.ts): so many are under way at a time. */
const atOnce = 50;
const askings = 100;
/** Devices that were shut when their time came spread themselves over ten minutes. */
const pacedPerSecond = 8;
const pacedBeats = 120;

export async function benchFleet(devices: number): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'dolphin-fleet-'));
  const school = await openSchool(data, 'Example Primary School');
  try {
    const invited = await school.add({ name: 'T', email: 't@school.example', roles: ['technician'] });
    const { token } = await signIn(school.url, invited.inviteCode);
    const asked = (path: string, body?: object) => ask(school, token, path, body);
    await asked('/devices/approval', { minutes: 240 });
    const all = Array.from({ length: devices }, makeDevice);
    const enrolling = await each(all, 202, ({ publicKey }, at) =>
      post(school, '/v1/devices', JSON.stringify({ publicKey, label: `Laptop ${at + 1}`, room: `Room ${at % 40}` })),
    );
    const beating = await each(all, 200, (device) => beat(school, device));
    const again = await each(all, 200, (device) => beat(school, device));
    const paced: number[] = [];
    for (const device of all.slice(0, pacedBeats)) {
      const next = pause(1000 / pacedPerSecond);
      paced.push(await timed(() => beat(school, device), 200));
      await next;
    }
    const listing: number[] = [];
    for (let turn = 0; turn < askings; turn += 1) {
      const query = ['', 'state=silent', 'state=gaps', 'search=laptop+9+room'][turn % 4];
      listing.push(await timed(() => asked(`/devices?${query}`), 200));
    }
    return [
      row('enrolment', enrolling),
      row('first heartbeat', beating),
      row('heartbeat', again),
      row(`heartbeat, ${pacedPerSecond} a second as after a morning’s start`, { times: paced, seconds: 0 }),
      { ...row('the console’s list, filtered and searched', { times: listing, seconds: 0 }), aim: 50 },
    ];
  } finally {
    await school.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

type Round = { times: number[]; seconds: number };

function row(what: string, { times, seconds }: Round): Row {
  const p99 = `p99 ${quantile(times, 0.99).toFixed(1)}`;
  const rate = seconds > 0 ? `, ${Math.round(times.length / seconds)}/s` : '';
  return { what, times, note: `${p99}${rate}`, load: loadNow() };
}

/** Every device in turn, several under way; throws when one is not answered as it should be. */
async function each(
  all: readonly Device[],
  wanted: number,
  send: (device: Device, at: number) => Promise<Response>,
): Promise<Round> {
  const times: number[] = [];
  const began = performance.now();
  let next = 0;
  const work = async () => {
    for (let at = next++; at < all.length; at = next++) {
      const device = all[at];
      if (device) times.push(await timed(() => send(device, at), wanted));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { times, seconds: (performance.now() - began) / 1000 };
}

async function timed(send: () => Promise<Response>, wanted: number): Promise<number> {
  const began = performance.now();
  const answer = await send();
  const said = await answer.text();
  if (answer.status !== wanted) throw new Error(`Answered ${answer.status}: ${said}`);
  return performance.now() - began;
}

function makeDevice(): Device {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const thumbprint = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const id = createHash('sha256').update(thumbprint).digest('base64url');
  return { id, key: privateKey, publicKey: { kty: 'EC', crv: 'P-256', x, y } };
}

function beat(school: School, { id, key }: Device): Promise<Response> {
  const body = JSON.stringify({
    version: '0.1.0',
    browser: 'Chromium',
    build: 156,
    queue: { waiting: 0, unsealed: 0, held: 0, quarantined: 0 },
    numbers: { gen: randomUUID(), last: 0 },
    policy: { source: 'live', refused: 0, digest: 'AAAAAAAAAAAAAAAA' },
    checks: { installed: 'green', policy: 'green', endpoint: 'green', key: 'green', waiting: 'green' },
  });
  const path = '/v1/heartbeats';
  const sent = String(Date.now());
  const digest = createHash('sha256').update(body).digest('base64url');
  const bytes = signedBytes({ method: 'POST', path, digest, sent });
  const signature = sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return post(school, path, body, { [headers.device]: id, [headers.signature]: signature, [headers.sent]: sent });
}

function post(school: School, path: string, body: string, more: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${school.made.siteCode}`;
  return fetch(`${school.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...more },
    body,
  });
}

function ask(school: School, token: string, path: string, body?: object): Promise<Response> {
  const authorization = `Bearer ${token}`;
  return fetch(`${school.url}/api${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
  });
}
