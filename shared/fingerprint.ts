/** Owns the fingerprint of the school's key in words, so that two people can compare it by reading it out. */
import words from './fingerprint-words.json' with { type: 'json' };

/** 64 bits: enough that nobody makes a second key with the same words, few enough to read out. */
const count = 8;

/** Eight words for a public P-256 JWK: its thumbprint (RFC 7638), a word for each of its first bytes. */
export async function fingerprintOf({ x, y }: { x: string; y: string }): Promise<string> {
  const canonical = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return Array.from(new Uint8Array(digest).subarray(0, count), (byte) => words[byte] ?? '').join(' ');
}
