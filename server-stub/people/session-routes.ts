/** Routes of invitations, of signing in and out, and of who one is. */
import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { inviteRequestSchema, meSchema, signInRequestSchema } from '../../shared/staff-api.ts';
import { problem } from '../http/problem.ts';
import type { Store } from '../storage/store.ts';
import type { Auth } from './accounts.ts';
import { describe } from './describe.ts';
import type { Gate } from './gate.ts';
import { acceptInvite, findInvite, passwordProblem } from './invites.ts';
import { findPass } from './day-pass.ts';
import { knownBrowser } from './known-browser.ts';
import { passwordDue } from './password-age.ts';
import { bodyBytes } from './limits.ts';
import { readJson } from './read-json.ts';
import { randomCode, type Secrets } from './secrets.ts';
import { credentialsOf, type Opened, type Sessions } from './sessions.ts';
import type { StaffTokens } from './staff-tokens.ts';
import { text } from './text.ts';
import { wholePerson } from './whole-person.ts';

type Parts = {
  store: Store;
  auth: () => Auth;
  sessions: Sessions;
  staffTokens: StaffTokens;
  secrets: Secrets;
  gate: Gate;
  /** How long a password is good for, by the school's policy. */
  passwordMonths?: number | undefined;
  origin: () => string;
  now: () => number;
};

const tokenSchema = v.object({ token: v.string() });
const passwordSchema = v.strictObject({
  current: v.pipe(v.string(), v.maxLength(128)),
  password: inviteRequestSchema.entries.password,
});
const invitationSchema = v.object({ name: v.string(), email: v.string(), school: v.string() });

/** Answers with the session's token, and sets its cookie. */
export function openedAnswer(c: Context, { token, cookies }: Opened): Response {
  for (const line of cookies) c.header('Set-Cookie', line, { append: true });
  c.header('Cache-Control', 'no-store');
  return c.json({ token });
}

