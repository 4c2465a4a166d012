/** A device with a real key, for tests of everything that it signs. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Heartbeat } from '../../../shared/device-api.ts';
import { signedBytes } from '../../../shared/device-signature.ts';
import { headers } from '../../../shared/wire.ts';

export type DeviceKey = ReturnType<typeof newDeviceKey>;

/** When the clock of `openSchool` stands. */
const schoolMorning = Date.parse('2026-09-15T09:20:31.000Z');

export function newDeviceKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const thumbprint = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const id = createHash('sha256').update(thumbprint).digest('base64url');
  return {
    id,
    publicKey: { kty: 'EC', crv: 'P-256', x, y } as const,
    /** The headers that this device puts on a request. */
    sign(method: string, path: string, body: string, sentMs = schoolMorning): Record<string, string> {
      const digest = createHash('sha256').update(body).digest('base64url');
      const data = signedBytes({ method, path, digest, sent: String(sentMs) });
      const signature = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
      return { [headers.device]: id, [headers.signature]: signature, [headers.sent]: String(sentMs) };
    },
  };
}

export function beatOf(members: Partial<Heartbeat> = {}): Heartbeat {
  return {
    version: '0.1.0',
    browser: 'Chromium',
    build: 156,
    queue: { waiting: 0, unsealed: 0, held: 0, quarantined: 0 },
    policy: { source: 'live', refused: 0, digest: 'AAAAAAAAAAAAAAAA' },
    checks: { policy: 'green', endpoint: 'green' },
    ...members,
  };
}

type Server = { app: { request: (path: string, init: RequestInit) => Response | Promise<Response> }; siteCode: string };

/** Posts JSON as a device does, with the site code unless `more` says otherwise (an empty text leaves a header out). */
export async function postAsDevice(
  { app, siteCode }: Server,
  path: string,
  body: string,
  more: Record<string, string> = {},
): Promise<Response> {
  const all = { 'Content-Type': 'application/json', Authorization: `Bearer ${siteCode}`, ...more };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return app.request(path, { method: 'POST', body, headers: given });
}

export function enrolWith(school: Server, { publicKey }: DeviceKey, more: object = {}): Promise<Response> {
  return postAsDevice(school, '/v1/devices', JSON.stringify({ publicKey, ...more }));
}

/** A signed heartbeat. */
export function beatWith(school: Server, key: DeviceKey, beat: object = beatOf(), sentMs?: number): Promise<Response> {
  const body = JSON.stringify(beat);
  return postAsDevice(school, '/v1/heartbeats', body, key.sign('POST', '/v1/heartbeats', body, sentMs));
}
