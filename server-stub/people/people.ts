/** The people of the school: their accounts, how they sign in, what they may do. This file puts the parts together. */
import { join } from 'node:path';
import { Hono } from 'hono';
import type { SafeAsk } from '../alerts/safe-ask.ts';
import { sameOrigin } from '../http/same-origin.ts';
import type { Store } from '../storage/store.ts';
import { createAccounts, openAccountsFile } from './accounts.ts';
import { createAttempts } from './attempts.ts';
import { createDeviceGrant } from './device-grant.ts';
import { deviceRoutes } from './device-routes.ts';
import { createGate } from './gate.ts';
import { makeInvite } from './invites.ts';
import { hashing } from './limits.ts';
import { discover, oidcConfig, type OidcSettings, type Provider } from './oidc.ts';
import { oidcRoutes } from './oidc-routes.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import type { Person } from './person.ts';
import { checkNewPerson, putPerson, standingOf, type NewPerson } from './persons.ts';
import { sealedEntries } from './sealed-entries.ts';
import { deriveSecrets } from './secrets.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSessions } from './sessions.ts';
import { createStaffTokens } from './staff-tokens.ts';
import { text } from './text.ts';

export type { Person } from './person.ts';

export type Added =
  | { ok: true; id: string; inviteLink: string; inviteCode: string }
  /** `reason` is a sentence for the person who asked. */
  | { ok: false; reason: string };

export type People = {
  /** To be mounted at `/api`. */
  routes: Hono;
  /** Who asks, by cookie or bearer token; `undefined` for anybody the server does not know or no longer wants. */
  personOf: (request: Request) => Promise<Person | undefined>;
  /** Adds a person with one grant and invites them, or invites again someone who has not yet accepted. */
  add: (input: NewPerson) => Promise<Added>;
  nameOf: (id: string) => Promise<string | undefined>;
  close: () => Promise<void>;
};

type Parts = {
  store: Store;
  /** Folder of `people.sqlite`. */
  dir: string;
  /** The server's origin as pages see it. */
  origin: () => string;
  /** 32 bytes that nobody else has. */
  secret: Uint8Array;
  passwordMonths?: number | undefined;
  /** The school's identity provider as it is set now, and how it is asked. */
  oidc?: { settings: () => Promise<OidcSettings | undefined>; ask: SafeAsk };
  now: () => number;
};

export async function createPeople({ store, dir, origin, secret, passwordMonths, oidc, now }: Parts): Promise<People> {
  const database = openAccountsFile(join(dir, 'people.sqlite'));
  const secrets = deriveSecrets(secret);
  const entries = sealedEntries(store, secrets, now);
  const at = () => new Date(now()).toISOString();
  const maySignIn = async (personId: string) => {
    const standing = await standingOf(store.read, personId, at());
    return standing !== undefined && standing.accepted && !standing.disabled;
  };
  let provider: Provider | undefined;
  const ready = async () => {
    const settings = provider ? undefined : await oidc?.settings();
    if (settings && oidc) provider ??= await discover(oidc.ask, settings);
    return provider !== undefined;
  };
  const idOf = async (email: string) =>
    (await store.read.selectFrom('persons').select('id').where('email', '=', email).executeTakeFirst())?.id;
  const config = () => (provider && oidc ? oidcConfig(oidc.ask, provider, now) : undefined);
  const auth = await createAccounts({ database, secrets, entries, maySignIn, oidc: config, idOf }, origin);
  const gate = createGate(hashing);
  const staffTokens = createStaffTokens(store, secrets, now);
  const sessions = createSessions({
    store,
    auth,
    attempts: createAttempts(store, now),
    gate,
    secrets,
    staffTokens,
    now,
  });
  const grant = createDeviceGrant({ store, auth, entries, secrets, staffTokens, now });

  return {
    routes: new Hono()
      .use(sameOrigin(origin, text.notSameOrigin))
      .route('/', sessionRoutes({ store, auth, sessions, staffTokens, secrets, gate, passwordMonths, origin, now }))
      .route('/', deviceRoutes({ grant, sessions, staffTokens, origin }))
      .route('/', passkeyRoutes({ store, auth, sessions, now }))
      .route('/', oidcRoutes({ store, auth, sessions, ready, now })),
    personOf: async (request) => (await sessions.askingOf(request))?.person,
    add: async (input) => {
      const checked = checkNewPerson(input);
      if (!checked.ok) return checked;
      const added = await store.write(async (tx) => {
        const put = await putPerson(tx, checked.person, at());
        if (!put.ok) return put;
        const { school, by } = checked.person;
        return { ...put, code: await makeInvite(tx, secrets, { school, personId: put.id, by, nowMs: now() }) };
      });
      if (!added.ok) return added;
      const inviteLink = new URL(`/join/${added.code}`, origin()).href;
      return { ok: true, id: added.id, inviteLink, inviteCode: added.code };
    },
    nameOf: async (id) =>
      (await store.read.selectFrom('persons').select('name').where('id', '=', id).executeTakeFirst())?.name,
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}