export function sessionRoutes(parts: Parts): Hono {
  const { store, auth, sessions, staffTokens, secrets, gate, origin, now, passwordMonths } = parts;
  const browsers = knownBrowser(secrets);
  // One acceptance at a time, so that two requests with one code cannot both set a password.
  const accepting = { last: Promise.resolve<unknown>(undefined) };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = accepting.last.then(work, work);
    accepting.last = mine.catch(() => undefined);
    return mine;
  };
  const remember = (c: Context, email: string) =>
    setCookie(c, browsers.cookie, browsers.valueFor(email), {
      path: '/api/session',
      httpOnly: true,
      sameSite: 'Strict',
      secure: origin().startsWith('https:'),
      maxAge: browsers.seconds,
    });

  return new Hono()
    .get(
      '/invites/:code',
      describe({
        summary: 'Whom an invitation is for',
        answer: invitationSchema,
        refusals: { 404: 'Unknown, used, expired or replaced' },
        open: true,
      }),
      async (c) => {
        const found = await findInvite(store.read, secrets, c.req.param('code'), new Date(now()).toISOString());
        if (!found) return problem(404, text.inviteUnknown);
        c.header('Cache-Control', 'no-store');
        return c.json({ name: found.name, email: found.email, school: found.schoolName });
      },
    )
    .post(
      '/invites/:code',
      describe({
        summary: 'Accept an invitation by choosing a password',
        body: inviteRequestSchema,
        answer: tokenSchema,
        refusals: { 400: 'The password does not do', 404: 'Unknown, used, expired or replaced', 503: 'Busy' },
        open: true,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, inviteRequestSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const { password } = read.value;
        const at = new Date(now()).toISOString();
        return inTurn(async () => {
          const found = await findInvite(store.read, secrets, c.req.param('code'), at);
          if (!found) return problem(404, text.inviteUnknown);
          const wrong = passwordProblem(password, found);
          if (wrong) return problem(400, wrong);
          const done = await gate(async () =>
            (await acceptInvite(store, auth(), found, password, at)) ? sessions.open(found.email, password) : undefined,
          );
          if (!done.ok) return problem(503, text.busy, { headers: { 'Retry-After': '5' } });
          const opened = done.value;
          if (!opened) return problem(404, text.inviteUnknown);
          remember(c, found.email);
          return openedAnswer(c, opened);
        });
      },
    )
    .post(
      '/passes/:code',
      describe({
        summary: 'Open this browser with a day pass; a code does so once',
        answer: tokenSchema,
        refusals: { 404: 'Unknown, used or over', 503: 'Busy' },
        open: true,
      }),
      async (c) => {
        const at = new Date(now()).toISOString();
        return inTurn(async () => {
          const pass = await findPass(store.read, secrets, c.req.param('code'), at);
          if (!pass) return problem(404, text.passUnknown);
          // Nobody knows it, so nobody signs in with it a second time.
          const password = randomCode(32);
          const done = await gate(async () =>
            (await acceptInvite(store, auth(), pass, password, at)) ? sessions.open(pass.email, password) : undefined,
          );
          if (!done.ok) return problem(503, text.busy, { headers: { 'Retry-After': '5' } });
          if (!done.value) return problem(404, text.passUnknown);
          await sessions.openedBy(pass.personId, 'pass');
          return openedAnswer(c, done.value);
        });
      },
    )
    .post(
      '/password',
      describe({
        summary: 'Change my password; every other session of mine ends',
        body: passwordSchema,
        refusals: {
          400: 'The new one does not do',
          401: 'Not signed in, or the present one is not right',
          503: 'Busy',
        },
      }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const read = await readJson(c.req.raw, passwordSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const { current, password } = read.value;
        const { person, headers } = asked;
        const wrong = passwordProblem(password, person);
        if (wrong) return problem(400, wrong);
        const done = await gate(() => sessions.changePassword(headers, person, current, password));
        if (!done.ok) return problem(503, text.busy, { headers: { 'Retry-After': '5' } });
        return done.value ? c.body(null, 204) : problem(401, text.wrongPassword);
      },
    )
    .post(
      '/session',
      describe({
        summary: 'Sign in',
        body: signInRequestSchema,
        answer: tokenSchema,
        refusals: {
          401: 'Wrong e-mail address or password',
          403: 'The account is closed',
          429: 'Too many wrong passwords for this account',
          503: 'Busy',
        },
        open: true,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, signInRequestSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const { email, password } = read.value;
        const known = browsers.read(getCookie(c, browsers.cookie), email);
        const signIn = await sessions.signIn(email, password, known);
        if (signIn.ok) {
          remember(c, email);
          return openedAnswer(c, signIn.opened);
        }
        if (signIn.reason === 'wait') {
          const { waitSeconds } = signIn;
          return problem(429, text.wait(waitSeconds), { headers: { 'Retry-After': String(waitSeconds) } });
        }
        if (signIn.reason === 'busy') return problem(503, text.busy, { headers: { 'Retry-After': '5' } });
        return signIn.reason === 'closed' ? problem(403, text.closed) : problem(401, text.wrongPassword);
      },
    )
    .delete(
      '/session',
      describe({ summary: 'Sign out; a connected browser disconnects itself', refusals: { 401: 'Not signed in' } }),
      async (c) => {
        const asking = await sessions.askingOf(c.req.raw);
        const headers = credentialsOf(c.req.raw);
        if (!asking || !headers) return problem(401, text.signInFirst);
        if (asking.tokenId) await staffTokens.revoke(asking.person.id, asking.tokenId);
        else
          for (const line of await sessions.signOut(headers, asking.person))
            c.header('Set-Cookie', line, { append: true });
        return c.body(null, 204);
      },
    )
    .get(
      '/me',
      describe({ summary: 'Who I am here', answer: meSchema, refusals: { 401: 'Not signed in' } }),
      async (c) => {
        const asking = await sessions.askingOf(c.req.raw);
        if (!asking) return problem(401, text.signInFirst);
        const { id, name, grants, passwordAt, aupSignedAt } = asking.standing;
        const passwordDueAt = passwordDue(passwordAt, passwordMonths, now());
        c.header('Cache-Control', 'no-store');
        return c.json({
          id,
          name,
          grants,
          ...(passwordDueAt ? { passwordDueAt } : {}),
          ...(aupSignedAt ? { aupSignedAt } : {}),
        });
      },
    );
}
