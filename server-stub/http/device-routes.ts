/** Routes by which a device says who it is and how it goes (contract §2). A press never waits for any of them. */
import { createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import {
  enrolAnswerSchema,
  enrolRequestSchema,
  heartbeatAnswerSchema,
  heartbeatSchema,
} from '../../shared/device-api.ts';
import { headers } from '../../shared/wire.ts';
import { enrol } from '../devices/enrol.ts';
import { takeHeartbeat } from '../devices/heartbeat.ts';
import type { Signature, Signatures } from '../devices/signature.ts';
import type { Desk } from '../incidents/list.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';

type Parts = Pick<Desk, 'store' | 'now'> & {
  signatures: Signatures;
  /** Of these requests at once; reports go before them. */
  atOnce?: number;
};

const bodyBytes = 16 * 1024;
/** Devices spread themselves over more than this by themselves. */
const busySeconds = 60;
/** Nothing that a device says every hour is worth more than this many at once. */
const usualAtOnce = 200;

const signatureHeaders = [
  { name: headers.device, in: 'header', required: true, description: 'The device’s id' },
  {
    name: headers.signature,
    in: 'header',
    required: true,
    description:
      'ES256 in base64url over method, path from /v1 on, base64url SHA-256 of the body and Dolphin-Sent, each on a line',
  },
  { name: headers.sent, in: 'header', required: true, description: 'The device’s clock when sending, ms' },
] as const;

export function deviceRoutes({ store, now, signatures, atOnce = usualAtOnce }: Parts): Hono {
  let under = 0;
  /** Bounded: what comes above it is told to come back. */
  const bounded = async (work: () => Promise<Response>): Promise<Response> => {
    if (under >= atOnce) return problem(503, say('device.busy'), { headers: { 'Retry-After': String(busySeconds) } });
    under += 1;
    try {
      return await work();
    } finally {
      under -= 1;
    }
  };
  return new Hono()
    .post(
      '/devices',
      describe({
        summary: 'Enrol a device’s public key; any number of times',
        tag: 'devices',
        key: 'siteCode',
        body: json(enrolRequestSchema),
        answers: { 202: ['Known now: active, or waiting for a technician', json(enrolAnswerSchema)] },
        refusals: {
          401: 'Not a site code of a school',
          403: 'A technician has taken this device away',
          503: 'Too many wait; come back after Retry-After',
        },
      }),
      (c) =>
        bounded(async () => {
          const read = await readDeviceJson(c, enrolRequestSchema);
          if (!read.ok) return read.answer;
          const enrolled = await enrol({ store, now }, read.value, siteCodeOf(c));
          switch (enrolled.kind) {
            case 'enrolled': {
              const { id: deviceId, state } = enrolled;
              return Response.json({ deviceId, state }, { status: 202, headers: { 'Cache-Control': 'no-store' } });
            }
            case 'site-code':
              return problem(401, say('device.site-code'), { headers: { 'WWW-Authenticate': 'Bearer' } });
            case 'not-a-key':
              return problem(400, say('device.key'));
            case 'revoked':
              return problem(403, say('device.revoked'), { members: { state: 'revoked' } });
            case 'full':
              return problem(503, say('device.full'), { headers: { 'Retry-After': '3600' } });
          }
        }),
    )
    .post(
      '/heartbeats',
      describe({
        summary: 'How an active device goes: versions, counts and codes, never content',
        tag: 'devices',
        key: 'siteCode',
        body: json(heartbeatSchema),
        parameters: signatureHeaders,
        answers: { 200: ['Noted', json(heartbeatAnswerSchema)] },
        refusals: {
          401: 'No such device, a wrong signature, or a wrong clock (then nowMs says the right one)',
          403: 'Waiting for a technician, or taken away: state says which',
          503: 'Overload; come back after Retry-After',
        },
      }),
      (c) =>
        bounded(async () => {
          const read = await readDeviceJson(c, heartbeatSchema);
          if (!read.ok) return read.answer;
          const given = signatureOf(c, read.digest);
          const beaten = await takeHeartbeat({ store, now, signatures }, read.value, given, siteCodeOf(c));
          switch (beaten.kind) {
            case 'taken':
              return Response.json({ state: 'active', now: beaten.at }, { headers: { 'Cache-Control': 'no-store' } });
            case 'not-active':
              return problem(403, say(beaten.state === 'pending' ? 'device.pending' : 'device.revoked'), {
                members: { state: beaten.state },
              });
            case 'refused': {
              const sentence = {
                unknown: 'device.unknown',
                signature: 'device.signature',
                clock: 'device.clock',
              } as const;
              return problem(401, say(sentence[beaten.why]), {
                headers: { 'WWW-Authenticate': 'Dolphin-Signature' },
                members: beaten.why === 'clock' ? { nowMs: now() } : {},
              });
            }
          }
        }),
    );
}

/** What a request says of who signed it; `digest` is of its body. */
export function signatureOf(c: Context, digest: string): Signature {
  return {
    device: c.req.header(headers.device),
    signature: c.req.header(headers.signature),
    sent: c.req.header(headers.sent),
    method: c.req.method,
    path: c.req.path,
    digest,
  };
}

export function siteCodeOf(c: Context): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header('Authorization') ?? '')?.[1];
}

type Read<T> = { ok: true; value: T; digest: string } | { ok: false; answer: Response };

async function readDeviceJson<const S extends v.GenericSchema>(c: Context, schema: S): Promise<Read<v.InferOutput<S>>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? ''))
    return { ok: false, answer: problem(415, say('device.json')) };
  const body = await readBody(c.req.raw, bodyBytes);
  if (body === undefined) return { ok: false, answer: problem(413, say('device.long')) };
  const bytes = Buffer.from(body, 'latin1');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, answer: problem(400, say('device.json')) };
  }
  const checked = v.safeParse(schema, value);
  if (!checked.success) return { ok: false, answer: problem(400, say('device.content')) };
  return { ok: true, value: checked.output, digest: createHash('sha256').update(bytes).digest('base64url') };
}
