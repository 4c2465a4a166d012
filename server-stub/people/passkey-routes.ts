/** Routes of passkeys: the few of better-auth's endpoints that are used, with our answers around them. */
import { APIError } from 'better-auth';
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import { problem } from '../http/problem.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Store } from '../storage/store.ts';
import type { Auth } from './accounts.ts';
import { describe } from './describe.ts';
import { bodyBytes } from './limits.ts';
import type { Person } from './person.ts';
import { roleOf } from './persons.ts';
import { plainText } from './plain-text.ts';
import { readJson } from './read-json.ts';
import { openedAnswer } from './session-routes.ts';
import type { Sessions } from './sessions.ts';
import { text } from './text.ts';
import { wholePerson } from './whole-person.ts';

type Parts = { store: Store; auth: () => Auth; sessions: Sessions; now: () => number };

/** As `navigator.credentials` takes and gives them (WebAuthn Level 3 JSON); checked in full by better-auth. */
const optionsSchema = v.looseObject({ challenge: v.string() });
const credentialSchema = v.looseObject({
  id: v.pipe(v.string(), v.maxLength(2000)),
  rawId: v.pipe(v.string(), v.maxLength(2000)),
  type: v.literal('public-key'),
  response: v.looseObject({ clientDataJSON: v.string() }),
  clientExtensionResults: v.optional(v.looseObject({}), {}),
});
const assertionSchema = v.looseObject({
  ...credentialSchema.entries,
  response: v.looseObject({ clientDataJSON: v.string(), authenticatorData: v.string(), signature: v.string() }),
});
const registrationSchema = v.strictObject({
  response: credentialSchema,
  name: v.optional(
    v.pipe(plainText, v.nonEmpty('must not be empty'), v.maxLength(80, 'must have at most 80 characters')),
  ),
});
const authenticationSchema = v.strictObject({ response: assertionSchema });
const removalSchema = v.strictObject({ id: v.pipe(v.string(), v.maxLength(100)) });
const passkeySchema = v.object({ id: v.string(), name: v.optional(v.string()), createdAt: v.optional(v.string()) });
const passkeysSchema = v.object({ passkeys: v.array(passkeySchema) });
const tokenSchema = v.object({ token: v.string() });

type Held = { id: string; name?: string | null | undefined; createdAt?: Date | string | null | undefined };
const shown = ({ id, name, createdAt }: Held): v.InferOutput<typeof passkeySchema> => ({
  id,
  ...(name ? { name } : {}),
  ...(createdAt ? { createdAt: new Date(createdAt).toISOString() } : {}),
});

