/** Routes that take in reports of devices (contract §2). */
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import { acceptedSchema, type Accepted } from '../../shared/answer.ts';
import { reportBodyBytes } from '../../shared/limits.ts';
import { uuidSchema } from '../../shared/report.ts';
import { digestHeader, headers, reportContentType } from '../../shared/wire.ts';
import { digestOfBody, type Intake, type Taken } from '../incidents/intake.ts';
import type { Signatures } from '../devices/signature.ts';
import { say } from '../text/say.ts';
import { describe, json } from './describe.ts';
import { signatureOf, siteCodeOf } from './device-routes.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';

type Parts = { intake: Intake; signatures: Signatures; now: () => number; addressOf: (c: Context) => string };

const idHeader = /^"([0-9a-f-]{36})"$/;

export function reportIntakeRoutes({ intake, signatures, now, addressOf }: Parts): Hono {
  return new Hono()
    .post(
      '/reports',
      describe({
        summary: 'Hand in a sealed report; any number of times',
        tag: 'devices',
        key: 'siteCode',
        body: { type: reportContentType },
        parameters: [
          { name: headers.idempotencyKey, in: 'header', required: true, description: 'The report’s id in quotes' },
          { name: headers.digest, in: 'header', description: 'sha-256=<base64url of SHA-256 of the body>' },
          { name: headers.seq, in: 'header', description: 'Number of the report on its device, from 1' },
          { name: headers.gen, in: 'header', description: 'Which life of the device’s store the number belongs to' },
          { name: headers.attempt, in: 'header', description: 'Which try this is, from 1' },
          { name: headers.sent, in: 'header', description: 'The device’s clock when sending, ms' },
          {
            name: headers.device,
            in: 'header',
            description: 'An enrolled device’s id; absent or wrong refuses nothing',
          },
          {
            name: headers.signature,
            in: 'header',
            description: 'As of a heartbeat; then the report counts as confirmed',
          },
        ],
        answers: {
          201: ['Committed durably', json(acceptedSchema)],
          200: ['Was here already', json(acceptedSchema)],
        },
        refusals: {
          400: 'Cannot be a report',
          413: 'Longer than a report can be',
          415: 'Not application/jose',
          422: 'Another report has this id',
          503: 'Overload; come back after Retry-After',
        },
      }),
      async (c) => {
        if (!/^application\/jose\s*(;|$)/i.test(c.req.header('Content-Type') ?? ''))
          return problem(415, say('report.type'), { headers: { Accept: reportContentType } });
        const id = idHeader.exec(c.req.header(headers.idempotencyKey)?.trim() ?? '')?.[1];
        if (id === undefined || !v.is(uuidSchema, id)) return problem(400, say('report.id'));
        const body = await readBody(c.req.raw, reportBodyBytes);
        if (body === undefined) return problem(413, say('report.long'));
        const digest = c.req.header(headers.digest);
        if (digest !== undefined && digest !== digestHeader(digestOfBody(body)))
          return problem(400, say('report.digest'));
        const taken = await intake.take({
          id,
          body,
          source: addressOf(c),
          siteCode: siteCodeOf(c),
          signer: (school, ofBody) => signatures.signerOf(signatureOf(c, ofBody), school),
          seq: whole(c.req.header(headers.seq)),
          gen: uuidOf(c.req.header(headers.gen)),
          attempt: whole(c.req.header(headers.attempt)),
          sentMs: whole(c.req.header(headers.sent)),
        });
        return answer(id, taken, now());
      },
    )
    .all('/reports', () => problem(405, say('method'), { headers: { Allow: 'POST, OPTIONS' } }));
}

function answer(id: string, taken: Taken, now: number): Response {
  switch (taken.kind) {
    case 'stored':
    case 'duplicate': {
      const { digest, receivedAt, told, proof } = taken.answered;
      const accepted: Accepted = {
        id,
        digest,
        status: taken.kind,
        receivedAt,
        now: new Date(now).toISOString(),
        told,
        ...(proof === undefined ? {} : { proof }),
      };
      // Not Response.json: that one is not the server's own light answer, and costs a fifth of the whole request.
      return new Response(JSON.stringify(accepted), {
        status: taken.kind === 'stored' ? 201 : 200,
        headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      });
    }
    case 'differs':
      return problem(422, say('report.differs'));
    case 'not-a-report':
      return problem(400, say('report.not'));
    case 'overload':
      return problem(503, say('report.busy'), { headers: { 'Retry-After': String(taken.retryAfterSeconds) } });
  }
}

/** A whole number of at most 15 digits; anything else counts as absent, since nothing depends on it. */
function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function uuidOf(text: string | undefined): string | undefined {
  return text !== undefined && v.is(uuidSchema, text) ? text : undefined;
}
