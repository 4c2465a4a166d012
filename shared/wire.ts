/** Names and keys of the wire between device and server (contract §2). Runs on both sides. */
import { fromBase64url, toBase64url } from './base64url.ts';

export const reportContentType = 'application/jose';
export const sealedContentType = 'dolphin-report+json;v=1';

export const headers = {
  idempotencyKey: 'Idempotency-Key',
  seq: 'Dolphin-Seq',
  gen: 'Dolphin-Gen',
  digest: 'Dolphin-Digest',
  attempt: 'Dolphin-Attempt',
  sent: 'Dolphin-Sent',
  device: 'Dolphin-Device',
  signature: 'Dolphin-Signature',
} as const;

const utf8 = new TextEncoder();

/** Base64url of SHA-256 over the body exactly as sent. */
export async function digestOf(body: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(body))));
}

/** The header form of a digest: `sha-256=<base64url>`. */
export function digestHeader(digest: string): string {
  return `sha-256=${digest}`;
}

/** Derives one of the two keys that a press's `statusKey` stands for: HKDF-SHA-256, no salt, 32 bytes. */
async function derive(statusKey: string, info: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = fromBase64url(statusKey);
  if (!bytes) throw new TypeError('statusKey is not base64url');
  const key = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(info) },
    key,
    256,
  );
  return new Uint8Array(bits);
}

/** The bearer that reads a press's own status; its holder can read nothing else. */
export async function readKeyOf(statusKey: string): Promise<string> {
  return toBase64url(await derive(statusKey, 'dolphin-read-v1'));
}

/** What the server's `proof` is made over. */
export type Receipt = { id: string; digest: string; receivedAt: string; told: boolean };

/** HMAC-SHA-256 that only someone who opened the seal can make; base64url. */
export async function proofOf(statusKey: string, { id, digest, receivedAt, told }: Receipt): Promise<string> {
  const raw = await derive(statusKey, 'dolphin-proof-v1');
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const message = utf8.encode(`${id}\n${digest}\n${receivedAt}\n${told}`);
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, message)));
}