export function passkeyRoutes({ store, auth, sessions, now }: Parts): Hono {
  /** The passkey challenge travels in a cookie of its own, so both headers go on. */
  const headersOf = (request: Request) => {
    const headers = new Headers();
    for (const name of ['Authorization', 'Cookie']) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return headers;
  };
  const record = ({ id, school }: Person, kind: string, subject: string) =>
    store.write(async (tx) => {
      const at = new Date(now()).toISOString();
      await appendAudit(tx, { school, actor: id, actorRole: await roleOf(tx, id, at), kind, subject }, at);
    });
  /** Runs one of better-auth's calls; whatever it refuses becomes one sentence. */
  const ask = async <T>(call: () => Promise<{ headers: Headers; response: T }>) => {
    try {
      const { headers, response } = await call();
      return { ok: true as const, response, cookies: headers.getSetCookie() };
    } catch (error) {
      if (!(error instanceof APIError)) throw error;
      const stale = error.body?.code === 'SESSION_NOT_FRESH';
      const answer = stale ? problem(403, text.passkeyFresh) : problem(400, text.passkeyRefused);
      return { ok: false as const, answer };
    }
  };
  const setCookies = (c: Context, cookies: readonly string[]) => {
    for (const line of cookies) c.header('Set-Cookie', line, { append: true });
    c.header('Cache-Control', 'no-store');
  };
  const refusals = { 401: 'Not signed in', 403: 'Not for a connected browser, or the sign-in is not fresh' } as const;

  return new Hono()
    .get(
      '/auth/passkey/generate-register-options',
      describe({ summary: 'Begin to add a passkey; needs a fresh sign-in', answer: optionsSchema, refusals }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const headers = headersOf(c.req.raw);
        const made = await ask(() =>
          auth().api.generatePasskeyRegistrationOptions({ headers, query: {}, returnHeaders: true }),
        );
        if (!made.ok) return made.answer;
        setCookies(c, made.cookies);
        return c.json(made.response);
      },
    )
    .post(
      '/auth/passkey/verify-registration',
      describe({
        summary: 'Add the passkey just made',
        body: registrationSchema,
        answer: passkeySchema,
        refusals: { ...refusals, 400: 'Not accepted' },
      }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const read = await readJson(c.req.raw, registrationSchema, bodyBytes.passkey);
        if (!read.ok) return read.answer;
        const headers = headersOf(c.req.raw);
        const body = { response: read.value.response, ...(read.value.name ? { name: read.value.name } : {}) };
        const made = await ask(() => auth().api.verifyPasskeyRegistration({ headers, body, returnHeaders: true }));
        if (!made.ok) return made.answer;
        await record(asked.person, 'passkey.added', made.response.id);
        return c.json(shown(made.response));
      },
    )
    .get(
      '/auth/passkey/generate-authenticate-options',
      describe({ summary: 'Begin to sign in with a passkey', answer: optionsSchema, refusals: {}, open: true }),
      async (c) => {
        // Without the session: the answer is the same for everybody and names nobody's passkeys.
        const made = await ask(() =>
          auth().api.generatePasskeyAuthenticationOptions({ headers: new Headers(), returnHeaders: true }),
        );
        if (!made.ok) return made.answer;
        setCookies(c, made.cookies);
        return c.json(made.response);
      },
    )
    .post(
      '/auth/passkey/verify-authentication',
      describe({
        summary: 'Sign in with a passkey',
        body: authenticationSchema,
        answer: tokenSchema,
        refusals: { 400: 'Not accepted' },
        open: true,
      }),
      async (c) => {
        const read = await readJson(c.req.raw, authenticationSchema, bodyBytes.passkey);
        if (!read.ok) return read.answer;
        const body = { response: read.value.response };
        const headers = headersOf(c.req.raw);
        headers.delete('Authorization');
        const made = await ask(() => auth().api.verifyPasskeyAuthentication({ headers, body, returnHeaders: true }));
        if (!made.ok) return made.answer;
        const { session } = made.response;
        await sessions.openedBy(session.userId, 'passkey');
        return openedAnswer(c, { token: session.token, cookies: made.cookies });
      },
    )
    .get(
      '/auth/passkey/list-user-passkeys',
      describe({ summary: 'My passkeys', answer: passkeysSchema, refusals }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const held = await auth().api.listPasskeys({ headers: headersOf(c.req.raw) });
        c.header('Cache-Control', 'no-store');
        return c.json({ passkeys: held.map(shown) });
      },
    )
    .post(
      '/auth/passkey/delete-passkey',
      describe({
        summary: 'Remove one of my passkeys',
        body: removalSchema,
        refusals: { ...refusals, 404: 'No such passkey of mine' },
      }),
      async (c) => {
        const asked = await wholePerson(sessions, c.req.raw);
        if (!asked.ok) return asked.answer;
        const read = await readJson(c.req.raw, removalSchema, bodyBytes.small);
        if (!read.ok) return read.answer;
        const headers = headersOf(c.req.raw);
        const made = await ask(() => auth().api.deletePasskey({ headers, body: read.value, returnHeaders: true }));
        if (!made.ok) return problem(404, text.passkeyUnknown);
        await record(asked.person, 'passkey.removed', read.value.id);
        return c.body(null, 204);
      },
    );
}
