/**
 * Owns what a school's identity provider says: who it is, what it vouches for, and whether that is one of the school's
 * people. better-auth runs the flow (state, PKCE, session); every request to the provider goes through our own guard,
 * because its address was entered by a person.
 */
import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth';
import { createLocalJWKSet, jwtVerify } from 'jose';
import * as v from 'valibot';
import type { SafeAsk } from '../alerts/safe-ask.ts';

export type OidcSettings = { issuer: string; clientId: string; clientSecret: string; domain: string };
export type Provider = OidcSettings & { authorize: string; token: string; keys: string };

export const providerId = 'school';

const secureUrl = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.check((text) => URL.canParse(text) && new URL(text).protocol === 'https:'),
);
const discoverySchema = v.object({
  issuer: v.string(),
  authorization_endpoint: secureUrl,
  token_endpoint: secureUrl,
  jwks_uri: secureUrl,
});
const tokensSchema = v.object({ id_token: v.pipe(v.string(), v.maxLength(20_000)) });
const keysSchema = v.object({ keys: v.pipe(v.array(v.looseObject({ kty: v.string() })), v.maxLength(100)) });
const claimsSchema = v.object({
  sub: v.pipe(v.string(), v.nonEmpty(), v.maxLength(255)),
  email: v.optional(v.pipe(v.string(), v.maxLength(254))),
  /** Entra gives the address here where there is no mailbox. */
  preferred_username: v.optional(v.pipe(v.string(), v.maxLength(254))),
  email_verified: v.optional(v.union([v.boolean(), v.string()])),
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** Google: the organisation that the account belongs to. */
  hd: v.optional(v.string()),
});

/** Asks the provider about itself; `undefined` when it is not there or is not whom it says. */
export async function discover(ask: SafeAsk, settings: OidcSettings): Promise<Provider | undefined> {
  const base = settings.issuer.replace(/\/$/, '');
  const read = v.safeParse(discoverySchema, await ask(`${base}/.well-known/openid-configuration`));
  if (!read.success || read.output.issuer.replace(/\/$/, '') !== base) return undefined;
  const { issuer, authorization_endpoint: authorize, token_endpoint: token, jwks_uri: keys } = read.output;
  return { ...settings, issuer, authorize, token, keys };
}

export type Claims = { sub: string; email: string; name: string };

/** Whom the provider vouches for; `undefined` for an account that is not of the school's own domain. */
export async function claimsOf(
  ask: SafeAsk,
  provider: Provider,
  idToken: string,
  now: number,
): Promise<Claims | undefined> {
  const keys = v.safeParse(keysSchema, await ask(provider.keys));
  if (!keys.success) return undefined;
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys.output), {
      issuer: provider.issuer,
      audience: provider.clientId,
      algorithms: ['RS256', 'ES256', 'PS256'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 60,
      currentDate: new Date(now),
    });
    const claims = v.safeParse(claimsSchema, payload);
    if (!claims.success) return undefined;
    const { sub, email: mail, preferred_username: username, email_verified: verified, hd, name } = claims.output;
    const email = (mail ?? username ?? '').trim().toLowerCase();
    const domain = provider.domain.toLowerCase();
    const isOurs =
      email.endsWith(`@${domain}`) &&
      email.split('@').length === 2 &&
      (hd === undefined || hd.toLowerCase() === domain);
    if (!isOurs || verified === false || verified === 'false') return undefined;
    return { sub, email, name: name?.trim() || email };
  } catch {
    // Forged, expired, or for somebody else: to the caller nobody has signed in.
    return undefined;
  }
}

/** For better-auth's plug-in: the flow is its own, the network is ours. */
export function oidcConfig(ask: SafeAsk, provider: Provider, now: () => number): GenericOAuthConfig {
  const { clientId, clientSecret } = provider;
  return {
    providerId,
    clientId,
    clientSecret,
    authorizationUrl: provider.authorize,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    getToken: async ({ code, redirectURI, codeVerifier }) => {
      const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString(
        'base64',
      );
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectURI,
        ...(codeVerifier ? { code_verifier: codeVerifier } : {}),
      };
      const tokens = v.safeParse(tokensSchema, await ask(provider.token, form, `Basic ${basic}`));
      // Kept no longer than it takes to read it: the provider's own tokens open more than Dolphin needs.
      return tokens.success ? { idToken: tokens.output.id_token } : {};
    },
    getUserInfo: async ({ idToken }) => {
      const claims = idToken ? await claimsOf(ask, provider, idToken, now()) : undefined;
      return claims
        ? { id: claims.sub, sub: claims.sub, email: claims.email, name: claims.name, emailVerified: true }
        : null;
    },
  };
}
