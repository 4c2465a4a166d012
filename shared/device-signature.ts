/** What a device's own key signs, and by what it is known (contract §2). Runs on both sides. */
import { toBase64url } from './base64url.ts';

/** `path` is from `/v1` on, whatever stands before it on the way; `sent` is the text of `Dolphin-Sent`. */
export type SignedRequest = {
  readonly method: string;
  readonly path: string;
  /** Base64url of SHA-256 over the body as sent. */
  readonly digest: string;
  readonly sent: string;
};

export type DevicePublicKey = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

const utf8 = new TextEncoder();

/** The bytes under an ES256 signature (64 bytes, r before s, in base64url on the wire). */
export function signedBytes({ method, path, digest, sent }: SignedRequest): Uint8Array<ArrayBuffer> {
  return utf8.encode([method, path, digest, sent].join('\n'));
}

/** A device's id is its key's thumbprint (RFC 7638), so that asking twice makes no second device. */
export async function deviceIdOf({ x, y }: DevicePublicKey): Promise<string> {
  const text = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
}
