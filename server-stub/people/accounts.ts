/** The one place that sets up better-auth: accounts, passwords, sessions, passkeys and the device grant. */
import { randomInt, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { passkey } from '@better-auth/passkey';
import { APIError, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { bearer, deviceAuthorization } from 'better-auth/plugins';
import { genericOAuth, type GenericOAuthConfig } from 'better-auth/plugins/generic-oauth';
import { randomCode, type Secrets } from './secrets.ts';
import type { SealedEntries } from './sealed-entries.ts';
import {
  deviceCodeSeconds,
  freshSignInSeconds,
  passwordCharacters,
  pollSeconds,
  sessionSeconds,
  userCodeCharacters,
} from './limits.ts';

/** Who a device grant is for; there is no other client. */
export const deviceClient = 'staff-extension';

/** No vowels and nothing that looks like something else, so that a code spells no word and is read out once. */
const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';

/** Opens DIR/people.sqlite, which nothing but better-auth uses: its transactions await, and would block others. */
export function openAccountsFile(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path);
  for (const pragma of [
    'journal_mode=WAL',
    'synchronous=FULL',
    'foreign_keys=ON',
    'busy_timeout=5000',
    'secure_delete=ON',
    'trusted_schema=OFF',
  ])
    database.exec(`PRAGMA ${pragma}`);
  return database;
}

type Parts = {
  database: DatabaseSync;
  secrets: Secrets;
  entries: SealedEntries;
  /** Asked before a passkey opens a session; an account may be closed. */
  maySignIn: (personId: string) => Promise<boolean>;
  /** The school's identity provider, once it was found. */
  oidc?: () => GenericOAuthConfig | undefined;
  /** Whose account an address is, joined or only invited. */
  idOf?: (email: string) => Promise<string | undefined>;
};

function createAuth({ database, secrets, entries, maySignIn, oidc, idOf }: Parts, origin: string) {
  const provider = oidc?.();
  return betterAuth({
    appName: 'Dolphin',
    baseURL: origin,
    basePath: '/api/auth',
    secret: secrets.authSecret,
    database,
    secondaryStorage: entries,
    trustedOrigins: [origin],
    logger: { disabled: true },
    telemetry: { enabled: false },
    // It counts by network address, and a whole school is one address; attempts.ts counts by account.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordCharacters.least,
      maxPasswordLength: passwordCharacters.most,
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true, freshAge: freshSignInSeconds },
    advanced: {
      cookiePrefix: 'dolphin',
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
      ipAddress: { disableIpTracking: true },
      // The provider sends the browser back from another site, where a strict cookie would not come along.
      cookies: { state: { attributes: { sameSite: 'lax' } }, oauth_state: { attributes: { sameSite: 'lax' } } },
    },
    // One person, one id: an account that comes by the provider is that of the person who was invited.
    databaseHooks: {
      user: {
        create: {
          before: async (user) => ({ data: { ...user, id: user.id ?? (await idOf?.(user.email)) ?? randomUUID() } }),
        },
      },
    },
    plugins: [
      ...(provider ? [genericOAuth({ config: [provider] })] : []),
      bearer(),
      deviceAuthorization({
        expiresIn: `${deviceCodeSeconds}s`,
        interval: `${pollSeconds}s`,
        validateClient: (client) => client === deviceClient,
        generateDeviceCode: () => randomCode(32),
        generateUserCode: () =>
          Array.from({ length: userCodeCharacters }, () => codeLetters[randomInt(codeLetters.length)]).join(''),
      }),
      passkey({
        rpName: 'Dolphin',
        rpID: new URL(origin).hostname,
        origin,
        advanced: { webAuthnChallengeCookie: 'passkey_challenge' },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) => {
            // A passkey stands in for the password, so it must have asked for its owner's finger, face or number.
            if (!verification.registrationInfo?.userVerified) throw new APIError('BAD_REQUEST', { message: 'refused' });
          },
        },
        authentication: {
          afterVerification: async ({ verification, ctx, clientData }) => {
            const held = await ctx.context.adapter.findOne<{ userId: string }>({
              model: 'passkey',
              where: [{ field: 'credentialID', value: clientData.id }],
            });
            if (!verification.authenticationInfo.userVerified || !held || !(await maySignIn(held.userId)))
              throw new APIError('UNAUTHORIZED', { message: 'refused' });
          },
        },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

/**
 * Makes better-auth ready: its tables, then an instance for the origin of the moment (a port of 0 is known only once
 * the server listens, and passkeys are bound to it).
 */
export async function createAccounts(parts: Parts, origin: () => string): Promise<() => Auth> {
  const { runMigrations } = await getMigrations(createAuth(parts, origin()).options);
  await runMigrations();
  const made = new Map<string, Auth>();
  return () => {
    const at = origin();
    const key = `${at} ${parts.oidc?.()?.authorizationUrl ?? ''}`;
    const auth = made.get(key) ?? createAuth(parts, at);
    made.set(key, auth);
    return auth;
  };
}
