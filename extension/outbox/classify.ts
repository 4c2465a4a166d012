/** What an answer means. Nothing but the same id, the same digest and a right proof lets a record go. */
import * as v from 'valibot';
import { acceptedSchema } from '../../shared/answer.ts';
import { proofOf } from '../../shared/wire.ts';
import { retryAfterMs } from './backoff.ts';
import type { Trouble } from './record.ts';

/** What came back from one POST. `retryAfter` and `date` are header values as sent. */
export type Answer =
  | { kind: 'network' | 'timeout' | 'redirect' | 'preempted' }
  | {
      kind: 'response';
      http: number;
      contentType: string;
      retryAfter: string | null;
      date: string | null;
      body: string;
    };

/** `retryInMs` is what the server asked for, already clamped. */
export type Verdict =
  | { kind: 'accepted'; told: boolean }
  | { kind: 'unproved'; http: number }
  | { kind: 'retry'; code: Trouble['code']; http?: number; retryInMs?: number }
  | { kind: 'refused'; http: number }
  | { kind: 'rejected'; http: number };

const refusals = new Set([401, 403, 404, 405, 410, 421]);
const rejections = new Set([400, 413, 415, 422]);
const waits = new Set([408, 409, 425, 429]);

type Sent = { readonly id: string; readonly digest: string; readonly statusKey: string };

/** Judges an answer to `sent`; `now` is device ms. */
export async function classify(answer: Answer, sent: Sent, now: number): Promise<Verdict> {
  if (answer.kind !== 'response') return { kind: 'retry', code: answer.kind };
  const { http } = answer;
  const body = parse(answer.body);
  if (http === 200 || http === 201) return judgeAcceptance(http, body, sent);
  if (refusals.has(http)) return { kind: 'refused', http };
  // A proxy's own error page is not our server's word: only problem+json sets a record aside.
  if (rejections.has(http) && answer.contentType.startsWith('application/problem+json'))
    return { kind: 'rejected', http };
  if (http >= 300 && http < 400) return { kind: 'retry', code: 'redirect', http };
  const retryInMs = retryAfterMs(answer.retryAfter, serverNow(body, answer.date) ?? now);
  const asked = retryInMs === undefined ? {} : { retryInMs };
  if (waits.has(http) || (http === 503 && retryInMs !== undefined))
    return { kind: 'retry', code: 'busy', http, ...asked };
  return { kind: 'retry', code: http >= 500 ? 'server' : 'answer', http, ...asked };
}

async function judgeAcceptance(http: number, body: unknown, sent: Sent): Promise<Verdict> {
  const parsed = v.safeParse(acceptedSchema, body);
  if (!parsed.success || parsed.output.id !== sent.id || parsed.output.digest !== sent.digest)
    return { kind: 'retry', code: 'answer', http };
  const { id, digest, receivedAt, told, proof } = parsed.output;
  if (proof === undefined) return { kind: 'unproved', http };
  // A record damaged on disk has no key to check with; it must not stop the others.
  const right = await proofOf(sent.statusKey, { id, digest, receivedAt, told }).catch(() => undefined);
  return proof === right ? { kind: 'accepted', told } : { kind: 'retry', code: 'proof', http };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A login page, a cut answer: whatever it is, it is not our server's.
    return undefined;
  }
}

const withNow = v.looseObject({ now: v.string() });

function serverNow(body: unknown, date: string | null): number | undefined {
  const parsed = v.safeParse(withNow, body);
  const ms = Date.parse(parsed.success ? parsed.output.now : (date ?? ''));
  return Number.isNaN(ms) ? undefined : ms;
}
