/**
 * Marks by which an address is known again and cannot be read: HMAC-SHA-256 under a key of this installation that no script
 * can take out. Its bytes lie in the browser's profile, as those of `local-key.ts` do.
 */
import { toBase64url } from '../../shared/base64url.ts';

export function makeMarkKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** Gives the function that marks an address (base64url). It rejects while the database fails: nothing is known again then. */
export function createMark(key: () => Promise<CryptoKey>): (address: string) => Promise<string> {
  let known: Promise<CryptoKey> | undefined;
  const asked = (): Promise<CryptoKey> => {
    const asking = (known ??= key());
    asking.catch(() => {
      if (known === asking) known = undefined;
    });
    return asking;
  };
  return async (address) => {
    const bytes = new TextEncoder().encode(pageOf(address));
    return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', await asked(), bytes)));
  };
}

/** What makes a page the same page: its address with the query, without the part inside it, seen as source or not. */
export function pageOf(address: string): string {
  const shown = address.replace(/^view-source:/, '');
  if (!URL.canParse(shown)) return shown;
  const url = new URL(shown);
  url.hash = '';
  return url.href;
}
