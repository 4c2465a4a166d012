/** Routes by which a staff browser is connected (RFC 8628) and disconnected. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { labelCharacters } from '../../shared/limits.ts';
import { problem } from '../http/problem.ts';
import { deviceClient } from './accounts.ts';
import { describe } from './describe.ts';
import type { DeviceGrant, TokenError } from './device-grant.ts';
import { bodyBytes } from './limits.ts';
import { plainText } from './plain-text.ts';
import { readJson } from './read-json.ts';
import type { Sessions } from './sessions.ts';
import type { StaffTokens } from './staff-tokens.ts';
import { text } from './text.ts';
import { wholePerson } from './whole-person.ts';

type Parts = { grant: DeviceGrant; sessions: Sessions; staffTokens: StaffTokens; origin: () => string };

const startSchema = v.strictObject({
  client: v.literal(deviceClient),
  label: v.optional(v.pipe(plainText, v.maxLength(labelCharacters))),
});
const startedSchema = v.object({
  deviceCode: v.string(),
  userCode: v.string(),
  verificationUri: v.string(),
  verificationUriComplete: v.string(),
  expiresIn: v.number(),
  interval: v.number(),
});
const pollSchema = v.strictObject({ deviceCode: v.pipe(v.string(), v.maxLength(200)) });
const tokenSchema = v.object({ token: v.string() });
const requestSchema = v.object({ label: v.string(), requestedAt: v.string() });
const tokensSchema = v.object({
  tokens: v.array(v.object({ id: v.string(), label: v.string(), createdAt: v.string(), lastUsedAt: v.string() })),
});

const sentences: Readonly<Record<TokenError, string>> = {
  authorization_pending: text.pending,
  slow_down: text.slowDown,
  expired_token: text.expired,
  access_denied: text.denied,
};
const signedIn = { 401: 'Not signed in', 403: 'Not for a connected browser' } as const;

export function deviceRoutes({ grant, sessions, staffTokens, origin }: Parts): Hono {
  const unknown = (reason: 'unknown' | 'taken') =>
    reason === 'taken' ? problem(409, text.codeTaken) : problem(404, text.codeUnknown);

  const decide = (agreed: boolean) => async (request: Request, userCode: string) => {
    const asked = await wholePerson(sessions, request);
    if (!asked.ok) return asked.answer;
    const decided = await grant.decide(userCode, asked.headers, asked.person, agreed);
    return decided.ok ? new Response(null, { status: 204 }) : unknown(decided.reason);
  };
  const decisionRefusals = { ...signedIn, 404: 'Unknown, used or expired', 409: 'Opened by somebody else' };

  return new Hono()
    .post(
      '/device/code',
      describe({
        summary: 'Ask for a pair of codes to connect a staff browser',
        body: startSchema,
        answer: startedSchema,
        refusals: { 400: 'Not such a request', 503: 'Too many codes are open' },
        open: true,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, startSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const started = await grant.start(read.value.label ?? '');
        if (!started) return problem(503, text.codesFull, { headers: { 'Retry-After': '60' } });
        const verificationUri = new URL('/connect', origin()).href;
        const verificationUriComplete = `${verificationUri}?code=${encodeURIComponent(started.userCode)}`;
        c.header('Cache-Control', 'no-store');
        return c.json({ ...started, verificationUri, verificationUriComplete });
      },
    )
    .post(
      '/device/token',
      describe({
        summary: 'Ask whether somebody has agreed; the token then comes once',
        body: pollSchema,
        answer: tokenSchema,
        refusals: { 400: 'With the error names of RFC 8628 in `error`' },
        open: true,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, pollSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const polled = await grant.poll(read.value.deviceCode);
        if (!polled.ok) return problem(400, sentences[polled.error], { members: { error: polled.error } });
        c.header('Cache-Control', 'no-store');
        return c.json({ token: polled.token });
      },
    )
    .get(
      '/device/:userCode',
      describe({ summary: 'What a code would connect', answer: requestSchema, refusals: decisionRefusals }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const shown = await grant.show(c.req.param('userCode'), asked.headers);
        c.header('Cache-Control', 'no-store');
        return shown.ok ? c.json(shown.request) : unknown(shown.reason);
      },
    )
    .post(
      '/device/:userCode/approve',
      describe({ summary: 'Connect that browser to my account', refusals: decisionRefusals }),
      (c) => decide(true)(c.req.raw, c.req.param('userCode')),
    )
    .post(
      '/device/:userCode/deny',
      describe({ summary: 'Refuse to connect that browser', refusals: decisionRefusals }),
      (c) => decide(false)(c.req.raw, c.req.param('userCode')),
    )
    .get(
      '/staff-tokens',
      describe({ summary: 'My connected browsers', answer: tokensSchema, refusals: signedIn }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        c.header('Cache-Control', 'no-store');
        return c.json({ tokens: await staffTokens.listOf(asked.person.id) });
      },
    )
    .delete(
      '/staff-tokens/:id',
      describe({ summary: 'Disconnect one of my browsers', refusals: { ...signedIn, 404: 'No such browser of mine' } }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const revoked = await staffTokens.revoke(asked.person.id, c.req.param('id'));
        return revoked ? c.body(null, 204) : problem(404, text.tokenUnknown);
      },
    );
}
