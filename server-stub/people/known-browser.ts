/**
 * Remembers, in a cookie of its own, that an account was signed in from a browser before. Wrong passwords are counted
 * apart there, so that somebody who guesses at a colleague's account elsewhere cannot lock its owner out.
 */
import { randomCode, sameDigest, type Secrets } from './secrets.ts';

export type KnownBrowser = {
  cookie: string;
  seconds: number;
  valueFor: (email: string) => string;
  /** The browser's own random name when the cookie is true for this account. */
  read: (value: string | undefined, email: string) => string | undefined;
};

export function knownBrowser(secrets: Secrets): KnownBrowser {
  const sign = (id: string, email: string) =>
    secrets.digest('known-browser', `${id}\n${email.normalize('NFC').trim().toLowerCase()}`);
  return {
    cookie: 'dolphin.known',
    seconds: 180 * 24 * 60 * 60,
    valueFor: (email) => {
      const id = randomCode(16);
      return `${id}.${sign(id, email)}`;
    },
    read: (value, email) => {
      const [id, signature, more] = value?.split('.') ?? [];
      if (!id || !signature || more !== undefined) return undefined;
      return sameDigest(signature, sign(id, email)) ? id : undefined;
    },
  };
}
