/** The two requests about this device, and what their answers mean. Neither ever throws. */
import * as v from 'valibot';
import { enrolAnswerSchema, heartbeatAnswerSchema, refusedDeviceSchema } from '../../shared/device-api.ts';
import type { Stored } from './stored.ts';
import { requestMs } from './timings.ts';

type Trouble = NonNullable<Stored['trouble']>;
export type Said =
  | { kind: 'enrolled'; id: string; state: 'pending' | 'active' }
  | { kind: 'taken' }
  /** The server knows the device, and says how it stands. */
  | { kind: 'standing'; state: 'pending' | 'revoked' }
  /** The server does not know the device, or not its signature. */
  | { kind: 'stranger' }
  | { kind: 'clock'; nowMs: number }
  | { kind: 'trouble'; trouble: Trouble; askedMs?: number };

export type Post = {
  fetch: typeof globalThis.fetch;
  endpoint: string;
  path: '/v1/devices' | '/v1/heartbeats';
  siteCode: string | undefined;
  body: string;
  /** The signature. */
  more?: Readonly<Record<string, string>>;
  timeout?: (ms: number) => AbortSignal;
};

const answerCharacters = 64 * 1024;

export async function post(given: Post): Promise<Said> {
  const { fetch, endpoint, path, siteCode, body, more = {}, timeout = (ms) => AbortSignal.timeout(ms) } = given;
  try {
    const response = await fetch(`${endpoint}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(siteCode !== undefined && /^[\x21-\x7e]+$/.test(siteCode) && { Authorization: `Bearer ${siteCode}` }),
        ...more,
      },
      body,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: timeout(requestMs),
    });
    if (response.type === 'opaqueredirect') return { kind: 'trouble', trouble: 'answer' };
    const text = (await response.text()).slice(0, answerCharacters);
    return meaningOf(path, response, parse(text));
  } catch {
    return { kind: 'trouble', trouble: 'network' };
  }
}

function meaningOf(path: Post['path'], { status, headers }: Response, content: unknown): Said {
  if (path === '/v1/devices' && status === 202) {
    const { success, output } = v.safeParse(enrolAnswerSchema, content);
    return success
      ? { kind: 'enrolled', id: output.deviceId, state: output.state }
      : { kind: 'trouble', trouble: 'answer' };
  }
  if (path === '/v1/heartbeats' && status === 200)
    return v.is(heartbeatAnswerSchema, content) ? { kind: 'taken' } : { kind: 'trouble', trouble: 'answer' };
  const isOurs = headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const refused = v.safeParse(refusedDeviceSchema, content);
  const { state, nowMs } = refused.success && isOurs ? refused.output : {};
  if (status === 403 && state) return { kind: 'standing', state };
  if (status === 401 && isOurs) {
    if (nowMs !== undefined) return { kind: 'clock', nowMs };
    return path === '/v1/devices' ? { kind: 'trouble', trouble: 'site-code' } : { kind: 'stranger' };
  }
  // A school's own endpoint need not know of devices.
  if (status === 404 || status === 405 || status === 501) return { kind: 'trouble', trouble: 'absent' };
  if (status === 503 || status === 429) {
    const seconds = Number(headers.get('retry-after'));
    const askedMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
    return { kind: 'trouble', trouble: 'busy', askedMs };
  }
  return { kind: 'trouble', trouble: 'answer' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A portal's page: no answer of ours.
    return undefined;
  }
}
