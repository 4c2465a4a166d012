/** Keys drawn from the server's one secret, and the two things done with them: digests of codes, and sealing. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { fromBase64url, toBase64url } from '../../shared/base64url.ts';

export type Secrets = {
  /** A keyed digest of a code, token or address; what the database holds in its place. `use` keeps uses apart. */
  digest: (use: string, text: string) => string;
  /** Encrypts and authenticates `text`, bound to `name`. */
  seal: (name: string, text: string) => string;
  /** What was sealed under `name`; `undefined` when it was not, or was changed, or under another secret. */
  unseal: (name: string, sealed: string) => string | undefined;
  /** For better-auth: signs its cookies. */
  authSecret: string;
};

const nonceBytes = 12;
const tagBytes = 16;

/** @param secret at least 32 random bytes */
export function deriveSecrets(secret: Uint8Array): Secrets {
  const derive = (info: string) => new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), info, 32));
  const digestKey = derive('dolphin-people-digest-v1');
  const sealKey = derive('dolphin-people-seal-v1');
  return {
    digest: (use, text) => createHmac('sha256', digestKey).update(`${use}\n${text}`).digest('base64url'),
    seal: (name, text) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(name));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return toBase64url(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    unseal: (name, sealed) => {
      const bytes = fromBase64url(sealed);
      if (!bytes || bytes.length < nonceBytes + tagBytes) return undefined;
      try {
        const cipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(name))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([cipher.update(bytes.subarray(nonceBytes + tagBytes)), cipher.final()]).toString('utf8');
      } catch {
        // A changed row or another secret: to the caller the entry is simply not there.
        return undefined;
      }
    },
    authSecret: toBase64url(derive('dolphin-people-auth-v1')),
  };
}

/** Compares two digests in constant time. */
export function sameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A code nobody can guess, as base64url. */
export function randomCode(bytes: number): string {
  return toBase64url(randomBytes(bytes));
}
